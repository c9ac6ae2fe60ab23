"""Why a ticket is due when it is: the way of each clock in steps, worked out when somebody asks."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, Ticket
from portal.calendars.rules import Step, explain
from portal.core.errors import Text

WORDS: dict[str, Text] = {
    "work": _("Working time"),
    "shift": _("Working time of this date alone"),
    "pause": _("Doesn't count: clock paused"),
    "closed": pgettext_lazy("why a time doesn't count", "Closed"),
    "holiday": pgettext_lazy("why a time doesn't count", "Holiday"),
    "day_off": pgettext_lazy("why a time doesn't count", "Day off"),
    "rest": _("The rest of the way"),
}


class WhyStep(NamedTuple):
    kind: str
    label: Text
    start: dt.datetime
    end: dt.datetime
    minutes: int


class Why(NamedTuple):
    """One clock and how its due time came about; while it is paused, how far it came.

    `being_retimed`: calendar or service changed this minute, the sweep has not come by yet. `calendar_changed`: it
    did so after the clock was met, so the steps may not lead to the due time.
    """

    clock: Clock
    label: Text
    steps: list[WhyStep]
    being_retimed: bool
    calendar_changed: bool


def why_of(ticket: Ticket) -> list[Why]:
    """Its clocks but those of ended steps, in one query."""
    clocks = Clock.objects.filter(ticket=ticket).exclude(kind=ClockKind.STEP, met_at__isnull=False)
    rows = clocks.filter(ended_at=None).select_related("calendar", "step__department", "ticket__service").order_by("id")
    return [_why(clock) for clock in rows]


def _why(clock: Clock) -> Why:
    until = clock.due_at if clock.paused_at is None else max(clock.paused_at, clock.started_at)
    steps = explain(clock.calendar.rules(), clock.started_at, until, clock.pause_spans())
    return Why(
        clock=clock,
        label=_label(clock),
        steps=[_step(step) for step in steps],
        being_retimed=clock.met_at is None and not _is_current(clock),
        calendar_changed=clock.met_at is not None and clock.calendar_version != clock.calendar.version,
    )


def _label(clock: Clock) -> Text:
    kind = ClockKind(clock.kind).label
    return f"{kind}: {clock.step.department.name}" if clock.step else kind


def _is_current(clock: Clock) -> bool:
    versions = (clock.calendar_version, clock.policy_version)
    return versions == (clock.calendar.version, clock.ticket.service.policy_version)


def _step(step: Step) -> WhyStep:
    return WhyStep(
        step.kind.value, WORDS[step.kind.value], step.start, step.end, int(step.counted.total_seconds() // 60)
    )
