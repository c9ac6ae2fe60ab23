"""Ten thousand due times of random calendars and pauses, each worked out twice: by the calculator and by counting the
minutes of a strip. The same ten thousand in every run, most of them near a clock change."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.calendars.rules import Block, Blocks, CalendarRefused, CalendarSpec, Pause, due_at

from .oracle import Oracle, Strip
from .strategies import PLACES

COUNT, SEED, DAYS = 10_000, 20_261_116, 12
PARTS = 10
NEVER = datetime.max.replace(tzinfo=UTC)


def blocks(chance: random.Random, *, at_least: int = 0) -> Blocks:
    edges = sorted(chance.sample(range(97), 2 * chance.randint(at_least, 3)))
    return tuple(Block(15 * opens, 15 * closes) for opens, closes in zip(edges[::2], edges[1::2], strict=True))


def case(chance: random.Random) -> tuple[CalendarSpec, datetime, list[Pause], int]:
    timezone, near = chance.choice(PLACES)

    def days(most: int) -> list[date]:
        return [near + timedelta(days=chance.randint(-6, 9)) for _each in range(chance.randint(0, most))]

    kinds = [blocks(chance, at_least=1), blocks(chance), ()]
    week = [kinds[chance.randint(0, 2)] for _day in range(7)]
    week[chance.randint(0, 6)] = kinds[0]
    yearly = frozenset((day.month, day.day) for day in days(1))
    shifts = {day: blocks(chance) for day in days(2)}
    spec = CalendarSpec("Random", timezone, tuple(week), frozenset(days(2)), yearly, shifts)
    origin = datetime(near.year, near.month, near.day, tzinfo=UTC)
    start = origin + timedelta(microseconds=chance.randint(-2880 * 60_000_000, 4320 * 60_000_000))
    begins = [origin + timedelta(minutes=chance.randint(-2880, 4320)) for _each in range(chance.randint(0, 3))]
    pauses = [(each, each + timedelta(minutes=chance.choice((0, 1, 60, 300, 3000)))) for each in begins]
    return spec, start, pauses, chance.choice((0, 1, 15, chance.randint(0, 120), chance.randint(0, 3000)))


def due_or_never(spec: CalendarSpec, start: datetime, asked: int, pauses: list[Pause]) -> datetime:
    """A calendar without a block ahead is never due, which is later than any time."""
    try:
        return due_at(spec, start, asked, pauses)
    except CalendarRefused:
        return NEVER


@pytest.mark.parametrize("part", range(PARTS))
def test_two_calculators_agree_and_less_time_is_never_earlier(part: int) -> None:
    chance = random.Random(SEED + part)
    seen: Counter[str] = Counter()
    for _number in range(COUNT // PARTS):
        spec, start, pauses, asked = case(chance)
        found = due_at(spec, start, asked, pauses)
        counted = (Strip(spec, pauses, start, days).due(start, asked) for days in (DAYS, 20 * DAYS))
        assert found == next(filter(None, counted), None), (spec, start, pauses, asked)
        away = chance.randint(-1, 7)
        holiday = start.astimezone(spec.zone).date() + timedelta(days=away)
        begins = start + timedelta(minutes=chance.randint(-600, 6000))
        another = (begins, begins + timedelta(minutes=chance.randint(0, 900)))
        assert due_or_never(replace(spec, holidays=spec.holidays | {holiday}), start, asked, pauses) >= found
        assert due_at(spec, start, asked, [*pauses, another]) >= found
        seen.update([f"{spec.timezone}", "paused" if pauses else "not paused", "zero" if not asked else "time"])
    # The cases are what they are meant to be: every zone, with and without pauses, nothing asked now and then.
    assert {zone for zone, _near in PLACES} <= set(seen)
    assert min(seen["paused"], seen["not paused"]) > COUNT // PARTS // 10
    assert seen["zero"] > 50


def test_the_strip_is_the_walk_laid_out() -> None:
    """Both oracles agree on a few; a strip that is one minute short is noticed."""
    chance = random.Random(SEED)
    for _number in range(20):
        spec, start, pauses, _asked = case(chance)
        asked = chance.randint(0, 300)
        assert Strip(spec, pauses, start, 60).due(start, asked) == Oracle(spec, pauses).due(start, asked)
        broken = Strip(spec, pauses, start, 60)
        place = broken.minutes.find(1, 1441)
        broken.minutes[place] = 0
        assert broken.due(start, 300 + asked) != Oracle(spec, pauses).due(start, 300 + asked)
