"""What a gate's checklist is worked out from, read along with an initiative; and its reviews."""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Expression

from initiatives.choices import InitiativeState, PartRole, Section
from initiatives.models import Action, CharterText, Initiative, Milestone, Participation, Reading, Target

PREFIX = "has_"


def facts() -> dict[str, Any]:
    """An annotation `has_<need>` for every need of rules/gates.py. Costs no query of its own."""
    of_this = {"initiative": OuterRef("pk")}
    others = Participation.objects.filter(**of_this).exclude(role=PartRole.ACCOUNTABLE)
    written = {name: _is(~Q(**{f"{PREFIX}{name}_text": ""})) for name in _SECTIONS}
    texts = {f"{PREFIX}{name}_text": _newest(name) for name in _SECTIONS}
    return texts | {
        **{f"{PREFIX}{name}": value for name, value in written.items()},
        f"{PREFIX}sponsor": _is(Q(sponsor__isnull=False)),
        f"{PREFIX}started": _is(~Q(state=InitiativeState.DRAFT)),
        f"{PREFIX}target": Exists(Target.objects.filter(**of_this)),
        f"{PREFIX}departments": Exists(others),
        f"{PREFIX}milestones": Exists(Milestone.objects.filter(**of_this)),
        f"{PREFIX}actions": Exists(Action.objects.filter(**of_this)),
        f"{PREFIX}reading": Exists(Reading.objects.filter(target__initiative=OuterRef("pk"))),
        f"{PREFIX}result": _is(~Q(result="")),
    }


_SECTIONS = (Section.SERVES.value, Section.NEEDS.value, Section.PROBLEM.value)
NEEDS = (*_SECTIONS, "sponsor", "started", "target", "departments", "milestones", "actions", "reading", "result")


def _is(condition: Q) -> Expression:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _newest(section: str) -> Expression:
    rows: Any = CharterText.objects.filter(initiative=OuterRef("pk"), section=section).order_by("-number")
    return Case(
        When(Exists(rows), then=Subquery(rows.values("text")[:1], output_field=CharField())),
        default=Value(""),
        output_field=CharField(),
    )


def facts_from(found: Any) -> dict[str, bool]:
    """The facts of an initiative that was read with `facts()`."""
    return {name: bool(getattr(found, f"{PREFIX}{name}")) for name in NEEDS}


def facts_of(initiative: Initiative) -> dict[str, bool]:
    """The same for an instance that a verb has locked; one query."""
    return facts_from(Initiative.objects.annotate(**facts()).get(pk=initiative.pk))


def reviews() -> dict[str, Any]:
    """Columns of a review as the detail shows it (JSON, with the people's names)."""
    people = {
        f"{role}__{name}": F(f"{role}__{name}")
        for role in ("requested_by", "decided_by")
        for name in ("full_name", "latin_name", "reference")
    }
    columns = ("reference", "from_stage", "to_stage", "evidence", "requested_at", "decision", "reason", "decided_at")
    return {name: F(name) for name in columns} | {"asked_by_id": F("requested_by_id")} | people
