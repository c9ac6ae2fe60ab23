"""The fixed cut of the company and the steps of shares: rules with literals, and what holds for every company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.rules.participation import share_from, step
from initiatives.rules.partition import LEAST, Unit, holds, leads, partition


def cut(*units: Unit) -> list[tuple[tuple[int, ...], int]]:
    return [(part.departments, part.people) for part in partition(units)]


def test_small_departments_join_their_siblings_then_the_one_above_then_the_smallest_part() -> None:
    office, hotline, claims = Unit(1, None, "A", 3), Unit(2, 1, "B", 12), Unit(3, 1, "C", 5)
    assert cut(office, hotline, claims) == [((2,), 12), ((3, 1), 8)]
    stamps, keys, notes = Unit(4, 1, "D", 2), Unit(5, 1, "E", 4), Unit(6, 1, "F", 1)
    assert cut(office, hotline, claims, stamps, keys, notes) == [((2,), 12), ((3, 1, 6), 9), ((4, 5), 6)]
    assert cut(Unit(1, None, "A", 4), stamps, notes) == [((1, 4, 6), 7)]
    assert cut(Unit(9, None, "B", 3), Unit(8, None, "A", 3)) == [((8, 9), 6)]


def test_a_company_under_five_is_one_part_and_none_has_none() -> None:
    assert cut(Unit(1, None, "A", 2), Unit(2, 1, "B", 2), Unit(3, None, "C", 0)) == [((1, 2, 3), 4)]
    assert cut() == []


@st.composite
def companies(draw: st.DrawFn) -> list[Unit]:
    heads = draw(st.lists(st.integers(0, 9), max_size=25))
    parents = [draw(st.sampled_from([None, *range(place)])) for place in range(len(heads))]
    codes = draw(st.permutations(range(len(heads))))
    return [Unit(place, parents[place], f"{codes[place]:02}", people) for place, people in enumerate(heads)]


@given(companies())
def test_every_department_is_in_one_part_of_five_or_more(units: list[Unit]) -> None:
    parts = partition(units)
    assert sorted(pk for part in parts for pk in part.departments) == sorted(unit.id for unit in units)
    people = {unit.id: unit.people for unit in units}
    assert all(part.people == sum(people[pk] for pk in part.departments) for part in parts)
    assert len(parts) <= 1 if sum(people.values()) < LEAST else all(part.people >= LEAST for part in parts)
    assert partition(units[::-1]) == parts
    assert holds(leads(parts), units)


def test_a_partition_goes_on_while_it_can() -> None:
    a, b = Unit(1, None, "A", 6), Unit(2, None, "B", 5)
    current = leads(partition([a, b]))
    assert holds(current, [a, Unit(2, 1, "Z", 9)])  # moved, renamed, grown: not a reason to cut anew
    assert not holds(current, [Unit(1, None, "A", 7), Unit(2, None, "B", 4)])
    assert not holds(current, [a])
    assert not holds(current, [a, b, Unit(3, None, "C", 0)])
    assert holds({1: 1, 2: 1}, [Unit(1, None, "A", 2), Unit(2, None, "B", 2)])


@pytest.mark.parametrize(
    ("count", "people", "begins"),
    [(1, 4, None), (0, 5, 0), (2, 5, 25), (3, 5, 50), (5, 5, 75), (4, 50, 0), (5, 50, 10), (50, 50, 90), (7, 100, 5)],
)
def test_share_from(count: int, people: int, begins: int | None) -> None:
    assert share_from(count, people) == begins


@given(st.integers(LEAST, 400))
def test_one_person_shows_at_neither_end(people: int) -> None:
    assert share_from(0, people) == share_from(1, people) == 0
    assert share_from(people - 1, people) == share_from(people, people) == 100 - step(people)
