"""Which calendar counts where, and which of its years nobody has confirmed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.calendars.models import Calendar, DepartmentCalendar
from portal.calendars.rules import official_years
from portal.core.errors import Refused
from portal.people.models import Department


def calendar_of(department: Department | None) -> Calendar:
    """The department's own calendar, else the nearest one above it, else the default.

    Refuses with `no_calendar` when the company has none: a clock can't be worked out.
    """
    path = list(department.path) if department else []
    rows = DepartmentCalendar.objects.filter(department_id__in=path).select_related("calendar")
    by_department = {row.department_id: row.calendar for row in rows}
    for pk in reversed(path):
        if pk in by_department:
            return by_department[pk]
    default: Calendar | None = Calendar.objects.filter(is_default=True).first()
    if default is None:
        raise Refused("no_calendar", _("No working calendar is set up yet. An administrator can add one."))
    return default


def calendars_of(departments: Iterable[Department | None]) -> dict[int | None, Calendar]:
    """`calendar_of` for many departments at once, by their id: two queries. Refuses with `no_calendar`."""
    paths = {each.pk if each else None: list(each.path) if each else [] for each in departments}
    wanted = {pk for path in paths.values() for pk in path}
    rows = DepartmentCalendar.objects.filter(department_id__in=wanted).select_related("calendar")
    own = {row.department_id: row.calendar for row in rows}
    default = calendar_of(None) if paths else None
    return {
        pk: next((own[each] for each in reversed(path) if each in own), default)  # type: ignore[misc]
        for pk, path in paths.items()
    }


# Zones in which China's official arrangement holds.
_CHINA = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Harbin", "Asia/Kashgar", "PRC"})


def country_of(timezone: str) -> str | None:
    """The country whose official arrangement is known here, by the calendar's zone; None elsewhere."""
    return "CN" if timezone in _CHINA else None


def open_years(spec: dict[str, Any], first: int, last: int) -> list[int]:
    """Years of which this calendar has no dated holiday, although its country announces them year by year.

    Working days in such a year are a guess: whatever reaches into it shows a warning.
    """
    if country_of(spec["timezone"]) is None:
        return []
    entered = {int(text[:4]) for text in [*spec["holidays"], *spec["shifts"]] if len(text) == 10}
    return [year for year in range(first, last + 1) if year not in entered]


def importable_years(spec: dict[str, Any]) -> list[int]:
    """Announced years that this calendar doesn't have yet."""
    country = country_of(spec["timezone"])
    known = sorted(official_years(country)) if country else []
    return [year for year in known if year in open_years(spec, year, year)]
