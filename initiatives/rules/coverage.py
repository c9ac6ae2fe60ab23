"""Coverage: how much of the company the initiatives have reached. Plain functions, tested with literals.

The formulas stand in docs/mechanisms/initiatives.md.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Reached:
    """So many colleagues of a department reached by an initiative, as of a day: the number so far, not the new ones."""

    initiative: int
    department: int
    people: int
    as_of: dt.date


@dataclass(frozen=True)
class Coverage:
    departments: int
    all_departments: int
    people: int
    all_people: int

    @property
    def department_share(self) -> float:
        return self.departments / self.all_departments if self.all_departments else 0.0

    @property
    def people_share(self) -> float:
        return self.people / self.all_people if self.all_people else 0.0


def months(last: dt.date, count: int) -> list[dt.date]:
    """The last days of so many months, the newest is the month of `last` up to that day."""
    found = [last]
    for _ in range(count - 1):
        found.append(found[-1].replace(day=1) - dt.timedelta(days=1))
    return found[::-1]


def people_reached(rows: Iterable[Reached], headcount: Mapping[int, int], day: dt.date) -> dict[int, int]:
    """By department: the newest number of each initiative as of that day, the largest of them, at most the headcount.

    The largest and not the sum: two initiatives may have reached the same people.
    """
    newest: dict[tuple[int, int], Reached] = {}
    for row in sorted(rows, key=lambda row: row.as_of):
        if row.as_of <= day and row.department in headcount:
            newest[row.initiative, row.department] = row
    reached: dict[int, int] = {}
    for row in newest.values():
        people = min(row.people, headcount[row.department])
        reached[row.department] = max(people, reached.get(row.department, 0))
    return reached


def coverage(rows: Iterable[Reached], headcount: Mapping[int, int], day: dt.date) -> Coverage:
    """Departments with at least one colleague reached against all, and people reached against all, as of a day."""
    reached = people_reached(rows, headcount, day)
    counted = sum(1 for people in reached.values() if people > 0)
    return Coverage(counted, len(headcount), sum(reached.values()), sum(headcount.values()))
