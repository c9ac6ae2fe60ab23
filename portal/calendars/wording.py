"""Days and steps of a calculation in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calendars.queries import country_of
from portal.calendars.rules import Blocks, CalendarSpec, StepKind, clock_text, official_years
from portal.calendars.rules.month import Day, DayKind
from portal.core.errors import Text
from portal.core.names import either

WEEKDAYS: tuple[Text, ...] = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
DAY_KINDS: dict[DayKind, Text] = {
    DayKind.WORKING: gettext_lazy("Working day"),
    DayKind.WEEKEND: gettext_lazy("Day of rest"),
    DayKind.HOLIDAY: gettext_lazy("Holiday"),
    DayKind.MAKE_UP: gettext_lazy("Make-up day"),
    DayKind.SPECIAL: gettext_lazy("Special hours"),
    DayKind.DAY_OFF: gettext_lazy("No hours"),
}
STEP_KINDS: dict[StepKind, Text] = {
    StepKind.WORK: gettext_lazy("Working time"),
    StepKind.SHIFT: gettext_lazy("Working time by this date's own hours"),
    StepKind.PAUSE: gettext_lazy("Paused"),
    StepKind.CLOSED: gettext_lazy("Outside the hours"),
    StepKind.HOLIDAY: gettext_lazy("Holiday"),
    StepKind.DAY_OFF: gettext_lazy("Closed on this date"),
    StepKind.REST: gettext_lazy("Everything after that, summed up"),
}
EVENTS: dict[str, Text] = {
    "calendar.created": gettext_lazy("made this calendar"),
    "calendar.edited": gettext_lazy("changed this calendar"),
    "calendar.made_default": gettext_lazy("made it the calendar of departments without one"),
    "calendar.assigned": gettext_lazy("let another department work by it"),
    "calendar.withdrawn": gettext_lazy("took it from a department"),
}


def hours_text(blocks: Blocks) -> str:
    """`09:00–12:00, 13:00–18:00`; nothing for a closed day."""
    return ", ".join(f"{clock_text(block.opens)}–{clock_text(block.closes)}" for block in blocks)


def week_text(spec: CalendarSpec) -> list[dict[str, Any]]:
    """Facts of a side card: each weekday with its hours."""
    return [
        {"label": WEEKDAYS[number], "value": hours_text(blocks) or _("No hours")}
        for number, blocks in enumerate(spec.week)
    ]


@dataclass(frozen=True)
class ShownDay:
    day: date
    kind: str
    label: Text
    hours: str
    name: str
    in_month: bool


def shown_day(day: Day, names: dict[date, str]) -> ShownDay:
    return ShownDay(
        day.day, day.kind.value, DAY_KINDS[day.kind], hours_text(day.blocks), names.get(day.day, ""), day.in_month
    )


def official_names(spec: CalendarSpec) -> dict[date, str]:
    """What the official arrangement calls a date, where it is in force."""
    country = country_of(spec.timezone)
    days = (
        [day for year in official_years(country).values() for day in (*year.holidays, *year.make_up_days)]
        if country
        else []
    )
    return {entry.day: either(entry.name_en, entry.name_zh_hans) for entry in days}


def official_source(spec: CalendarSpec, year: int) -> str:
    """The announcement of that year's arrangement; nothing where none is in force or known."""
    country = country_of(spec.timezone)
    found = official_years(country).get(year) if country else None
    return either(found.source_en, found.source_zh_hans) if found else ""
