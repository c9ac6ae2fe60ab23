"""What a board pack says, in the reader's language: read once, written as PDF or as a workbook."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from initiatives.choices import COMPUTED_LOOKS, DECISION_WORDS, LIGHT_LOOKS, InitiativeState, Stage
from initiatives.models import CompanyTarget, Initiative, Programme
from initiatives.queries.filters import InitiativeFilters
from initiatives.queries.portfolio import light_of, progress_of
from initiatives.queries.programmes import TargetShown, targets_shown
from initiatives.queries.rollup import Overview, overview
from portal.core.names import in_language, person_name
from portal.records.stale import words


@dataclass(frozen=True)
class Line:
    """An initiative as the pack prints it. `light` and `computed` are keys of colours, empty when it doesn't run."""

    reference: str
    title: str
    state: str
    stage: str
    light: str
    light_words: str
    computed: str
    computed_words: str
    percent: int
    owner: str
    sponsor: str
    department: str
    starts_on: dt.date
    due_on: dt.date


@dataclass(frozen=True)
class Waiting:
    """What needs a decision, with its reasons in words."""

    title: str
    reasons: str
    since: dt.date | None
    sponsor: str


@dataclass(frozen=True)
class Pack:
    as_of: dt.datetime
    filters: list[tuple[str, str]]
    found: Overview
    lines: list[Line]
    waiting: list[Waiting]
    targets: list[TargetShown]
    stages: list[tuple[str, int]]


def filtered(user: Any, query: str) -> tuple[InitiativeFilters, Any]:
    """The portfolio's filters and the initiatives that they leave of what `user` may see; refuses bad ones."""
    data, rows = QueryDict(query), Initiative.objects.visible_to(user)
    # Filters ask the request for nothing but its user.
    request: Any = SimpleNamespace(user=user)
    kept = InitiativeFilters.apply(data=data, queryset=rows, request=request, known=frozenset(), strict=False)
    return InitiativeFilters(data=data, queryset=rows, request=request), kept


def pack_of(user: Any, query: str, now: dt.datetime) -> Pack:
    """Everything that the pack says, in the active language: a constant number of queries."""
    today = timezone.localdate(now)
    filters, rows = filtered(user, query)
    found = overview(user, rows, today)
    above = Programme.objects.visible_to(user).filter(initiatives__in=rows.order_by().values("pk"))
    targets = CompanyTarget.objects.visible_to(user).filter(programme__in=above.values("pk"))
    return Pack(
        as_of=now,
        filters=filter_words(filters),
        found=found,
        lines=[_line(row, today) for row in found.rows],
        waiting=[
            Waiting(
                title=made.row["title"],
                reasons=" · ".join(str(DECISION_WORDS[name]) for name in made.reasons),
                since=made.since,
                sponsor=person_name(made.row, "sponsor"),
            )
            for made in found.decisions
        ],
        targets=targets_shown(targets, today),
        stages=[(str(stage.label), found.whole.stages[stage]) for stage in Stage if stage in found.whole.stages],
    )


def filter_words(filters: InitiativeFilters) -> list[tuple[str, str]]:
    """Label and value of each filter that is set, as people read them."""
    form = filters.form
    if not form.is_valid():
        return []
    values = ((field, form.cleaned_data.get(name)) for name, field in form.fields.items())
    return [(str(field.label), words(field, value)) for field, value in values if value]


def _line(row: dict[str, Any], today: dt.date) -> Line:
    running = row["state"] == InitiativeState.RUNNING
    computed = light_of(row, today)
    return Line(
        reference=row["reference"],
        title=row["title"],
        state=str(InitiativeState(row["state"]).label),
        stage=str(Stage(row["stage"]).label),
        light=(row["light"] or "grey") if running else "",
        light_words=str(LIGHT_LOOKS[row["light"]].label) if running else "",
        computed=computed,
        computed_words=str(COMPUTED_LOOKS[computed].label) if computed else "",
        percent=round(progress_of(row) * 100),
        owner=person_name(row, "owner"),
        sponsor=person_name(row, "sponsor"),
        department=in_language(row, "department__name"),
        starts_on=row["starts_on"],
        due_on=row["due_on"],
    )
