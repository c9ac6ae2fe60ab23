"""The clocks of a ticket."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from feedback.tickets.choices import ClockKind
from feedback.tickets.models.ticket import Step, Ticket
from feedback.tickets.rules import Dates
from portal.calendars.models import Calendar
from portal.calendars.rules import Pause


class Clock(models.Model):
    """Working minutes that a service promises, or that a department has for its step.

    Keeps the versions of calendar and policy that `due_at` was worked out with; while it runs it follows both.

    `pauses` are closed ones, as ISO instants; a running pause began at `paused_at`, and `due_at` is then what it
    was before. `breached_at` is the due time that passed: once set it stays.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    # Of a department's own clock alone.
    step = models.OneToOneField(Step, null=True, on_delete=models.CASCADE, related_name="clock")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    calendar_version = models.PositiveIntegerField()
    policy_version = models.PositiveIntegerField(default=1)
    minutes = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    pauses = models.JSONField(default=list)
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    # Ended with its ticket before it was met: it counts neither as met nor, from then on, as breached.
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    # When the next escalation level is reached that nobody was told of; worked out with the due time.
    next_level_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind"], condition=Q(step=None), name="ticket_clock_once"),
            models.CheckConstraint(
                condition=Q(kind=ClockKind.STEP, step__isnull=False) | (~Q(kind=ClockKind.STEP) & Q(step=None)),
                name="ticket_clock_step",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="ticket_clock_sweep",
                condition=Q(met_at=None, ended_at=None, breached_at=None, paused_at=None),
            ),
            models.Index(
                fields=["next_level_at"],
                name="ticket_clock_level",
                condition=Q(met_at=None, ended_at=None, paused_at=None, next_level_at__isnull=False),
            ),
            # What runs on which calendar: asked when a calendar changes.
            models.Index(
                fields=["calendar", "calendar_version"],
                name="ticket_clock_open",
                condition=Q(met_at=None, ended_at=None),
            ),
        ]

    @property
    def dates(self) -> Dates:
        return Dates(self.due_at, self.met_at, self.paused_at)

    def pause_spans(self) -> list[Pause]:
        """The closed pauses as the calculator takes them."""
        return [(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)) for start, end in self.pauses]

    def add_pause(self, start: dt.datetime, end: dt.datetime) -> None:
        pauses: list[Any] = self.pauses
        self.pauses = [*pauses, [start.isoformat(), end.isoformat()]]
