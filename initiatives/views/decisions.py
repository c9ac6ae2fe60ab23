"""A head's decisions to make: ideas, overdue first."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Idea
from initiatives.queries.answering import waiting_for
from initiatives.queries.filters import IdeaFilters
from initiatives.queries.ideas import DUE_FIRST, ORDERINGS, ROW, beside_row
from initiatives.views.ideas import EXPORT, EXPORT_VALUES, LABELS, idea_row
from portal.core.listpage import Action, Column, Empty, ListPage, Tab

COUNT_CAP = 1001


def decisions(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    rows = Idea.objects.visible_to(user).to_decide(user)
    mine = waiting_for(user, rows)
    return ListPage(
        name="idea-decisions",
        title=_("Decisions to make"),
        rows=rows,
        values=ROW,
        annotations=beside_row(user),
        prepare=lambda found: [idea_row(row, user) for row in found],
        rows_template="initiatives/ideas/_decision_rows.jinja",
        columns=[
            Column(gettext_lazy("Idea"), css="main"),
            Column(gettext_lazy("Answer due")),
            Column(gettext_lazy("Answering department"), css="department"),
            Column(gettext_lazy("Your step")),
        ],
        orderings=[(DUE_FIRST, _("Due first")), *zip(ORDERINGS, LABELS, strict=True)],
        filterset=IdeaFilters,
        tabs=[
            Tab(_("I am to answer now"), "waiting=true", mine[:COUNT_CAP].count()),
            Tab(_("Overdue"), "overdue=true"),
            Tab(_("The author is asked"), "asked=true"),
            Tab(_("All that I may answer"), "sort=due"),
        ],
        default_query="waiting=true",
        actions=[
            Action(_("Answer times"), reverse("initiatives:answer-times"), icon="clock"),
            Action(_("Who answers in time"), reverse("initiatives:answer-board"), icon="chart-bar"),
        ],
        empty=Empty(_("No idea waits for your decision."), icon="circle-check"),
        export_columns=EXPORT,
        export_values=EXPORT_VALUES,
    ).respond(request)
