"""The sentences behind the codes of a refused calendar or calculation."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calendars.rules import CalendarRefused, Code, Problem
from portal.core.errors import Malformed, Text

SENTENCES: dict[Code, Text] = {
    Code.NOT_AN_OBJECT: gettext_lazy("This takes an object with names and values."),
    Code.NOT_A_LIST: gettext_lazy("This takes a list."),
    Code.UNKNOWN_KEY: gettext_lazy("There is no such field here."),
    Code.REQUIRED: gettext_lazy("This is needed."),
    Code.BAD_NAME: gettext_lazy("Enter a name of one line."),
    Code.NAME_TOO_LONG: gettext_lazy("The name may have %(limit)s characters at most."),
    Code.UNKNOWN_TIMEZONE: gettext_lazy("There is no time zone %(value)s. Zones are named like Asia/Shanghai."),
    Code.BAD_WEEKDAY: gettext_lazy("There is no weekday %(value)s. Monday is 0, Sunday is 6."),
    Code.BAD_BLOCK: gettext_lazy("A block of hours is two times: from and to."),
    Code.BAD_TIME: gettext_lazy("%(value)s is no time. Write hours and minutes, like 09:00; a day ends at 24:00."),
    Code.BLOCK_EMPTY: gettext_lazy("From %(opens)s to %(closes)s is no time at all."),
    Code.BLOCK_REVERSED: gettext_lazy(
        "From %(opens)s to %(closes)s runs backwards. Hours past midnight are two blocks, one on each day."
    ),
    Code.BLOCKS_OVERLAP: gettext_lazy("%(opens)s–%(closes)s overlaps with %(other_opens)s–%(other_closes)s."),
    Code.TOO_MANY_BLOCKS: gettext_lazy("A day takes %(limit)s blocks at most."),
    Code.BAD_DATE: gettext_lazy("%(value)s is no date. Write it like 2026-10-01, or 12-25 for the same day each year."),
    Code.DATE_OUT_OF_RANGE: gettext_lazy("%(value)s lies outside the years %(first)s to %(last)s."),
    Code.DUPLICATE_DATE: gettext_lazy("%(value)s is there twice."),
    Code.TOO_MANY_DATES: gettext_lazy("A calendar takes %(limit)s dates at most."),
    Code.NO_WORKING_TIME: gettext_lazy("This calendar has no working time. Give at least one day its hours."),
    Code.NO_WORKING_TIME_AHEAD: gettext_lazy(
        "This calendar has no working time in the %(years)s years after %(start)s."
    ),
    Code.NAIVE_INSTANT: gettext_lazy("This time doesn't say its zone. Add Z or an offset such as +08:00."),
    Code.INSTANT_OUT_OF_RANGE: gettext_lazy("This time lies outside the years %(first)s to %(last)s."),
    Code.BAD_MINUTES: gettext_lazy("Minutes are a number."),
    Code.MINUTES_NEGATIVE: gettext_lazy("Minutes can't be below zero."),
    Code.TOO_MANY_MINUTES: gettext_lazy("%(limit)s minutes are the most that can be asked for."),
    Code.PAUSE_REVERSED: gettext_lazy("This pause ends before it begins."),
    Code.TOO_MANY_PAUSES: gettext_lazy("%(limit)s pauses are the most that can be given."),
    Code.DUE_TOO_FAR: gettext_lazy("That much working time doesn't come within %(years)s years."),
    Code.END_BEFORE_START: gettext_lazy("The end lies before the start."),
    Code.SPAN_TOO_LONG: gettext_lazy("Between start and end are more than %(years)s years."),
    Code.BAD_DAY_COUNT: gettext_lazy("A number of days from 0 to %(limit)s."),
    Code.UNKNOWN_COUNTRY: gettext_lazy("No official arrangement is known for %(value)s."),
}


def sentence(problem: Problem) -> str:
    """One problem in the reader's language."""
    return str(SENTENCES[problem.code]) % problem.params


def malformed(refused: CalendarRefused) -> Malformed:
    """All problems at once, each under its path ("hours.0.1"); what concerns the whole stands under its own name."""
    errors: dict[str, list[str]] = {}
    for problem in refused.problems:
        errors.setdefault(problem.field or "non_field_errors", []).append(sentence(problem))
    return Malformed("bad_calendar", _("Some fields need a change."), errors=errors)


@contextmanager
def as_malformed() -> Iterator[None]:
    """Around a call of the rules: their refusal becomes one that pages and REST can show."""
    try:
        yield
    except CalendarRefused as refused:
        raise malformed(refused) from refused
