"""The verbs of working calendars."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.calendars.models import Calendar, DepartmentCalendar
from portal.calendars.problems import as_malformed
from portal.calendars.queries import country_of
from portal.calendars.rules import CalendarSpec, as_json, official_years, parse, with_official_days
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.services import event_write

Spec = Mapping[str, Any]


def calendar_create(
    *,
    by: User,
    spec: Spec,
    now: dt.datetime,
    external_id: str | None = None,
    make_default: bool = False,
    official: bool = False,
) -> Calendar:
    """A new calendar from the JSON of the REST contract. The first one becomes the default.

    `official` adds every announced year of the country that the zone lies in, if one is known.

    Refuses a spec that `rules.parse` refuses (Malformed, per path), a name or external id that is taken.
    """
    with transaction.atomic():
        require(by, "calendars.edit")
        checked = _checked(spec, now)
        country = country_of(checked.timezone) if official else None
        if country:
            checked = with_official_days(checked, official_years(country), country=country)
        calendar: Calendar = Calendar.objects.create(
            name=checked.name, spec=as_json(checked), external_id=external_id or None, created_at=now
        )
        event_write(subject=calendar, verb="calendar.created", by=by, at=now)
        if make_default or not Calendar.objects.filter(is_default=True).exists():
            _make_default(calendar)
    return calendar


def calendar_edit(
    *,
    by: User,
    reference: str,
    changes: Spec,
    now: dt.datetime,
    expected_version: int | None = None,
) -> Calendar:
    """Replace the parts named in `changes` (name, timezone, hours, holidays, shifts). Nothing changed: no new version.

    Refuses with Stale when `expected_version` is an older one, and as `calendar_create` does.
    """
    with transaction.atomic():
        calendar = _for_change(by, reference, expected_version)
        return _write(calendar, changed_spec(calendar, changes, now=now), by=by, now=now)


def calendar_upsert(
    *, by: User, external_id: str, spec: Spec, now: dt.datetime, expected_version: int | None = None
) -> tuple[Calendar, bool]:
    """For other systems: the calendar with this external id, made or brought to `spec`; whether it is new."""
    with transaction.atomic():
        known = Calendar.objects.visible_to(by).filter(external_id=external_id).values_list("reference", flat=True)
        reference = known.first()
        if reference is None:
            return calendar_create(by=by, spec=spec, now=now, external_id=external_id), True
        empty: Spec = {"holidays": [], "shifts": {}}
        changes = {**empty, **spec}
        return calendar_edit(
            by=by, reference=reference, changes=changes, now=now, expected_version=expected_version
        ), False


def calendar_set_day(
    *,
    by: User,
    reference: str,
    day: dt.date,
    kind: str,
    now: dt.datetime,
    blocks: list[list[str]] | None = None,
    expected_version: int | None = None,
) -> Calendar:
    """Make one date a `holiday`, a `make_up` day with `blocks` of hours, or `usual` again."""
    with transaction.atomic():
        calendar = _for_change(by, reference, expected_version)
        wanted = changed_spec(calendar, day_changes(calendar, day=day, kind=kind, blocks=blocks), now=now)
        return _write(calendar, wanted, by=by, now=now)


def changed_spec(calendar: Calendar, changes: Spec, *, now: dt.datetime) -> CalendarSpec:
    """What the calendar would be with these parts replaced; refuses what `rules.parse` refuses (Malformed)."""
    return _checked({**calendar.spec, **changes}, now)


def day_changes(calendar: Calendar, *, day: dt.date, kind: str, blocks: list[list[str]] | None = None) -> Spec:
    """The parts of the calendar that make one date a `holiday`, a `make_up` day or `usual`."""
    text = day.isoformat()
    holidays = [date for date in calendar.spec["holidays"] if date != text]
    shifts = {date: hours for date, hours in calendar.spec["shifts"].items() if date != text}
    if kind == "holiday":
        holidays.append(text)
    elif kind == "make_up":
        shifts[text] = blocks or []
    elif kind != "usual":
        sentence = _("A date is a holiday, a make-up day or a usual day.")
        raise Malformed("bad_kind", sentence, errors={"kind": [sentence]})
    return {"holidays": holidays, "shifts": shifts}


def calendar_import_official(
    *, by: User, reference: str, years: list[int], now: dt.datetime, expected_version: int | None = None
) -> Calendar:
    """Add the official holidays and make-up days of these years. Dates with hours of their own keep them.

    Refuses a calendar of a country whose arrangement isn't known here.
    """
    with transaction.atomic():
        calendar = _for_change(by, reference, expected_version)
        spec = calendar.rules()
        with as_malformed():
            wanted = with_official_days(spec, years, country=country_of(spec.timezone) or spec.timezone)
        return _write(calendar, wanted, by=by, now=now)


def calendar_make_default(
    *, by: User, reference: str, now: dt.datetime, expected_version: int | None = None
) -> Calendar:
    """The calendar for departments that have none, themselves or above them."""
    with transaction.atomic():
        calendar = _for_change(by, reference, expected_version)
        if not calendar.is_default:
            _make_default(calendar)
            event_write(subject=calendar, verb="calendar.made_default", by=by, at=now)
    return calendar


def calendar_assign(*, by: User, reference: str, department: Department, now: dt.datetime) -> Calendar:
    """Let a department, and those below it without their own, work by this calendar."""
    with transaction.atomic():
        calendar = _for_change(by, reference, None)
        DepartmentCalendar.objects.update_or_create(department=department, defaults={"calendar": calendar})
        event_write(
            subject=calendar, verb="calendar.assigned", by=by, at=now, data={"department": department.reference}
        )
    return calendar


def calendar_withdraw(*, by: User, reference: str, department: Department, now: dt.datetime) -> Calendar:
    """Let a department work again by the calendar above it. Nothing happens if it doesn't work by this one."""
    with transaction.atomic():
        calendar = _for_change(by, reference, None)
        gone, _rows = DepartmentCalendar.objects.filter(department=department, calendar=calendar).delete()
        if gone:
            facts = {"department": department.reference}
            event_write(subject=calendar, verb="calendar.withdrawn", by=by, at=now, data=facts)
    return calendar


def _for_change(by: User, reference: str, expected_version: int | None) -> Calendar:
    calendar: Calendar = get_visible(Calendar, by, reference, lock=True)
    require(by, "calendars.edit", calendar)
    check_version(calendar, expected_version)
    return calendar


def _checked(spec: Spec, now: dt.datetime) -> CalendarSpec:
    with as_malformed():
        return parse(dict(spec), now=now)


def _write(calendar: Calendar, checked: CalendarSpec, *, by: User, now: dt.datetime) -> Calendar:
    spec = as_json(checked)
    if spec == calendar.spec:
        return calendar
    changed = sorted(key for key, value in spec.items() if calendar.spec.get(key) != value)
    calendar.name, calendar.spec, calendar.version = checked.name, spec, calendar.version + 1
    calendar.save(update_fields=["name", "spec", "version"])
    event_write(subject=calendar, verb="calendar.edited", by=by, at=now, data={"changed": changed})
    return calendar


def _make_default(calendar: Calendar) -> None:
    Calendar.objects.filter(is_default=True).update(is_default=False)
    calendar.is_default = True
    calendar.save(update_fields=["is_default"])
