"""Routing rules: kept by heads for the services of their departments, by some for all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from feedback.tickets.choices import CameBy, Kind
from feedback.tickets.models import CatalogueService, RoutingRule
from feedback.tickets.queries.forms import form_now
from feedback.tickets.queries.routing_preview import Preview, preview_of
from feedback.tickets.rules.forms import CHOICE, NUMBER, YES_NO, Field, read_answers
from feedback.tickets.rules.routing import LONGEST_WORD, MOST_WORDS
from feedback.tickets.services.common import required_text
from portal.core.errors import Malformed, Refused
from portal.core.search import query_tokens
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.services import event_write

MOST_RULES = 50
# Plain values, and links by their reference; an empty one asks for nothing.
PLAIN = (
    "name_en", "name_zh", "kind", "words", "customer_prefix", "came_by", "sets_kind", "answer_key", "answer_value",
    "active",
)  # fmt: skip
FIELDS = (*PLAIN, "service", "requester", "target")


def rule_create(*, by: User, now: dt.datetime, department: str = "", **values: Any) -> RoutingRule:
    """Add a rule behind those of the department whose services it is about; an empty one: of every service.

    `values` are those of FIELDS. Refuses a department outside the reach of `by` (NotAllowed), none at all from
    whoever does not reach all, unknown and closed ones, a service of another department, a rule about every service
    that asks for nothing (Malformed), and more than MOST_RULES of one department (`too_many`).
    """
    with transaction.atomic():
        rule = _drafted(department, by)
        _hold(rule.department_id)
        _write(rule, values)
        _append(rule)
        rule.save()
        event_write(subject=rule, verb="rule.created", by=by, at=now)
    return rule


def rule_edit(*, reference: str, by: User, now: dt.datetime, version: int | None = None, **values: Any) -> RoutingRule:
    """Change a rule, or switch it off with `active`; values that are left out stay. Tickets that it took stay there.

    Nothing different writes nothing. Refuses as `rule_create` does, and Stale.
    """
    with transaction.atomic():
        rule = _rule_for(reference, by, version)
        before = {name: getattr(rule, name) for name in FIELDS}
        _write(rule, values)
        changed = sorted(name for name in FIELDS if getattr(rule, name) != before[name])
        if changed:
            rule.version += 1
            rule.save()
            event_write(subject=rule, verb="rule.edited", by=by, at=now, data={"fields": changed})
    return rule


def rule_move(*, reference: str, place: int, by: User, now: dt.datetime, version: int | None = None) -> RoutingRule:
    """Put a rule at this place among those of its department, 1 for the first; the others close up.

    A place behind the last one means the last. The versions of the others stay: what they say is the same.
    """
    with transaction.atomic():
        rule = _rule_for(reference, by, version)
        _hold(rule.department_id)
        if place < 1:
            raise _malformed("place", _("Places begin with 1."))
        others = list(_siblings(rule).exclude(pk=rule.pk).order_by("position").values_list("pk", flat=True))
        before = rule.position
        order = [*others[: place - 1], rule.pk, *others[place - 1 :]]
        for position, pk in enumerate(order, start=1):
            RoutingRule.objects.filter(pk=pk).exclude(position=position).update(position=position)
        rule.refresh_from_db(fields=["position"])
        if rule.position != before:
            rule.version += 1
            rule.save(update_fields=["version"])
            data = {"from": before, "to": rule.position}
            event_write(subject=rule, verb="rule.moved", by=by, at=now, data=data)
    return rule


def rule_copy(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> RoutingRule:
    """A second rule that asks the same, last of its department and switched off: something to change and try."""
    with transaction.atomic():
        source = _rule_for(reference, by, version)
        _hold(source.department_id)
        made = RoutingRule(department=source.department, active=False)
        worked_out = ("answer_kind", "answer_en", "answer_zh")
        for name in (*PLAIN[2:-1], *worked_out, "service", "requester", "target"):
            setattr(made, name, getattr(source, name))
        made.name_en, made.name_zh = f"{source.name_en[:110]} (copy)", f"{source.name_zh[:110]}（副本）"
        _append(made)
        made.save()
        event_write(subject=made, verb="rule.created", by=by, at=now, data={"from": source.reference})
    return made


def rule_preview(*, by: User, now: dt.datetime, reference: str = "", department: str = "", **values: Any) -> Preview:
    """What a rule with these values would have done to last month's tickets; writes nothing.

    With `reference` it stands in for that rule, at its place. Refuses what saving it would refuse.
    """
    if reference:
        rule: RoutingRule = get_visible(RoutingRule, by, reference)
        require(by, "routing.edit", rule)
    else:
        rule = _drafted(department, by)
        rule.position = 1 + (_siblings(rule).aggregate(last=Max("position"))["last"] or 0)
    _write(rule, values)
    return preview_of(rule, user=by, now=now)


def place_taken() -> Refused:
    return Refused("place_taken", _("Somebody else changed the order at the same time. Try again."))


def _drafted(department: str, by: User) -> RoutingRule:
    """A new rule of a department within the reach of `by`."""
    reach = access_of(by).reach("routing.edit")
    if not department:
        if not reach.all:
            raise _malformed("department", _("Say the services of which department it is about."))
        return RoutingRule(department=None)
    found = _open_department("department", department)
    if not (reach.all or found.pk in reach.departments):
        raise not_allowed("routing.edit")
    return RoutingRule(department=found)


def _rule_for(reference: str, by: User, version: int | None) -> RoutingRule:
    rule: RoutingRule = get_visible(RoutingRule, by, reference, lock=True)
    require(by, "routing.edit", rule)
    check_version(rule, version)
    return rule


def _siblings(rule: RoutingRule) -> Any:
    return RoutingRule.objects.filter(department=rule.department_id)


def _hold(department: int | None) -> None:
    """One writer of a department's order at a time, until the end of the transaction: places then have no twins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(26, %s)", [(department or 0) % 2**31])


def _append(rule: RoutingRule) -> None:
    """The last place. Under `_hold`."""
    places = list(_siblings(rule).values_list("position", flat=True))
    if len(places) >= MOST_RULES:
        raise Refused(
            "too_many",
            _("At most %(max)s rules of one department: who reads them has to know what happens.")
            % {"max": MOST_RULES},
        )
    rule.position = 1 + max(places, default=0)


def _write(rule: RoutingRule, values: dict[str, Any]) -> None:
    before = (rule.service_id, rule.answer_key, rule.answer_value)
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"A rule has no field {name!r} to write")
        setattr(rule, name, _read(rule, name, value))
    if (rule.service_id, rule.answer_key, rule.answer_value) != before:
        _write_answer(rule)
    _check(rule)


def _write_answer(rule: RoutingRule) -> None:
    """What the answer has to be, by the form as it asks now. It stays when the form asks otherwise later."""
    rule.answer_kind = rule.answer_en = rule.answer_zh = ""
    if not rule.answer_key:
        if rule.answer_value:
            raise _malformed("answer_key", _("Say which answer this is about."))
        return
    asked = form_now(rule.service.reference).fields if rule.service else ()
    field = next((each for each in asked if each.key == rule.answer_key), None)
    if field is None:
        raise _malformed("answer_key", _("The service that is chosen does not ask this."))
    rule.answer_kind = field.kind
    rule.answer_value, rule.answer_en, rule.answer_zh = _wanted(field, rule.answer_value.strip())


def _wanted(field: Field, text: str) -> tuple[str, str, str]:
    """The value to compare with, and the condition in English and in Chinese."""
    if field.kind == CHOICE:
        chosen = next((each for each in field.options if text in (each.key, each.en, each.zh)), None)
        if chosen is None:
            raise _malformed("answer_value", _("Write one of its options."))
        said = (chosen.key, chosen.en, chosen.zh)
    elif field.kind == YES_NO:
        words = {"yes": "是", "no": "否"}
        value = next((en for en, zh in words.items() if text.lower() in (en, zh)), "")
        if not value:
            raise _malformed("answer_value", _("Write yes or no."))
        said = (value, value, words[value])
    else:
        kept, wrong = read_answers([replace(field, required=True)], {field.key: text})
        if wrong:
            raise _malformed("answer_value", _("The field takes no such answer."))
        plain = str(kept[field.key])[:200]
        shown = f"≥ {plain}" if field.kind == NUMBER else plain
        said = (plain, shown, shown)
    value, en, zh = said
    return value, f"{field.label_en}: {en}"[:400], f"{field.label_zh}：{zh}"[:400]


def _read(rule: RoutingRule, name: str, value: Any) -> Any:
    if name in ("name_en", "name_zh"):
        return required_text(name, value)
    if name == "words":
        return _words(value)
    if name in ("customer_prefix", "answer_key", "answer_value"):
        if "\x00" in value:
            raise _malformed(name, _("A text holds a character that can't be stored (NUL or half of a pair)."))
        return value.strip().upper() if name == "customer_prefix" else value.strip()
    if name in ("kind", "sets_kind", "came_by"):
        return _chosen(name, value, CameBy.values if name == "came_by" else Kind.values)
    if name == "service":
        return _service(value, rule)
    if name in ("requester", "target"):
        return _department(rule, name, value)
    return value


def _check(rule: RoutingRule) -> None:
    if rule.target_id is None:
        raise _malformed("target", _("Say which department the tickets go to."))
    asks = (rule.service, rule.kind, rule.requester, rule.words, rule.customer_prefix, rule.came_by)
    if rule.department_id is None and not any(asks):
        text = _("A rule about every service asks for something: a service, a word, a department …")
        raise Malformed("no_condition", text, errors={"words": [text]})


def _words(values: Sequence[str]) -> list[str]:
    """Each once, in the order given."""
    words = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if len(words) > MOST_WORDS:
        raise _malformed("words", _("At most %(max)s words.") % {"max": MOST_WORDS})
    for word in words:
        if len(word) > LONGEST_WORD or "\x00" in word:
            raise _malformed("words", _("A word has at most %(max)s characters.") % {"max": LONGEST_WORD})
        if not query_tokens(word):
            text = _("“%(word)s” holds neither letters nor digits, so it is found nowhere.")
            raise _malformed("words", text % {"word": word})
    return words


def _chosen(name: str, value: str, allowed: Sequence[str]) -> str:
    if value and value not in allowed:
        raise _malformed(name, _("Choose one of those offered."))
    return value


def _service(reference: str, rule: RoutingRule) -> CatalogueService | None:
    if not reference:
        return None
    rows = CatalogueService.objects.select_related("department")
    found: CatalogueService | None = rows.filter(reference=reference.upper()).first()
    if found is None or (rule.department_id and rule.department_id not in found.department.path):
        text = _("This department has no such service.")
        raise Malformed("unknown_service", text, errors={"service": [text]})
    if not found.active and found.pk != rule.service_id:
        raise _malformed("service", _("This service takes no new tickets any more."))
    return found


def _department(rule: RoutingRule, name: str, reference: str) -> Department | None:
    """One that a rule already names may be closed by now; it can still be saved to switch it off."""
    if not reference:
        return None
    present: Department | None = getattr(rule, name) if getattr(rule, f"{name}_id") else None
    if present is not None and present.reference == reference.upper():
        return present
    return _open_department(name, reference)


def _open_department(name: str, reference: str) -> Department:
    found: Department | None = Department.objects.filter(reference=reference.upper(), active=True).first()
    if found is None:
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={name: [text]})
    return found


def _malformed(field: str, text: str) -> Malformed:
    return Malformed("malformed", text, errors={field: [text]})
