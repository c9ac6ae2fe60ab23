"""When a mail may go out: an urgent one at any hour, the others while their receiver works. The inbox never waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, CalendarSpec, is_open, next_opening
from portal.core.errors import Refused
from portal.delivery.presence import PRESENT
from portal.people.models import Department
from portal.records.messages import KINDS
from portal.records.models import OutboxRow


class Hours:
    """Of one round of the relay: each department's calendar is read once."""

    def __init__(self) -> None:
        self._calendars: dict[int | None, CalendarSpec | None] = {}

    def opening_for(self, row: OutboxRow, now: dt.datetime) -> dt.datetime | None:
        """The next working instant of the receiver's department, for which the mail waits; None: it may go now.

        It goes at once where there is no calendar, or one that never opens again: better at night than never.
        """
        person: Any = row.recipient
        kind = KINDS.get(row.kind)
        if person is None or kind is None or kind.urgent or person.mail_at_once or not person.is_active:
            return None
        spec = self._calendar(person.department)
        if spec is None or is_open(spec, now) or any(present(person, now) for present in PRESENT):
            return None
        try:
            return next_opening(spec, now)
        except CalendarRefused:
            return None

    def _calendar(self, department: Department | None) -> CalendarSpec | None:
        key = department.pk if department else None
        if key not in self._calendars:
            try:
                self._calendars[key] = calendar_of(department).rules()
            except Refused:
                self._calendars[key] = None
        return self._calendars[key]
