"""What the loaders share: who is there, what time it is, and one seeded source of chance."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from portal.calendars.models import Calendar
from portal.calendars.rules import CalendarSpec, add_working_days, due_at, working_dates
from portal.people.models import Department, Site, User


@dataclass
class Stage:
    """`people` by login, `departments` and `sites` by code. The seed makes every start tell the same story."""

    now: dt.datetime
    admin: User
    chance: random.Random = field(default_factory=lambda: random.Random(20260921))  # noqa: S311
    sites: dict[str, Site] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    _acting: dict[str, User] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)

    @cached_property
    def office_hours(self) -> CalendarSpec:
        return self.calendars["office"].rules()

    def after(self, start: dt.datetime, minutes: float) -> dt.datetime:
        """The instant that many working minutes after `start`, by the office calendar."""
        return due_at(self.office_hours, start, minutes)

    def days_ago(self, days: float) -> dt.datetime:
        return self.now - dt.timedelta(days=days)

    def workday(self, offset: int, calendar: Calendar) -> dt.date:
        """The working day so many after today, or before it: a cohort stays in its phase on a Sunday, too."""
        today, rules = timezone.localdate(self.now), calendar.rules()
        if offset < 0:
            return working_dates(rules, today - dt.timedelta(days=200), today - dt.timedelta(days=1))[offset]
        return add_working_days(rules, today, offset)

    def fresh(self, login: str) -> User:
        """The person with roles and department as they are once the company stands; their access is read once."""
        if login not in self._acting:
            self._acting[login] = User.objects.select_related("department").get(pk=self.people[login].pk)
        return self._acting[login]
