"""Pages over many initiatives: the portfolio as a list and as a timeline."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from initiatives.choices import ATTENTION_WORDS, COMPUTED_LOOKS, INITIATIVE_LOOKS, LIGHT_LOOKS, InitiativeState, Stage
from initiatives.models import Initiative
from initiatives.queries.filters import InitiativeFilters
from initiatives.queries.portfolio import ORDERINGS, ROW, annotations, light_of, milestones_of, progress_of, reasons
from initiatives.views.pictures import timeline_of
from initiatives.views.shared import type_look
from portal.core.errors import Malformed
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.names import in_language, person_name
from portal.people.access import access_of
from portal.records.views import saved_views_of

RUNNING = "state=running"
ON_TIMELINE = 60
COLUMNS = [
    Column(gettext_lazy("Initiative"), css="main"),
    Column(pgettext_lazy("initiative", "Light")),
    Column(gettext_lazy("Computed")),
    Column(gettext_lazy("Progress")),
    Column(pgettext_lazy("initiative", "Owner"), css="owner"),
    Column(gettext_lazy("Owner's department"), css="department"),
    Column(gettext_lazy("Due"), css="due-cell"),
]
# Read again by an import (services/importing/columns.py), with more for people to read.
EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("external_id", lambda row: row["external_id"]),
    ExportColumn("title", lambda row: row["title"]),
    ExportColumn("summary", lambda row: row["summary"]),
    ExportColumn("state", lambda row: row["state"]),
    ExportColumn("stage", lambda row: row["stage"]),
    ExportColumn("type", lambda row: row["type"]),
    ExportColumn("pilot_until", lambda row: row["pilot_until"]),
    ExportColumn("light", lambda row: row["light"]),
    ExportColumn("computed_light", lambda row: row["computed_light"]),
    ExportColumn("owner", lambda row: row["owner__reference"]),
    ExportColumn("owner_name", lambda row: row["owner_name"]),
    ExportColumn("sponsor", lambda row: row["sponsor__reference"]),
    ExportColumn("sponsor_name", lambda row: row["sponsor_name"]),
    ExportColumn("department", lambda row: row["department__code"]),
    ExportColumn("department_name", lambda row: row["department_name"]),
    ExportColumn("starts_on", lambda row: row["starts_on"]),
    ExportColumn("due_on", lambda row: row["due_on"]),
    ExportColumn("metric", lambda row: row["metric"]),
    ExportColumn("unit", lambda row: row["unit"]),
    ExportColumn("better", lambda row: row["better"]),
    ExportColumn("baseline", lambda row: row["baseline"]),
    ExportColumn("target_value", lambda row: row["target_value"]),
    ExportColumn("value", lambda row: row["value"]),
    ExportColumn("progress_percent", lambda row: row["percent"]),
    ExportColumn("closed_at", lambda row: row["closed_at"]),
    ExportColumn("archived_at", lambda row: row["archived_at"]),
]
# Beside ROW, in an export only.
EXPORT_VALUES = ("external_id", "summary", "department__code")


def portfolio(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    today = timezone.localdate()
    actions = [
        Action(_("Ideas"), reverse("initiatives:ideas"), icon="bulb"),
        Action(_("Portfolio"), reverse("initiatives:overview"), icon="clipboard-check"),
        Action(_("Programmes"), reverse("initiatives:programmes"), icon="target"),
        Action(_("Benefits"), reverse("initiatives:benefits"), icon="target-arrow"),
        Action(_("Services"), reverse("initiatives:services"), icon="star"),
        Action(_("Coverage"), reverse("initiatives:coverage"), icon="chart-bar"),
        Action(_("Timeline"), reverse("initiatives:timeline"), icon="calendar"),
    ]
    if access_of(user).may("initiatives.import"):
        actions.append(Action(_("Import"), reverse("initiatives:initiative-import"), icon="upload"))
    if access_of(user).may("initiatives.create"):
        actions.append(Action(_("Templates"), reverse("initiatives:templates"), icon="copy"))
        actions.append(Action(_("New initiative"), reverse("initiatives:new"), primary=True))
    return ListPage(
        name="initiatives",
        title=_("Initiatives"),
        rows=Initiative.objects.visible_to(user),
        values=ROW,
        annotations=annotations(today),
        prepare=lambda found: [shown(row, today) for row in found],
        rows_template="initiatives/portfolio/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, [_("Due first"), _("Newest")], strict=True)),
        filterset=InitiativeFilters,
        tabs=[
            Tab(_("Running"), RUNNING),
            Tab(pgettext("ideas", "Mine"), "mine=true"),
            Tab(_("Followed"), "following=true"),
            Tab(_("Needs attention"), "attention=true"),
            Tab(_("Waits for my decision"), "gate=true"),
            Tab(_("Closed"), "state=closed"),
            Tab(_("Archive"), "archived=true"),
        ],
        default_query=RUNNING,
        actions=actions,
        empty=Empty(_("No initiative yet. Turn an accepted idea into one."), icon="rocket"),
        export_columns=EXPORT,
        export_values=EXPORT_VALUES,
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    ).respond(request)


def shown(row: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """A row of ROW with its words, its progress and the one reason why it needs attention."""
    why = reasons(row, today)
    progress = progress_of(row)
    light = light_of(row, today)
    return row | {
        "look": INITIATIVE_LOOKS[InitiativeState(row["state"])],
        "light_look": LIGHT_LOOKS[row["light"]] if row["light"] or row["state"] == InitiativeState.RUNNING else None,
        "stage_label": Stage(row["stage"]).label,
        "type_look": type_look(row["type"]),
        "computed_light": light,
        "computed_look": COMPUTED_LOOKS[light] if light else None,
        "reason": ATTENTION_WORDS[why[0]] if why else "",
        "overdue": "overdue" in why,
        "progress": progress,
        "percent": round(progress * 100),
        "owner_name": person_name(row, "owner"),
        "sponsor_name": person_name(row, "sponsor"),
        "department_name": in_language(row, "department__name"),
    }


def timeline(request: HttpRequest) -> HttpResponse:
    """Bars from start to date, milestones as diamonds, today as a line; a table says the same."""
    today = timezone.localdate()
    query = request.GET if request.GET else QueryDict(RUNNING)
    rows = Initiative.objects.visible_to(request.user)
    try:
        rows = InitiativeFilters.apply(data=query, queryset=rows, request=request, known=frozenset(), strict=False)
    except Malformed:
        rows = rows.none()
    found = list(rows.annotate(**annotations(today)).order_by("due_on", "id").values(*ROW)[: ON_TIMELINE + 1])
    bars = [shown(row, today) for row in found[:ON_TIMELINE]]
    milestones = milestones_of(row["id"] for row in bars)
    context = {
        "picture": timeline_of(bars, milestones, today),
        "rows": [row | {"milestones": milestones.get(row["id"], [])} for row in bars],
        "cut": len(found) > ON_TIMELINE,
        "limit": ON_TIMELINE,
        "today": today,
        "list_url": f"{reverse('initiatives:portfolio')}?{query.urlencode()}",
    }
    return render(request, "initiatives/portfolio/timeline.html", context)
