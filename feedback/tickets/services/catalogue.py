"""What departments offer and which way it takes, kept by administrators and heads of the serving departments."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import gettext as _

from feedback.tickets.choices import PartsRule
from feedback.tickets.models import CatalogueService, ServiceStep, Ticket
from feedback.tickets.rules import OPEN
from feedback.tickets.services.common import required_text
from portal.core.errors import Malformed
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.services import event_write

MAX_MINUTES = 366 * 24 * 60
MAX_PARTS = 8
FIELDS = (
    "name_en", "name_zh", "description_en", "description_zh", "response_minutes", "resolution_minutes", "active",
    "front_solves",
)  # fmt: skip


def service_create(
    *,
    name_en: str,
    name_zh: str,
    department: str,
    response_minutes: int,
    resolution_minutes: int,
    by: User,
    now: dt.datetime,
    description_en: str = "",
    description_zh: str = "",
    active: bool = True,
    front_solves: bool = False,
    external_id: str | None = None,
) -> CatalogueService:
    """Add a service; `department` is the reference of who serves it, minutes are working minutes.

    Refuses a department outside the reach of `by` (NotAllowed), and a resolution before the response (Malformed).
    """
    with transaction.atomic():
        serving = _department(department)
        _require_reach(serving, by)
        service = CatalogueService(department=serving, external_id=external_id or None)
        values = {
            "name_en": name_en,
            "name_zh": name_zh,
            "description_en": description_en,
            "description_zh": description_zh,
            "response_minutes": response_minutes,
            "resolution_minutes": resolution_minutes,
            "active": active,
            "front_solves": front_solves,
        }
        _write(service, values)
        event_write(subject=service, verb="service.create", by=by, at=now)
    return service


def service_edit(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    version: int | None = None,
    department: str | None = None,
    **values: Any,
) -> CatalogueService:
    """Change a service; values that are left out stay. Clocks that run follow changed minutes (services/retiming.py).

    Refuses as `service_create` does, and Stale.
    """
    with transaction.atomic():
        service: CatalogueService = get_visible(CatalogueService, by, reference, lock=True)
        require(by, "catalogue.edit", service)
        check_version(service, version)
        before = service.department_id
        if department is not None and department.upper() != service.department.reference:
            service.department = _department(department)
            _require_reach(service.department, by)
        changed = sorted(name for name, value in values.items() if getattr(service, name) != value)
        if service.department_id != before:
            changed.append("department")
        if not changed:
            return service
        if service.department_id != before:
            # The way begins where the service does.
            ServiceStep.objects.filter(service=service, number=1).update(department=service.department)
        service.version += 1
        if {"response_minutes", "resolution_minutes"} & set(changed):
            service.policy_version += 1
        _write(service, values)
        event_write(subject=service, verb="service.edit", by=by, at=now, data={"fields": changed})
    return service


def service_upsert(
    *, by: User, now: dt.datetime, external_id: str | None = None, version: int | None = None, **values: Any
) -> tuple[CatalogueService, bool]:
    """The service with this `external_id`, added or brought to these values; whether it was added."""
    known = CatalogueService.objects.filter(external_id=external_id).first() if external_id else None
    if known is None:
        return service_create(by=by, now=now, external_id=external_id, **values), True
    return service_edit(reference=known.reference, by=by, now=now, version=version, **values), False


@dataclass(frozen=True)
class Part:
    """A part of a way: reference of the department, its working minutes, what it does there in both languages."""

    department: str
    minutes: int
    name_en: str
    name_zh: str
    # At the same time as the part before it; the rule is that of the stage's first part.
    beside: bool = False
    rule: str = PartsRule.ALL


def service_set_way(
    *,
    reference: str,
    parts: Sequence[Part],
    by: User,
    now: dt.datetime,
    closes: bool | None = None,
    version: int | None = None,
) -> CatalogueService:
    """Replace the usual way of a service; open tickets go on from the part that their department has in the new one.

    `closes`: a ticket whose way ends with parallel parts is resolved by itself when they are done; None leaves it.
    Refuses more than `MAX_PARTS`, a department twice in one stage, a part beside the first one, an unknown department,
    minutes out of range, a part without names, and a first part that is not the serving department's (Malformed, by
    the number of the part).
    """
    with transaction.atomic():
        service: CatalogueService = get_visible(CatalogueService, by, reference, lock=True)
        require(by, "catalogue.edit", service)
        check_version(service, version)
        way = _checked_way(service, parts)
        closing = service.parts_close if closes is None else closes
        before = ServiceStep.objects.filter(service=service)
        if _facts(before) == _facts(way) and closing == service.parts_close:
            return service
        before.delete()
        ServiceStep.objects.bulk_create(way)
        service.parts_close = closing
        _place_open_tickets(service, way)
        service.version += 1
        service.policy_version += 1
        service.save(update_fields=["version", "policy_version", "parts_close"])
        event_write(subject=service, verb="service.edit", by=by, at=now, data={"fields": ["way"]})
    return service


def _facts(parts: Iterable[ServiceStep]) -> list[tuple[Any, ...]]:
    names = ("department_id", "minutes", "name_en", "name_zh", "stage", "rule")
    return [tuple(getattr(part, name) for name in names) for part in parts]


def _checked_way(service: CatalogueService, parts: Sequence[Part]) -> list[ServiceStep]:
    errors: dict[str, list[Any]] = {}
    if len(parts) > MAX_PARTS:
        errors["parts"] = [_("At most %(max)s parts.") % {"max": MAX_PARTS}]
    names = [part.department.upper() for part in parts[:MAX_PARTS]]
    known = {found.reference: found for found in Department.objects.filter(reference__in=names, active=True)}
    way: list[ServiceStep] = []
    for number, part in enumerate(parts[:MAX_PARTS], start=1):
        department = known.get(part.department.upper())
        if department is None:
            errors[f"department_{number}"] = [_("There is no such department, or it is closed.")]
        elif number == 1 and department.pk != service.department_id:
            errors["department_1"] = [_("The way begins in the serving department.")]
        if not 1 <= part.minutes <= MAX_MINUTES:
            errors[f"minutes_{number}"] = [_("From 1 to %(max)s working minutes.") % {"max": MAX_MINUTES}]
        texts = {name: getattr(part, name).strip() for name in ("name_en", "name_zh")}
        errors |= {
            f"{name}_{number}": [_("Say in both languages what is done there.")] for name in texts if not texts[name]
        }
        stage, rule = _stage(part, way, errors)
        way.append(
            ServiceStep(
                service=service, number=number, stage=stage, rule=rule, department=department, minutes=part.minutes,
                **texts,
            )
        )  # fmt: skip
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
    return way


def _stage(part: Part, before: list[ServiceStep], errors: dict[str, list[Any]]) -> tuple[int, str]:
    """The stage that a part belongs to, and the rule of that stage: its first part says it."""
    number = len(before) + 1
    if part.rule not in PartsRule.values:
        errors[f"rule_{number}"] = [_("Choose one of those offered.")]
    if not part.beside:
        return (before[-1].stage if before else 0) + 1, part.rule
    if len(before) < 2:
        errors[f"beside_{number}"] = [_("The first part stands alone: it opens the ticket.")]
        return number, part.rule
    stage = before[-1].stage
    reference = part.department.upper()
    if reference in {each.department.reference for each in before if each.stage == stage and each.department_id}:
        errors[f"department_{number}"] = [_("This department has a part at the same time already.")]
    return stage, before[-1].rule


def _place_open_tickets(service: CatalogueService, way: list[ServiceStep]) -> None:
    """Where the new way has the department that a ticket is in, it has reached that stage; else the beginning.

    A ticket whose parallel parts are on their way has reached the stage that these have in the new way.
    """
    together = {stage for stage, count in Counter(part.stage for part in way).items() if count > 1}
    places = [When(department_id=part.department_id, then=part.stage) for part in way if part.stage not in together]
    if places:
        # A team below the serving department does the first part for it.
        teams = Department.objects.filter(path__contains=[service.department_id]).values("pk")
        places.append(When(department_id__in=teams, then=1))
    rows = Ticket.objects.filter(service=service, state__in=OPEN)
    rows.filter(part=0).update(position=Case(*places, default=0) if places else 0)
    beside = {part.department_id: part for part in reversed(way) if part.stage in together}
    parts = rows.filter(part__gt=0, parent__state__in=OPEN).values_list("pk", "parent_id", "department_id")
    stages: dict[int, int] = {}
    numbers: dict[int, list[int]] = {}
    for pk, parent, department in parts:
        if department in beside:
            found = beside[department]
            stages[parent] = min(stages.get(parent, found.stage), found.stage)
            numbers.setdefault(found.number, []).append(pk)
    for number, found_parts in numbers.items():
        Ticket.objects.filter(pk__in=found_parts).update(part=number)
    for stage in set(stages.values()):
        above = [pk for pk, reached in stages.items() if reached == stage]
        Ticket.objects.filter(Q(pk__in=above) | Q(parent__in=above, part__gt=0, state__in=OPEN)).update(position=stage)
    # Parts of which the new way knows nothing keep the pace of the ticket above them.
    left = rows.filter(part__gt=0).exclude(parent__in=list(stages))
    above_position = Ticket.objects.filter(pk=OuterRef("parent")).values("position")
    left.update(position=Subquery(above_position))


def _require_reach(department: Department, by: User) -> None:
    reach = access_of(by).reach("catalogue.edit")
    if not (reach.all or department.pk in reach.departments):
        raise not_allowed("catalogue.edit")


def _department(reference: str) -> Department:
    found = Department.objects.filter(reference=reference.upper(), active=True).first()
    if found is None:
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={"department": [text]})
    return found


def _write(service: CatalogueService, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"A service has no field {name!r} to write")
        setattr(service, name, required_text(name, value) if name.startswith("name_") else value)
    _check_minutes(service)
    service.search = search_vector(service.name_en, service.name_zh, service.description_en, service.description_zh)
    service.save()


def _check_minutes(service: CatalogueService) -> None:
    errors: dict[str, list[Any]] = {}
    for name in ("response_minutes", "resolution_minutes"):
        if not 1 <= getattr(service, name) <= MAX_MINUTES:
            errors[name] = [_("From 1 to %(max)s working minutes.") % {"max": MAX_MINUTES}]
    if not errors and service.resolution_minutes < service.response_minutes:
        errors["resolution_minutes"] = [_("The resolution can't be due before the first response.")]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
