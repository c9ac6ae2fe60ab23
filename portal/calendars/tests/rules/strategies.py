"""Random calendars, instants and pauses, most of them near a clock change."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from portal.calendars.rules import Block, Blocks, CalendarSpec, Pause

# The same examples in every run: a failure is a change in the code, not luck.
REPEATABLE = settings(derandomize=True, database=None, deadline=None, max_examples=50)

# Zone and a date close to one of its clock changes. They change by an hour or by half, at 2:00, at midnight, just after
# midnight, never, or by a whole day.
PLACES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Sao_Paulo", date(2015, 2, 22)),
    ("America/Sao_Paulo", date(2015, 10, 18)),
    ("America/St_Johns", date(2009, 3, 8)),
    ("America/St_Johns", date(2009, 11, 1)),
    ("America/Havana", date(2026, 11, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 9, 21)),
    ("Asia/Shanghai", date(2026, 9, 21)),
]


@st.composite
def blocks(draw: st.DrawFn, *, at_least: int = 0) -> Blocks:
    """Up to three blocks on quarters of an hour; touching ones and the end of the day included."""
    edges = draw(st.lists(st.integers(0, 96), min_size=2 * at_least, max_size=6, unique=True))
    ordered = [15 * edge for edge in sorted(edges)]
    found = [Block(opens, closes) for opens, closes in zip(ordered[::2], ordered[1::2], strict=False)]
    if found and draw(st.booleans()):
        first = found[0]
        middle = (first.opens + first.closes) // 2
        found[:1] = [Block(first.opens, middle), Block(middle, first.closes)]
    return tuple(found)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[CalendarSpec, datetime]:
    """A calendar that is open at least on one weekday, and an instant near its zone's clock change."""
    timezone, near = draw(st.sampled_from(PLACES))
    days = st.integers(-6, 9).map(lambda n: near + timedelta(days=n))
    # Two kinds of days besides closed ones: drawing seven different ones costs much and finds no more.
    kinds = [draw(blocks(at_least=1)), draw(blocks()), ()]
    week = [kinds[draw(st.integers(0, 2))] for _ in range(6)]
    week.insert(draw(st.integers(0, 6)), kinds[0])
    spec = CalendarSpec(
        "Random",
        timezone,
        tuple(week),
        frozenset(draw(st.sets(days, max_size=2))),
        frozenset((day.month, day.day) for day in draw(st.sets(days, max_size=1))),
        draw(st.dictionaries(days, blocks(), max_size=2)),
    )
    return spec, draw(instants(near))


def instants(near: date, *, whole_minutes: bool = False) -> st.SearchStrategy[datetime]:
    """From two days before the date until three after it."""
    origin = datetime(near.year, near.month, near.day, tzinfo=UTC)
    if whole_minutes:
        return st.integers(-2880, 4320).map(lambda n: origin + timedelta(minutes=n))
    return st.integers(-2880 * 60_000_000, 4320 * 60_000_000).map(lambda n: origin + timedelta(microseconds=n))


@st.composite
def pauses(draw: st.DrawFn, around: datetime, *, whole_minutes: bool = False) -> list[Pause]:
    moments = instants(around.date(), whole_minutes=whole_minutes)
    lengths = st.one_of(st.integers(0, 300), st.integers(0, 3000))
    starts = draw(st.lists(moments, max_size=3))
    return [(start, start + timedelta(minutes=draw(lengths))) for start in starts]


minutes_asked = st.one_of(st.integers(0, 120), st.integers(0, 3000))
"""Whole minutes; often few, so that much of the search happens near the clock change."""
