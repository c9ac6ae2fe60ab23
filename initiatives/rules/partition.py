"""One fixed cut of the company for statistics by department. Plain functions, tested with literals.

The formula stands in docs/mechanisms/participation.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 5  # people in a part: fewer could be told apart


@dataclass(frozen=True)
class Unit:
    """An open department with the people who work in it, those of departments below it not counted."""

    id: int
    parent: int | None
    code: str
    people: int


@dataclass(frozen=True)
class Part:
    """Departments whose numbers are shown together; it carries the name of the first one."""

    departments: tuple[int, ...]
    people: int

    @property
    def lead(self) -> int:
        return self.departments[0]


def partition(units: Iterable[Unit]) -> list[Part]:
    """Every department in exactly one part, each with at least five people; a smaller company is one part.

    From the leaves up. A department with five people is a part. Smaller ones are put together with their siblings, by
    code, until they are five; what is left over goes to the department above. What is left at the top joins the
    smallest part.
    """
    units = sorted(units, key=lambda unit: (unit.code, unit.id))
    known = {unit.id for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent if unit.parent in known else None, []).append(unit)
    parts: list[list[Unit]] = []
    rest = _siblings(below.get(None, []), below, parts)
    if rest and parts:
        min(parts, key=lambda part: (_people(part), part[0].code, part[0].id)).extend(rest)
    elif rest:
        parts.append(rest)
    made = [Part(tuple(unit.id for unit in part), _people(part)) for part in parts]
    return sorted(made, key=lambda part: part.departments)


def _siblings(units: list[Unit], below: Mapping[int | None, list[Unit]], parts: list[list[Unit]]) -> list[Unit]:
    """Adds the parts of these departments and all below them; gives what is too small to be one."""
    small: list[Unit] = []
    for unit in units:
        own = [unit, *_siblings(below.get(unit.id, []), below, parts)]
        if _people(own) >= LEAST:
            parts.append(own)
            continue
        small += own
        if _people(small) >= LEAST:
            parts.append(small)
            small = []
    return small


def _people(units: Iterable[Unit]) -> int:
    return sum(unit.people for unit in units)


def holds(current: Mapping[int, int], units: Iterable[Unit]) -> bool:
    """Whether a partition (department -> first department of its part) may go on: it is kept as long as it can be.

    Not when a department came or went, and not when a part has fallen under five people, unless nothing better is
    to be had.
    """
    units = list(units)
    if set(current) != {unit.id for unit in units}:
        return False
    people: dict[int, int] = {}
    for unit in units:
        people[current[unit.id]] = people.get(current[unit.id], 0) + unit.people
    return all(n >= LEAST for n in people.values()) or current == leads(partition(units))


def leads(parts: Iterable[Part]) -> dict[int, int]:
    return {department: part.lead for part in parts for department in part.departments}
