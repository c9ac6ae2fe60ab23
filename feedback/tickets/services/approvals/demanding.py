"""Which approvals a service demands: kept, like its way, by whoever keeps the service."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import ApprovalMode, Approver, Kind
from feedback.tickets.models import ApprovalRule, CatalogueService
from feedback.tickets.rules.approvals import MINUTES, MOST_MINUTES, MOST_RULES
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Role, User
from portal.records.services import event_write

# Roles that reach the whole company; a head is named by the department.
ROLES = (Role.EXECUTIVE, Role.CUSTOMER_EXPERIENCE, Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Demand:
    """One yes: what is approved in both languages, on which level, of whom; `person` is a reference."""

    name_en: str
    name_zh: str
    who: str
    level: int = 1
    mode: str = ApprovalMode.ALL
    person: str = ""
    role: str = ""
    minutes: int = MINUTES
    kind: str = ""


def service_set_approvals(
    *, reference: str, demands: Sequence[Demand], by: User, now: dt.datetime, version: int | None = None
) -> CatalogueService:
    """Replace what a service demands; what is asked already goes on as it was asked.

    Refuses more than six, levels with a gap, one level with two ways of counting, an unknown colleague, a role that
    doesn't reach the company, minutes out of range, and a yes without names (Malformed, by the number of the row).
    """
    with transaction.atomic():
        service: CatalogueService = get_visible(CatalogueService, by, reference, lock=True)
        require(by, "catalogue.edit", service)
        check_version(service, version)
        wanted = _checked(service, demands)
        if _facts(wanted) == _facts(ApprovalRule.objects.filter(service=service)):
            return service
        ApprovalRule.objects.filter(service=service).delete()
        ApprovalRule.objects.bulk_create(wanted)
        service.version += 1
        service.save(update_fields=["version"])
        event_write(subject=service, verb="service.edit", by=by, at=now, data={"fields": ["approvals"]})
    return service


def _facts(rules: Iterable[ApprovalRule]) -> list[tuple[object, ...]]:
    names = ("number", "level", "mode", "who", "person_id", "role", "minutes", "kind", "name_en", "name_zh")
    return [tuple(getattr(rule, name) for name in names) for rule in rules]


def _checked(service: CatalogueService, demands: Sequence[Demand]) -> list[ApprovalRule]:
    if len(demands) > MOST_RULES:
        text = _("At most %(max)s approvals for a service.") % {"max": MOST_RULES}
        raise Malformed("malformed", text, errors={"approvals": [text]})
    wanted = {each.person.upper() for each in demands if each.who == Approver.PERSON}
    people = {each.reference: each for each in User.objects.active().filter(reference__in=wanted)}
    errors: dict[str, list[str]] = {}
    rules = []
    for number, each in enumerate(demands, 1):
        person = people.get(each.person.upper()) if each.who == Approver.PERSON else None
        for name, problem in _problems(each, person).items():
            errors[f"{name}_{number}"] = [problem]
        rules.append(
            ApprovalRule(
                service=service, number=number, level=each.level, mode=each.mode, who=each.who, person=person,
                role=each.role if each.who == Approver.ROLE else "", minutes=each.minutes, kind=each.kind,
                name_en=each.name_en.strip(), name_zh=each.name_zh.strip(),
            )
        )  # fmt: skip
    errors |= _level_problems(rules)
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
    return rules


def _problems(each: Demand, person: User | None) -> dict[str, str]:
    found: dict[str, str] = {}
    choose = _("Choose one of those offered.")
    if each.who not in Approver.values:
        found["who"] = choose
    if each.mode not in ApprovalMode.values:
        found["mode"] = choose
    if each.kind and each.kind not in Kind.values:
        found["kind"] = choose
    if each.who == Approver.PERSON and person is None:
        found["person"] = _("There is no such colleague, or they have left.")
    if each.who == Approver.ROLE and each.role not in ROLES:
        found["role"] = choose
    if not 1 <= each.minutes <= MOST_MINUTES:
        found["minutes"] = _("From 1 to %(max)s working minutes.") % {"max": MOST_MINUTES}
    if not 1 <= each.level <= MOST_RULES:
        found["level"] = choose
    for name in ("name_en", "name_zh"):
        if not getattr(each, name).strip():
            found[name] = _("Say in both languages what is approved.")
    return found


def _level_problems(rules: Sequence[ApprovalRule]) -> dict[str, list[str]]:
    """Levels are asked in the order of the rows, each with one way of counting."""
    errors: dict[str, list[str]] = {}
    level, mode = 0, ""
    for rule in rules:
        if rule.level not in (level, level + 1) or rule.level < 1:
            errors[f"level_{rule.number}"] = [_("Levels begin with 1 and go on one by one, in the order of the rows.")]
        elif rule.level == level and rule.mode != mode:
            errors[f"mode_{rule.number}"] = [_("One level counts in one way: choose the same as in the row above.")]
        level, mode = rule.level, rule.mode
    return errors
