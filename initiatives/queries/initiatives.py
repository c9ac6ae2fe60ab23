"""Reads of one initiative with its parts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, CharField, F, OuterRef, Sum, Value, When
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from initiatives.choices import BENEFIT_LOOKS, BenefitState, PartRole, Section
from initiatives.choices.steering import LEVEL_LOOKS, RiskState
from initiatives.models import (
    BudgetEntry,
    GateReview,
    Idea,
    Initiative,
    LogEntry,
    Milestone,
    Participation,
    Risk,
    Target,
)
from initiatives.queries.charter import present_texts
from initiatives.queries.flags import may_flags
from initiatives.queries.follows import following
from initiatives.queries.gates import facts, facts_from, reviews
from initiatives.queries.portfolio import LIGHT, light_facts, light_of, readings_of_first_target
from initiatives.rules.steering import Money, level, money
from portal.core.errors import NotFound
from portal.core.names import in_language, person_name
from portal.core.refs import normalise
from portal.people.models import Department

READINGS_SHOWN, REVIEWS_SHOWN, BENEFITS_SHOWN, RISKS_SHOWN = 20, 20, 50, 3
FLAGS = {
    "may_edit": "initiatives.edit",
    "may_charter": "initiatives.charter",
    "may_decide": "initiatives.decide_gate",
}


@dataclass(frozen=True)
class Shown:
    """A reading as the detail shows it."""

    value: Decimal
    as_of: dt.date
    source: str


@dataclass(frozen=True)
class Parts:
    """What the detail shows beside the initiative's own row."""

    target: dict[str, Any] | None
    readings: list[Shown]
    milestones: list[Milestone]
    participations: list[dict[str, Any]]
    ideas: list[dict[str, Any]]
    charter: list[dict[str, Any]]
    reviews: list[dict[str, Any]]
    facts: dict[str, bool]
    light: str
    benefits: list[dict[str, Any]]
    risks: list[dict[str, Any]]
    money: list[Money]
    decision: dict[str, Any] | None

    @property
    def open_review(self) -> dict[str, Any] | None:
        return next((row for row in self.reviews if not row["decision"]), None)

    @property
    def value(self) -> Decimal | None:
        """The newest reading."""
        return self.readings[0].value if self.readings else None


def initiative_for(user: Any, reference: str) -> Any:
    """An initiative with its names and `may_edit`; absent and not visible are the same NotFound. One query."""
    return _found(_named(user), reference)


def initiative_with_parts(user: Any, reference: str) -> tuple[Any, Parts]:
    """The same with its parts: two queries, since what is short comes along as JSON.

    A page may cost twelve queries, and a query for each part would be more.
    """
    found = _found(_named(user).annotate(**_short_parts()), reference)
    target = found.target_row[0] if found.target_row else None
    if target:
        target |= {name: Decimal(target[name]) for name in ("baseline", "target_value")}
    row = {name: getattr(found, name) for name in ("state", "starts_on", "due_on", *LIGHT)}
    parts = Parts(
        target=target,
        readings=[
            Shown(Decimal(row["value"]), dt.date.fromisoformat(row["as_of"]), row["source"])
            for row in found.reading_rows
        ],
        milestones=list(Milestone.objects.filter(initiative=found).select_related("owner").order_by("due_on", "id")),
        participations=[
            {"reference": row["reference"], "name": in_language(row, "department__name"), "role": PartRole(row["role"])}
            for row in found.part_rows
        ],
        ideas=found.idea_rows,
        charter=_charter(found.charter_rows),
        reviews=[_review(row) for row in found.review_rows],
        facts=facts_from(found),
        benefits=[_benefit(row) for row in found.benefit_rows],
        risks=[row | {"level_look": LEVEL_LOOKS[level(row["likelihood"], row["impact"])]} for row in found.risk_rows],
        money=money((row["kind"], row["currency"], Decimal(row["amount"])) for row in found.money_rows),
        decision=_decision(found.decision_rows),
        light=light_of(row | _numbers(target, found.reading_rows), timezone.localdate()),
    )
    return found, parts


def _benefit(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: Decimal(row[name]) for name in ("baseline", "target_value")}
    state = BenefitState.REALISED if row["realised_on"] else BenefitState.OPEN
    return row | numbers | {"look": BENEFIT_LOOKS[state]}


def _decision(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The newest of the log."""
    return rows[0] | {"decided_on": dt.date.fromisoformat(rows[0]["decided_on"])} if rows else None


def _numbers(target: dict[str, Any] | None, readings: list[dict[str, Any]]) -> dict[str, Any]:
    value = Decimal(readings[0]["value"]) if readings else None
    names = ("baseline", "target_value")
    return {name: target[name] if target else None for name in names} | {"value": value}


def _charter(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every section in its order; one that was never written has the number 0."""
    written = {row["section"]: row for row in rows}
    return [
        {"label": section.label, "number": 0, "text": ""} | written.get(section, {}) | {"section": section.value}
        for section in Section
    ]


def _review(row: dict[str, Any]) -> dict[str, Any]:
    moments = {name: row[name] and dt.datetime.fromisoformat(row[name]) for name in ("requested_at", "decided_at")}
    names = {role: person_name(row, role) for role in ("requested_by", "decided_by")}
    return row | moments | names


def _named(user: Any) -> Any:
    rows = Initiative.objects.visible_to(user).select_related("owner", "sponsor", "department", "programme")
    follows = Case(When(following(user), then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(**may_flags(user, Initiative, **FLAGS), following=follows)


def _found(rows: Any, reference: str) -> Any:
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


def _short_parts() -> dict[str, Any]:
    """Numbers travel as text: JSON would round them."""
    of_this = {"initiative": OuterRef("pk")}
    text = CharField()
    target = Target.objects.filter(**of_this).order_by("id")
    reading = readings_of_first_target()
    part = Participation.objects.filter(**of_this).order_by("role", "id")
    review = GateReview.objects.filter(**of_this).order_by("-id")
    risk = (
        Risk.objects.filter(**of_this).exclude(state=RiskState.CLOSED).order_by(-(F("likelihood") * F("impact")), "id")
    )
    spent = (
        BudgetEntry.objects.filter(**of_this).order_by().values("kind", "currency").annotate(amount_sum=Sum("amount"))
    )
    decision = LogEntry.objects.filter(**of_this, correction=None).order_by("-decided_on", "-id")
    idea = Idea.objects.filter(initiatives=OuterRef("pk")).order_by("id")
    return {
        "target_row": _json(
            target[:1],
            reference="reference",
            metric="metric",
            unit="unit",
            better="better",
            baseline=Cast("baseline", text),
            target_value=Cast("target_value", text),
        ),
        "benefit_rows": _json(
            target[:BENEFITS_SHOWN],
            reference="reference",
            metric="metric",
            unit="unit",
            realised_on="realised_on",
            baseline=Cast("baseline", text),
            target_value=Cast("target_value", text),
        ),
        "reading_rows": _json(reading[:READINGS_SHOWN], value=Cast("value", text), as_of="as_of", source="source"),
        "part_rows": _json(
            part,
            role="role",
            reference="department__reference",
            department__name_en="department__name_en",
            department__name_zh="department__name_zh",
        ),
        "idea_rows": _json(idea, reference="reference", title="title"),
        "charter_rows": _json(present_texts(), section="section", number="number", text="text"),
        "review_rows": _json(review[:REVIEWS_SHOWN], **reviews()),
        "risk_rows": _json(
            risk[:RISKS_SHOWN], reference="reference", text="text", likelihood="likelihood", impact="impact"
        ),
        "money_rows": _json(spent, kind="kind", currency="currency", amount=Cast("amount_sum", text)),
        "decision_rows": _json(decision[:1], reference="reference", what="what", decided_on="decided_on"),
        **facts(),
        **light_facts(),
    }


def _json(rows: Any, **columns: Any) -> ArraySubquery:
    named = {name: F(value) if isinstance(value, str) else value for name, value in columns.items()}
    return ArraySubquery(rows.values(row=JSONObject(**named)))


def department_for(reference: str) -> Department:
    """A department by its reference, else NotFound."""
    found = Department.objects.filter(reference=normalise(reference)).first()
    if found is None:
        raise NotFound()
    return found
