"""Routing rules: in which order they are asked, what a ticket fell under, and how both read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets.choices import CameBy, Kind
from feedback.tickets.models import CatalogueService, Routed, RoutingRule, Ticket
from feedback.tickets.rules import routing as rules
from portal.core.errors import Text
from portal.core.keyset import Ordering
from portal.core.names import either, in_language
from portal.core.reading import Beside
from portal.core.search import index_tokens, query_tokens

# Rules about every service first, then those of departments from the top down, in each list by place.
ORDER = ("depth", "whose", "position", "id")
PLACES = Beside(
    depth=Coalesce(F("department__path__len"), Value(0)),
    whose=Coalesce(F("department_id"), Value(0)),
)
AS_ASKED = Ordering("order", ORDER, descending=False)
NEWEST = Ordering("newest", ("id",))
LINKS = ("department", "service", "requester", "target")
VALUES = (
    "id", "reference", "name_en", "name_zh", "depth", "whose", "position", "active", "kind", "words",
    "customer_prefix", "came_by", "answer_key", "answer_value", "answer_en", "answer_zh", "sets_kind", "version",
    "target__active", "service__active", "requester__active",
    *(f"{link}__{name}" for link in LINKS for name in ("reference", "name_en", "name_zh")),
)  # fmt: skip
SENTENCES: dict[str, Text] = {
    rules.WITHIN: gettext_lazy("a service of %(value)s or below"),
    rules.SERVICE: gettext_lazy("the service is “%(value)s”"),
    rules.KIND: gettext_lazy("the kind is “%(value)s”"),
    rules.REQUESTER: gettext_lazy("asked for by %(value)s or below"),
    rules.WORDS: gettext_lazy("it says “%(value)s”"),
    rules.CUSTOMER: gettext_lazy("the customer number begins with “%(value)s”"),
    rules.ANSWER: gettext_lazy("answered was “%(value)s”"),
    rules.CAME_BY: gettext_lazy("opened by way of “%(value)s”"),
}


class Match(NamedTuple):
    """The rule that takes a ticket, and what held."""

    rule: RoutingRule
    because: list[rules.Because]


class Matched(NamedTuple):
    match: Match | None
    # Rules that would have taken it, but name a department that is closed.
    skipped: list[RoutingRule]


def in_order(rows: Any) -> Any:
    return rows.annotate(**PLACES).order_by(*ORDER)


def rules_about(service: CatalogueService) -> list[RoutingRule]:
    """Those in use that may take a ticket of this service, in the order in which they are asked: one query."""
    rows = RoutingRule.objects.filter(
        Q(department=None) | Q(department_id__in=service.department.path),
        Q(service=None) | Q(service=service),
        active=True,
    )
    return list(in_order(rows.select_related("department", "service", "requester", "target")))


def rule_for(ticket: Ticket, answers: Mapping[str, Any], texts: Iterable[str]) -> Matched:
    """The first rule that takes this new ticket. `texts`: those among the answers that the search will find."""
    facts = rules.Facts(
        service=ticket.service.pk,
        service_path=tuple(ticket.service.department.path),
        kind=ticket.kind,
        requester_path=tuple(ticket.requester_department.path) if ticket.requester_department else (),
        customer_key=ticket.customer_key,
        came_by=ticket.came_by,
        answers=answers,
    )
    there: frozenset[str] | None = None
    skipped: list[RoutingRule] = []
    for rule in rules_about(ticket.service):
        if rule.words and there is None:
            there = frozenset(index_tokens(ticket.title, ticket.text, *texts))
        word = rules.first_found(tokens_of(rule), there or frozenset()) if rule.words else ""
        held = rules.because(conditions_of(rule), facts, word)
        if held is None:
            continue
        if rule.target.active:
            return Matched(Match(rule, held), skipped)
        skipped.append(rule)
    return Matched(None, skipped)


def tokens_of(rule: RoutingRule) -> dict[str, list[str]]:
    return {word: query_tokens(word) for word in rule.words}


def conditions_of(rule: RoutingRule) -> rules.Conditions:
    return rules.Conditions(
        within=rule.department_id,
        service=rule.service_id,
        kind=rule.kind,
        requester=rule.requester_id,
        words=bool(rule.words),
        customer_prefix=rule.customer_prefix,
        came_by=rule.came_by,
        answer=rules.Asked(rule.answer_key, rule.answer_kind, rule.answer_value) if rule.answer_key else None,
    )


def kept_because(match: Match) -> list[dict[str, str]]:
    """What held, with the names that things have now in both languages: a later change says nothing else."""
    named = {
        rules.WITHIN: match.rule.department,
        rules.SERVICE: match.rule.service,
        rules.REQUESTER: match.rule.requester,
    }
    answer = {"en": match.rule.answer_en, "zh": match.rule.answer_zh}
    kept = []
    for what, value in match.because:
        thing: Any = named.get(what)
        words = {"en": thing.name_en, "zh": thing.name_zh} if thing is not None else {"value": str(value)}
        words = answer if what == rules.ANSWER else words
        kept.append({"what": what} | words)
    return kept


def because_words(kept: Iterable[Mapping[str, str]]) -> str:
    """In the reader's language, as one half of a sentence."""
    said = [str(SENTENCES[each["what"]]) % {"value": _value(each)} for each in kept if each["what"] in SENTENCES]
    return _("; ").join(said)


def _value(kept: Mapping[str, str]) -> str:
    if "en" in kept:
        return either(kept["en"], kept["zh"])
    labels: dict[str, dict[str, Any]] = {
        rules.KIND: dict(Kind.choices),
        rules.CAME_BY: dict(CameBy.choices),
    }
    return str(labels.get(kept["what"], {}).get(kept["value"], kept["value"]))


def routed_card() -> ArraySubquery:
    """For `annotate` on tickets; `routed_of` reads it."""
    rows = Routed.objects.filter(ticket=OuterRef("pk"))
    columns = {
        "id": "rule__reference",
        "name_en": "rule__name_en",
        "name_zh": "rule__name_zh",
        "because": "because",
    }
    return ArraySubquery(rows.values(card=JSONObject(**columns)))


class RoutedCard(NamedTuple):
    """By which rule a ticket came to its first department."""

    id: str
    name: str
    because: str


def routed_of(found: list[dict[str, Any]]) -> RoutedCard | None:
    if not found:
        return None
    card = found[0]
    return RoutedCard(card["id"], either(card["name_en"], card["name_zh"]), because_words(card["because"]))


class RuleRow(NamedTuple):
    """A rule as a list, a page and an export show it."""

    id: str
    name: str
    name_en: str
    name_zh: str
    department: dict[str, str] | None
    position: int
    active: bool
    service: dict[str, str] | None
    kind: str
    requester: dict[str, str] | None
    words: list[str]
    customer_prefix: str
    came_by: str
    answer_key: str
    answer_value: str
    target: dict[str, str]
    sets_kind: str
    version: int
    conditions: list[str]
    fault: str  # why it takes nothing although it is in use
    may_edit: bool

    @property
    def asks(self) -> str:
        return _("; ").join(self.conditions)

    @property
    def sets_kind_label(self) -> str:
        return str(Kind(self.sets_kind).label) if self.sets_kind else ""


def rule_row(values: Mapping[str, Any], *, may_edit: bool = False) -> RuleRow:
    links = {link: _ref(values, link) for link in LINKS}
    return RuleRow(
        id=values["reference"],
        name=in_language(values, "name"),
        name_en=values["name_en"],
        name_zh=values["name_zh"],
        department=links["department"],
        position=values["position"],
        active=values["active"],
        service=links["service"],
        kind=values["kind"],
        requester=links["requester"],
        words=values["words"],
        customer_prefix=values["customer_prefix"],
        came_by=values["came_by"],
        answer_key=values["answer_key"],
        answer_value=values["answer_value"],
        target=links["target"] or {},
        sets_kind=values["sets_kind"],
        version=values["version"],
        conditions=_conditions(values, links),
        fault=_fault(values),
        may_edit=may_edit,
    )


def _ref(values: Mapping[str, Any], link: str) -> dict[str, str] | None:
    reference = values[f"{link}__reference"]
    return {"id": reference, "name": in_language(values, f"{link}__name")} if reference else None


def _conditions(values: Mapping[str, Any], links: Mapping[str, Any]) -> list[str]:
    asked = [
        (rules.WITHIN, links["department"] and links["department"]["name"]),
        (rules.SERVICE, links["service"] and links["service"]["name"]),
        (rules.KIND, values["kind"] and Kind(values["kind"]).label),
        (rules.REQUESTER, links["requester"] and links["requester"]["name"]),
        (rules.WORDS, _any_of(values["words"])),
        (rules.CUSTOMER, values["customer_prefix"]),
        (rules.ANSWER, in_language(values, "answer")),
        (rules.CAME_BY, values["came_by"] and CameBy(values["came_by"]).label),
    ]
    return [str(SENTENCES[what]) % {"value": value} for what, value in asked if value]


def _any_of(words: list[str]) -> str:
    return _("” or “").join(words) if len(words) > 1 else "".join(words)


def _fault(values: Mapping[str, Any]) -> str:
    if not values["target__active"]:
        return _("The department that it names is closed: it takes no ticket.")
    if values["service__reference"] and not values["service__active"]:
        return _("The service takes no new tickets, so there are none to take.")
    if values["requester__reference"] and not values["requester__active"]:
        return _("The requester's department is closed, so nobody asks from there.")
    return ""


def routed_lately(rule: RoutingRule, *, now: dt.datetime, days: int, cap: int) -> int:
    """How many tickets it took within the last days, at most `cap` + 1."""
    rows = Routed.objects.filter(rule=rule, at__gt=now - dt.timedelta(days=days))
    return int(rows[: cap + 1].count())
