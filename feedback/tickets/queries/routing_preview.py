"""What a rule would have done to last month's tickets, asked before it is saved.

Bounded: the index over `opened_at` leads to the month, SQL checks the rule's own conditions, and of what matched the
newest `MOST` are looked at one by one; beyond that the figures say that they are of these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Case, F, OuterRef, Q, Subquery, Value, When

from feedback.tickets.models import RoutingRule, Step, Ticket
from feedback.tickets.queries.routing import ORDER, conditions_of, in_order
from feedback.tickets.rules import routing as rules
from portal.core.keyset import capped_count
from portal.core.names import either
from portal.core.search import search_q
from portal.people.models import Department

DAYS = 30
MOST = 5_000
COUNTED = 100_000
EXAMPLES = 5
LOOKED_FOR_EXAMPLES = 200


@dataclass(frozen=True)
class Move:
    """So many tickets went to `department` and would have gone to the rule's."""

    department: dict[str, str]
    count: int


@dataclass(frozen=True)
class Example:
    id: str
    title: str
    department: str
    opened_at: dt.datetime


@dataclass(frozen=True)
class Preview:
    """Of `tickets` that were opened, `matched` meet it; the figures behind are of the newest `looked_at`."""

    days: int
    tickets: int
    tickets_capped: bool
    matched: int
    matched_capped: bool
    looked_at: int
    taken_before: int
    stayed: int
    elsewhere: int
    handed_on: int
    target: dict[str, str]
    moves: list[Move] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)


def preview_of(rule: RoutingRule, *, user: Any, now: dt.datetime) -> Preview:
    """`rule` need not be saved; a saved one is left out of those that are asked before it."""
    month = Ticket.objects.filter(opened_at__gt=now - dt.timedelta(days=DAYS), opened_at__lte=now)
    about = _about(month, rule)
    matching = _matching(about, rule)
    before = _before(rule)
    found = _read(matching, before)
    tally, elsewhere = _counted(found[:MOST], rule, before)
    tickets = capped_count(about, COUNTED)
    return Preview(
        days=DAYS,
        tickets=min(tickets, COUNTED),
        tickets_capped=tickets > COUNTED,
        matched=tally.matched,
        matched_capped=len(found) > MOST,
        looked_at=tally.matched,
        taken_before=tally.taken_before,
        stayed=tally.stayed,
        elsewhere=sum(tally.moved.values()),
        handed_on=tally.handed_on,
        target={"id": rule.target.reference, "name": rule.target.name},
        moves=_moves(tally.moved),
        examples=_examples(elsewhere, user),
    )


def _about(rows: Any, rule: RoutingRule) -> Any:
    """Tickets of the services that the rule is about."""
    if rule.service_id:
        return rows.filter(service=rule.service_id)
    if rule.department_id:
        return rows.filter(service__department__path__contains=[rule.department_id])
    return rows


def _matching(rows: Any, rule: RoutingRule) -> Any:
    """The rule's conditions as SQL; `rules.routing.because` says the same of one ticket."""
    if rule.kind:
        rows = rows.filter(kind=rule.kind)
    if rule.requester_id:
        rows = rows.filter(requester_department__path__contains=[rule.requester_id])
    if rule.customer_prefix:
        rows = rows.filter(customer_key__istartswith=rule.customer_prefix)
    if rule.came_by:
        rows = rows.filter(came_by=rule.came_by)
    if rule.answer_key:
        # What the answer has to be is looked at in `_counted`.
        rows = rows.filter(answered__values__has_key=rule.answer_key)
    if rule.words:
        rows = rows.filter(_words_q(rule))
    return rows


def _words_q(rule: RoutingRule) -> Q:
    return reduce(or_, (search_q(word) for word in rule.words))


def _before(rule: RoutingRule) -> list[RoutingRule]:
    """Rules in use that are asked before this one and may take the same tickets."""
    department = rule.department
    place = [
        len(department.path) if department else 0,
        department.pk if department else 0,
        rule.position,
        rule.pk or 0,
    ]
    rows = RoutingRule.objects.filter(active=True, target__active=True).exclude(pk=rule.pk)
    if rule.service_id:
        rows = rows.filter(Q(service=None) | Q(service=rule.service_id))
    found = in_order(rows).values_list(*ORDER, "pk")
    earlier = [pk for *columns, pk in found if columns < place]
    return list(in_order(RoutingRule.objects.filter(pk__in=earlier))) if earlier else []


def _read(matching: Any, before: list[RoutingRule]) -> list[dict[str, Any]]:
    """The newest that matched, with what `_counted` asks of each; one beyond MOST says that there are more."""
    first = Step.objects.filter(ticket=OuterRef("pk"), number=1).values("department_id")[:1]
    hits = {f"hit_{rule.pk}": _flag(_words_q(rule)) for rule in before if rule.words}
    rows = matching.annotate(
        first=Subquery(first),
        service_path=F("service__department__path"),
        requester_path=F("requester_department__path"),
        answers=F("answered__values"),
        **hits,
    )
    names = (
        "id", "service_id", "kind", "customer_key", "came_by", "departments", "first", "service_path", "requester_path",
        "answers",
        *hits,
    )  # fmt: skip
    return list(rows.order_by("-opened_at", "-id").values(*names)[: MOST + 1])


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _counted(
    found: list[dict[str, Any]], rule: RoutingRule, before: list[RoutingRule]
) -> tuple[rules.Tally, dict[int, int]]:
    """The figures, and of the newest that would have gone elsewhere which department they went to."""
    asked = [(conditions_of(each), f"hit_{each.pk}") for each in before]
    own = conditions_of(rule)
    tally = rules.Tally()
    elsewhere: dict[int, int] = {}
    for row in found:
        facts = rules.Facts(
            service=row["service_id"],
            service_path=tuple(row["service_path"]),
            kind=row["kind"],
            requester_path=tuple(row["requester_path"] or ()),
            customer_key=row["customer_key"],
            came_by=row["came_by"],
            answers=row["answers"] or {},
        )
        if rules.because(own, facts, "found") is None:
            continue
        taken = any(rules.because(each, facts, "found" if row.get(hit) else "") is not None for each, hit in asked)
        moved = tally.add(first=row["first"], target=rule.target_id, taken_before=taken, passed=row["departments"])
        if moved and len(elsewhere) < LOOKED_FOR_EXAMPLES:
            elsewhere[row["id"]] = row["first"]
    return tally, elsewhere


def _moves(moved: Mapping[int, int]) -> list[Move]:
    names = Department.objects.in_bulk(list(moved))
    most_first = sorted(moved.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Move({"id": names[pk].reference, "name": names[pk].name}, count) for pk, count in most_first]


def _examples(elsewhere: Mapping[int, int], user: Any) -> list[Example]:
    """The newest of them that this person may see."""
    rows = Ticket.objects.visible_to(user).filter(pk__in=list(elsewhere)).order_by("-opened_at", "-id")
    shown = list(rows.values("id", "reference", "title", "opened_at")[:EXAMPLES])
    names = Department.objects.in_bulk({elsewhere[row["id"]] for row in shown})
    return [
        Example(
            row["reference"],
            row["title"],
            either(names[elsewhere[row["id"]]].name_en, names[elsewhere[row["id"]]].name_zh),
            row["opened_at"],
        )
        for row in shown
    ]
