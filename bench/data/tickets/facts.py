"""What ticket number `n` is like. The newest has number 1, so that a company grows by its past."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from bench.data.company import DEPARTMENTS, EMPLOYEES, QUEUES, SERVICES
from feedback.tickets import rules

# Three in ten of the newest hundred thousand are open: 30,000 at a million, and enough of them at ten thousand.
RECENT = 100_000
OPEN_OF_TEN = 3
PER_DEPARTMENT = EMPLOYEES // DEPARTMENTS
MINUTE = dt.timedelta(minutes=1)
STATES = (rules.NEW, rules.IN_PROGRESS, rules.IN_PROGRESS, rules.WAITING)


class Facts(NamedTuple):
    """`mix` is the number scrambled, from which everything follows; a way of one part has no `second`."""

    n: int
    mix: int
    now: dt.datetime
    service: int
    first: int
    second: int | None
    state: str
    opened: dt.datetime
    taken: dt.datetime
    moved: dt.datetime
    ended: dt.datetime | None
    due: dt.datetime
    requester: int
    requester_department: int
    first_owner: int
    owner: int | None
    jumps: bool

    @property
    def at(self) -> int:
        return self.second or self.first

    @property
    def departments(self) -> str:
        """As PostgreSQL reads an array."""
        return f"{{{self.first},{self.second}}}" if self.second else f"{{{self.first}}}"

    @property
    def steps(self) -> list[tuple[int, int]]:
        """Row id and department of each step."""
        found = [(2 * self.n, self.first)]
        return [*found, (2 * self.n + 1, self.second)] if self.second else found

    @property
    def who(self) -> int:
        """Whoever has it, or had it first."""
        return self.owner or self.first_owner


def facts_of(n: int, now: dt.datetime) -> Facts:
    mix = n * 2_654_435_761 & 0xFFFFFFFF
    service = mix % (QUEUES * SERVICES) + 1
    first = (service - 1) % QUEUES + 1
    second = first % QUEUES + 1 if mix >> 8 & 3 == 0 else None
    is_open = n <= RECENT and (mix >> 5) % 10 < OPEN_OF_TEN
    state = STATES[mix >> 3 & 3] if is_open else rules.RESOLVED
    opened = now - n * MINUTE
    taken = opened + (mix % 50) * MINUTE / 60
    moved = taken + (mix >> 6) % 100 * MINUTE / 60
    requester_department = QUEUES + 1 + (mix >> 12) % (DEPARTMENTS - 2 - QUEUES)
    return Facts(
        n=n,
        mix=mix,
        now=now,
        service=service,
        first=first,
        second=second,
        state=state,
        opened=opened,
        taken=taken,
        moved=moved,
        ended=None if is_open else moved + (mix >> 7) % 4000 * MINUTE,
        due=opened + ((mix >> 11) % 20_000 - 4_000 + (n if is_open else 4_000)) * MINUTE,
        requester=requester_department + mix % 90 * DEPARTMENTS,
        requester_department=requester_department,
        first_owner=colleague(first, mix >> 10),
        owner=None if state == rules.NEW else colleague(second or first, mix >> 9),
        jumps=is_open and n % 200 == 0,
    )


def colleague(department: int, draw: int) -> int:
    return department + draw % PER_DEPARTMENT * DEPARTMENTS
