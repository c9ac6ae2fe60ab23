"""Official holidays and make-up working days of a country, as far as they have been announced.

China announces each year's arrangement in the November before, so no calendar can know the year after next. A new
announcement is a new file in `data/`, or entered by the company into its own calendar.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .problems import Code, refused
from .spec import Blocks, CalendarSpec

DATA = Path(__file__).parent.parent / "data"
COUNTRIES = frozenset({"CN"})


@dataclass(frozen=True, slots=True)
class OfficialDay:
    day: date
    name_en: str
    name_zh_hans: str


@dataclass(frozen=True, slots=True)
class OfficialYear:
    """`make_up_days` are weekend dates on which people work, named after the holiday that they make up for."""

    year: int
    source_en: str
    source_zh_hans: str
    holidays: tuple[OfficialDay, ...]
    make_up_days: tuple[OfficialDay, ...]


@cache
def official_years(country: str = "CN") -> Mapping[int, OfficialYear]:
    """Every announced year of a country, read from `data/`. Refuses a country without data (unknown_country)."""
    if country not in COUNTRIES:
        raise refused("country", Code.UNKNOWN_COUNTRY, value=country[:40])
    years: dict[int, OfficialYear] = {}
    for path in sorted(DATA.glob(f"{country.lower()}_*.json")):
        for text, entry in json.loads(path.read_text(encoding="utf-8"))["years"].items():
            source = entry["source"]
            years[int(text)] = OfficialYear(
                int(text), source["en"], source["zh-hans"], _days(entry["holidays"]), _days(entry["make_up_days"])
            )
    return MappingProxyType(years)


def _days(rows: list[dict[str, str]]) -> tuple[OfficialDay, ...]:
    return tuple(OfficialDay(date.fromisoformat(row["date"]), row["en"], row["zh-hans"]) for row in rows)


def unconfirmed_years(first: date, last: date, *, country: str = "CN", confirmed: Collection[int] = ()) -> list[int]:
    """Years between two dates, both included, for which no official arrangement is known.

    `confirmed` are the years that the company has entered or checked itself. For the warning on whatever reaches into
    such a year; refuses a country without data.
    """
    known = official_years(country)
    return [year for year in range(first.year, last.year + 1) if year not in known and year not in confirmed]


def with_official_days(
    spec: CalendarSpec, years: Collection[int], *, country: str = "CN", make_up_hours: Blocks | None = None
) -> CalendarSpec:
    """The calendar with the official holidays and make-up days of those of `years` that are known.

    Make-up days get `make_up_hours`, else the hours of the week's first open weekday. Dates that already have hours of
    their own keep them: what the company entered wins.
    """
    hours = make_up_hours if make_up_hours is not None else next((b for b in spec.week if b), ())
    found = [year for number, year in official_years(country).items() if number in years]
    make_up = {entry.day: hours for year in found for entry in year.make_up_days} if hours else {}
    holidays = {entry.day for year in found for entry in year.holidays}
    return replace(spec, holidays=spec.holidays | holidays, shifts={**make_up, **spec.shifts})
