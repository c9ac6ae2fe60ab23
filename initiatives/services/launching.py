"""Verbs on new value-added services: plan, edit, launch, countersign or doubt, still used, retire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import EvidenceKind, ServiceState
from initiatives.models import Initiative, UseEvidence, ValueService
from initiatives.rules import services as rules
from initiatives.services.following import launch_tell
from initiatives.services.ideas import check_department
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Department, User
from portal.records.files import attach
from portal.records.services import event_write, notify

EDITABLE = ("name", "serves", "for_whom", "text", "department", "owner", "initiative")


@dataclass(frozen=True)
class Use:
    """Evidence before it is written: on which day it was used, and what shows it."""

    used_on: date
    text: str


def service_plan(
    *,
    name: str,
    serves: str,
    for_whom: str,
    text: str,
    department: Department,
    owner: User,
    by: User,
    now: datetime,
    initiative: Initiative | None = None,
    external_id: str | None = None,
    uploads: list[Any] | None = None,
) -> ValueService:
    """Put a service on the list before it is launched. A known external id edits that service instead.

    Refuses an owner who left and a closed department.
    """
    require(by, "services.create")
    values = {
        "name": name, "serves": serves, "for_whom": for_whom, "text": text, "department": department,
        "owner": owner, "initiative": initiative,
    }  # fmt: skip
    if known := external_id and ValueService.objects.filter(external_id=external_id).values_list("reference").first():
        return service_edit(reference=known[0], changes=values, by=by, now=now)
    _check(values, by)
    with transaction.atomic():
        service = ValueService.objects.create(
            **values, created_at=now, external_id=external_id or None, search=search_vector(name, for_whom, text)
        )
        attach(subject=service, uploads=uploads or [], by=by)
        event_write(subject=service, verb="service.planned", by=by, at=now, to_state=service.state)
    service.search = None
    return service


def _check(values: Mapping[str, Any], by: User) -> None:
    initiative = values.get("initiative")
    if initiative and not Initiative.objects.visible_to(by).filter(pk=initiative.pk).exists():
        raise _bad("initiative", "unknown_initiative", _("There is no initiative with this reference."))
    check_department(values["department"])
    if not values["owner"].is_active:
        raise Refused("left", _("This colleague has left. Name somebody who is here."), field="owner")


def service_edit(
    *, reference: str, changes: Mapping[str, Any], by: User, now: datetime, expected_version: int | None = None
) -> ValueService:
    """Change any of EDITABLE. Refuses a retired service, others (NotAllowed) and an edit of an older version."""
    with transaction.atomic():
        service = _changeable(reference, by, "services.edit", expected_version)
        if service.state == ServiceState.RETIRED:
            raise Refused("retired", _("It is retired and stays as it was."))
        fields = [name for name in EDITABLE if name in changes and getattr(service, name) != changes[name]]
        if not fields:
            return service
        for name in fields:
            setattr(service, name, changes[name])
        linked = {"initiative": service.initiative} if "initiative" in fields else {}
        _check({"department": service.department, "owner": service.owner} | linked, by)
        service.version += 1
        service.search = search_vector(service.name, service.for_whom, service.text)
        service.save(update_fields=[*fields, "version", "search"])
        event_write(subject=service, verb="service.edited", by=by, at=now, data={"fields": fields})
    service.search = None
    return service


def _changeable(reference: str, by: User, action: str, version: int | None) -> ValueService:
    service: ValueService = get_visible(ValueService, by, reference, lock=True)
    require(by, action, service)
    check_version(service, version)
    return service


def service_launch(
    *,
    reference: str,
    launched_on: date,
    use: Use,
    by: User,
    now: datetime,
    uploads: list[Any] | None = None,
    expected_version: int | None = None,
) -> ValueService:
    """It is in use: since when, and what shows the first use. It counts once another department countersigns.

    The owner and sponsor of its initiative are told, and whoever follows an idea that it came of. Refuses without
    evidence, and days that haven't come.
    """
    with transaction.atomic():
        service = _changeable(reference, by, "services.edit", expected_version)
        today = timezone.localdate(now)
        if launched_on > today:
            raise _bad("launched_on", "launch_ahead", _("This day hasn't come yet. Give the day of the launch."))
        if use.used_on < launched_on:
            raise _bad("used_on", "used_before_launch", _("It was used before its launch? Compare both days."))
        before = _move(service, "launch")
        service.launched_on, service.check_on, service.asked_at = launched_on, rules.check_on(launched_on), None
        service.save(update_fields=["state", "version", "launched_on", "check_on", "asked_at"])
        _evidence(service, EvidenceKind.FIRST_USE, use, by, now)
        attach(subject=service, uploads=uploads or [], by=by)
        _event(service, "launched", before, by, now, reason=use.text)
        people = {service.owner.pk: service.owner}
        if service.initiative:
            people |= {each.pk: each for each in (service.initiative.owner, service.initiative.sponsor) if each}
        _tell(service, "service-launched", [each for pk, each in people.items() if pk != by.pk], now)
        key = f"service:{service.pk}:followed:{service.version}"
        launch_tell(service, key, now, but=[by, *people.values()])
    return service


def _bad(field: str, code: str, message: str) -> Refused:
    return Refused(code, message, field=field)


def _evidence(service: ValueService, kind: EvidenceKind, use: Use, by: User, now: datetime) -> None:
    if not use.text.strip():
        sentence = _("Say what shows that it is used: a number, a link, a customer's words.")
        raise Malformed("evidence_missing", sentence, errors={"evidence": [sentence]})
    if use.used_on > timezone.localdate(now):
        raise _bad("used_on", "used_ahead", _("This day hasn't come yet. Give the day on which it was used."))
    UseEvidence.objects.create(service=service, kind=kind, used_on=use.used_on, text=use.text, by=by, at=now)


def _move(service: ValueService, action: str) -> str:
    before = service.state
    service.state = rules.SERVICE.target(action, before, label=str(ServiceState(before).label))
    service.version += 1
    return before


def _event(service: ValueService, verb: str, before: str, by: User, now: datetime, reason: str = "") -> None:
    event_write(
        subject=service,
        verb=f"service.{verb}",
        by=by,
        at=now,
        from_state=before,
        to_state=service.state,
        reason=reason,
    )


def _tell(service: ValueService, kind: str, people: list[User], now: datetime) -> None:
    facts = {"reference": service.reference, "title": service.name}
    key = f"service:{service.pk}:{kind}:{service.version}"
    url = reverse("initiatives:service", args=[service.reference])
    notify(kind=kind, key=key, recipients=people, params=facts, url=url, at=now)


def service_countersign(
    *, reference: str, by: User, now: datetime, reason: str = "", expected_version: int | None = None
) -> ValueService:
    """Another department vouches that it is used: from now on it counts. The owner is told.

    Refuses the offering department and those above and below it, and the owner (`own_service`).
    """
    with transaction.atomic():
        service = _witnessed(reference, by, expected_version)
        before = _move(service, "countersign")
        service.confirmed_by, service.confirmed_department, service.confirmed_at = by, by.department, now
        service.save(update_fields=["state", "version", "confirmed_by", "confirmed_department", "confirmed_at"])
        _event(service, "countersigned", before, by, now, reason=reason.strip())
        _tell(service, "service-countersigned", [service.owner], now)
    return service


def service_doubt(
    *, reference: str, reason: str, by: User, now: datetime, expected_version: int | None = None
) -> ValueService:
    """Another department has seen no use: back to planned, with the reason; the owner is told."""
    if not reason.strip():
        sentence = _("Say what is missing: the owner reads it.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        service = _witnessed(reference, by, expected_version)
        before = _move(service, "doubt")
        service.launched_on = service.check_on = None
        service.save(update_fields=["state", "version", "launched_on", "check_on"])
        _event(service, "doubted", before, by, now, reason=reason)
        _tell(service, "service-doubted", [service.owner], now)
    return service


def _witnessed(reference: str, by: User, version: int | None) -> ValueService:
    """The service, for somebody of another department who may vouch for it."""
    service = _changeable(reference, by, "services.countersign", version)
    own = list(by.department.path) if by.department else []
    if service.owner_id == by.pk or not rules.is_other_department(own, list(service.department.path)):
        raise NotAllowed(
            "own_service",
            _("%(department)s offers it, so somebody of another department countersigns.")
            % {"department": service.department.name},
        )
    return service


def service_still_used(
    *, reference: str, use: Use, by: User, now: datetime, expected_version: int | None = None
) -> ValueService:
    """Show again that it is used, 90 days after the launch or later. Refuses what isn't countersigned, earlier days."""
    with transaction.atomic():
        service = _changeable(reference, by, "services.edit", expected_version)
        if service.state != ServiceState.CONFIRMED or service.launched_on is None:
            raise Refused("wrong_state", _("It isn't in use yet: its first use has to be countersigned before."))
        first = rules.check_on(service.launched_on)
        if use.used_on < first:
            text = _("Only use from %(day)s on shows that it is still used after 90 days.") % {"day": first.isoformat()}
            raise _bad("used_on", "too_early", text)
        _evidence(service, EvidenceKind.STILL_USED, use, by, now)
        service.still_used_on, service.check_on = use.used_on, None
        service.version += 1
        service.save(update_fields=["still_used_on", "check_on", "version"])
        _event(service, "still_used", service.state, by, now, reason=use.text)
    return service


def service_retire(
    *, reference: str, reason: str, by: User, now: datetime, expected_version: int | None = None
) -> ValueService:
    """End it, with a reason. It stays on the list and no longer counts."""
    if not reason.strip():
        sentence = _("Say why it ends.")
        raise Malformed("reason_missing", sentence, errors={"reason": [sentence]})
    with transaction.atomic():
        service = _changeable(reference, by, "services.edit", expected_version)
        before = _move(service, "retire")
        service.retired_on, service.check_on = timezone.localdate(now), None
        service.save(update_fields=["state", "version", "retired_on", "check_on"])
        _event(service, "retired", before, by, now, reason=reason)
    return service


def services_ask(*, now: datetime) -> int:
    """Ask owners, once, whether a service launched 90 days ago is still used; gives how many were asked."""
    due = ValueService.objects.filter(check_on__lte=timezone.localdate(now), asked_at=None)
    asked = 0
    for pk in list(due.filter(state=ServiceState.CONFIRMED).order_by("check_on").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            won = due.filter(pk=pk).update(asked_at=now, version=F("version"))
            if won:
                service = ValueService.objects.select_related("owner").get(pk=pk)
                _tell(service, "service-check", [service.owner], now)
                asked += 1
    return asked
