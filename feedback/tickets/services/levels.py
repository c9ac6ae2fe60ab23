"""Escalation levels: kept by the heads of the serving departments."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from feedback.tickets.choices import ClockKind, Tells
from feedback.tickets.models import CatalogueService, EscalationLevel, ServiceStep
from feedback.tickets.services.catalogue import MAX_MINUTES
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.services import event_write

MOST_LEVELS = 10
FIELDS = ("percent", "minutes_after", "tells", "active")


def level_create(
    *,
    department: str,
    clock: str,
    tells: Sequence[str],
    by: User,
    now: dt.datetime,
    service: str = "",
    percent: int = 100,
    minutes_after: int = 0,
    active: bool = True,
) -> EscalationLevel:
    """Add a level of a department, for one of its services or, with an empty one, for all of them.

    It counts for instants after `now`, on open tickets too. Refuses a department outside the reach of `by`, a service
    of another department, minutes after the due time together with a share below 100 (Malformed), the same level a
    second time (`level_exists`), and more than ten of one clock (`too_many`).
    """
    with transaction.atomic():
        here = _department(department, by)
        level = EscalationLevel(department=here, service=_service(service, here), since=now)
        level.clock = _chosen("clock", clock, ClockKind.values)
        _write(level, percent=percent, minutes_after=minutes_after, tells=tells, active=active)
        same = EscalationLevel.objects.filter(department=here, service=level.service, clock=level.clock)
        if same.count() >= MOST_LEVELS:
            raise Refused("too_many", _("At most %(max)s levels for one clock.") % {"max": MOST_LEVELS})
        _save(level, "level.created", by=by, now=now)
    return level


def level_edit(
    *, reference: str, by: User, now: dt.datetime, version: int | None = None, **changes: Any
) -> EscalationLevel:
    """Change share, minutes, whom it tells, or switch it off; nothing different writes nothing.

    One whose instant changes, or that is switched on again, counts from `now`.
    """
    with transaction.atomic():
        level: EscalationLevel = get_visible(EscalationLevel, by, reference.upper(), lock=True)
        require(by, "levels.edit", level)
        check_version(level, version)
        before = {name: getattr(level, name) for name in FIELDS}
        _write(level, **changes)
        changed = sorted(name for name in FIELDS if getattr(level, name) != before[name])
        if not changed:
            return level
        if changed != ["tells"]:
            level.since = now
        level.version += 1
        _save(level, "level.edited", by=by, now=now, fields=changed)
    return level


def level_exists() -> Refused:
    return Refused("level_exists", _("There is a level at this instant already. Change that one."), field="percent")


def _save(level: EscalationLevel, verb: str, *, by: User, now: dt.datetime, **data: Any) -> None:
    names = ("department", "service", "clock", "percent", "minutes_after")
    same = EscalationLevel.objects.filter(**{name: getattr(level, name) for name in names})
    if same.exclude(pk=level.pk).exists():
        raise level_exists()
    level.save()
    event_write(subject=level, verb=verb, by=by, at=now, data=data)
    _follow(level)


def _follow(level: EscalationLevel) -> None:
    """The services whose clocks it may touch get a new policy version: the sweep over changes looks at them anew."""
    rows = CatalogueService.objects.order_by("pk")
    if level.service_id:
        touched = rows.filter(pk=level.service_id)
    else:
        passing = ServiceStep.objects.filter(department__path__contains=[level.department_id]).values("service")
        touched = rows.filter(Q(department__path__contains=[level.department_id]) | Q(pk__in=passing))
    locked = list(touched.select_for_update(of=("self",)).values_list("pk", flat=True))
    CatalogueService.objects.filter(pk__in=locked).update(policy_version=F("policy_version") + 1)


def _write(level: EscalationLevel, **values: Any) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"A level has no {name}.")
        setattr(level, name, _told(value) if name == "tells" else value)
    if not 1 <= level.percent <= 100:
        raise _malformed("percent", _("Between 1 and 100 percent of the time."))
    if not 0 <= level.minutes_after <= MAX_MINUTES:
        raise _malformed("minutes_after", _("Between 0 and %(max)s working minutes.") % {"max": MAX_MINUTES})
    if level.minutes_after and level.percent != 100:
        raise _malformed("minutes_after", _("Minutes after the due time go with 100 percent."))


def _told(values: Sequence[str]) -> list[str]:
    """In the order of the choices, each once."""
    chosen = [_chosen("tells", value, Tells.values) for value in values]
    if not chosen:
        raise _malformed("tells", _("Choose at least one who is told."))
    return [value for value in Tells.values if value in chosen]


def _chosen(field: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise _malformed(field, _("Choose one of those offered."))
    return value


def _malformed(field: str, text: str) -> Malformed:
    return Malformed("malformed", text, errors={field: [text]})


def _department(reference: str, by: User) -> Department:
    found = Department.objects.filter(reference=reference.upper(), active=True).first()
    if found is None:
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={"department": [text]})
    reach = access_of(by).reach("levels.edit")
    if not (reach.all or found.pk in reach.departments):
        raise not_allowed("levels.edit")
    return found


def _service(reference: str, department: Department) -> CatalogueService | None:
    if not reference:
        return None
    found: CatalogueService | None = CatalogueService.objects.filter(reference=reference.upper()).first()
    if found is None or found.department_id != department.pk:
        text = _("This department has no such service.")
        raise Malformed("unknown_service", text, errors={"service": [text]})
    return found
