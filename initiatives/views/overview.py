"""The portfolio as a whole: what needs a decision, roll-up by department and sponsor, benefits, timeline, export."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.choices import DECISION_WORDS, Stage
from initiatives.choices.packs import LANGUAGES
from initiatives.models import Initiative
from initiatives.pack.content import filter_words
from initiatives.queries.filters import InitiativeFilters
from initiatives.queries.portfolio import milestones_of
from initiatives.queries.rollup import MOST, Decision, Overview, overview
from initiatives.rules.benefits import Sum
from initiatives.rules.rollup import Group
from initiatives.views.pictures import timeline_of
from initiatives.views.portfolio import ON_TIMELINE, shown
from portal.core.errors import Malformed
from portal.core.export import KINDS, report_response
from portal.core.export import Column as ExportColumn

DECISIONS_SHOWN = 50
# What the page's own address carries beside the filters.
OWN = ("export", "by")


def page(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    today = timezone.localdate()
    filters, rows = filtered(request, request.GET)
    found = overview(user, rows, today)
    by, kind = request.GET.get("by", ""), request.GET.get("export", "")
    if kind in KINDS and by in EXPORTS:
        columns, lines = EXPORTS[by]
        return report_response(kind, f"portfolio-{by}", columns, lines(found))
    query = address_of(request.GET)
    bars = [shown(row, today) for row in found.rows[:ON_TIMELINE]]
    milestones = milestones_of(row["id"] for row in bars)
    context = {
        "found": found,
        "filter_form": filters.form,
        "chips": [{"label": label, "value": value} for label, value in filter_words(filters)],
        "pack_languages": LANGUAGES.items(),
        "pack_language": get_language(),
        "decisions": [decision_shown(made, today) for made in found.decisions[:DECISIONS_SHOWN]],
        "tables": [
            _table("department", _("By department"), _("Owner's department"), found.departments),
            _table("sponsor", _("By sponsor"), _("Sponsor"), found.sponsors),
        ],
        "stages": stages_of(found.whole),
        "sums": found.whole.benefits,
        "picture": timeline_of(bars, milestones, today),
        "rows": [row | {"milestones": milestones.get(row["id"], [])} for row in bars],
        "cut": len(found.rows) > ON_TIMELINE,
        "limit": ON_TIMELINE,
        "most": MOST,
        "today": today,
        "query": query,
        "list_url": f"{reverse('initiatives:portfolio')}?{query or 'all=1'}",
    }
    return render(request, "initiatives/portfolio/overview.html", context)


def _table(by: str, title: str, head: str, groups: list[Group]) -> dict[str, Any]:
    return {"by": by, "title": title, "head": head, "groups": groups}


def filtered(request: HttpRequest, data: QueryDict) -> tuple[InitiativeFilters, Any]:
    """The filters and what they leave of what this person may see; a bad filter leaves nothing."""
    rows = Initiative.objects.visible_to(request.user)
    filters = InitiativeFilters(data=data, queryset=rows, request=request)
    try:
        kept = InitiativeFilters.apply(data=data, queryset=rows, request=request, known=frozenset(), strict=False)
    except Malformed:
        kept = rows.none()
    return filters, kept


def address_of(data: QueryDict) -> str:
    """The filters alone, as the address of another page with the same rows."""
    query = data.copy()
    for name in OWN:
        query.pop(name, None)
    return query.urlencode()


def decision_shown(made: Decision, today: dt.date) -> dict[str, Any]:
    return shown(made.row, today) | {
        "why": [DECISION_WORDS[name] for name in made.reasons],
        "since": made.since,
        "gate": made.reasons[0] == "gate",
    }


def stages_of(group: Group) -> list[dict[str, Any]]:
    """Of what runs, in the order of the stages; those without any are left out."""
    return [{"label": stage.label, "count": group.stages[stage]} for stage in Stage if stage in group.stages]


def _lines(groups: list[Group]) -> list[dict[str, Any]]:
    """A group is as many lines as it has units, so that no two units stand in one column."""
    nothing: list[Sum | None] = [None]
    return [{"group": group, "sum": each} for group in groups for each in group.benefits or nothing]


def _of(name: str) -> Any:
    return lambda line: getattr(line["group"], name)


def _light(name: str) -> Any:
    return lambda line: line["group"].lights[name]


def _sum(name: str) -> Any:
    return lambda line: getattr(line["sum"], name) if line["sum"] else None


GROUPS = [
    ExportColumn("name", _of("name")),
    ExportColumn("reference", _of("key")),
    ExportColumn("initiatives", _of("initiatives")),
    ExportColumn("running", _of("running")),
    ExportColumn("green", _light("green")),
    ExportColumn("amber", _light("amber")),
    ExportColumn("red", _light("red")),
    ExportColumn("no_report", _light("")),
    ExportColumn("needs_decision", _of("needs_decision")),
    ExportColumn("services_90_days", _of("services")),
    ExportColumn("late_actions", _of("late_actions")),
    ExportColumn("unit", _sum("unit")),
    ExportColumn("benefit_target", _sum("target")),
    ExportColumn("benefit_forecast", _sum("forecast")),
    ExportColumn("benefit_realised", _sum("realised")),
]
DECISIONS = [
    ExportColumn("reference", lambda made: made.row["reference"]),
    ExportColumn("title", lambda made: made.row["title"]),
    ExportColumn("reasons", lambda made: " ".join(made.reasons)),
    ExportColumn("since", lambda made: made.since),
    ExportColumn("light", lambda made: made.row["light"]),
    ExportColumn("due_on", lambda made: made.row["due_on"]),
]


def _departments(found: Overview) -> list[Any]:
    return _lines(found.departments)


def _sponsors(found: Overview) -> list[Any]:
    return _lines(found.sponsors)


def _decisions(found: Overview) -> list[Any]:
    return found.decisions


EXPORTS: dict[str, tuple[list[ExportColumn], Any]] = {
    "department": (GROUPS, _departments),
    "sponsor": (GROUPS, _sponsors),
    "decisions": (DECISIONS, _decisions),
}
