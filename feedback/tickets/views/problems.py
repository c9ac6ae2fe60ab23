"""Problems: the list, and one with what was agreed, its tickets, and the comparison before and after."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from feedback.tickets.choices import ProblemSide, ProblemState
from feedback.tickets.filters import ProblemFilterSet
from feedback.tickets.models import Problem
from feedback.tickets.queries.problems import (
    ANNOTATIONS,
    SHOWN_TICKETS,
    VALUES,
    ProblemRow,
    effect_found,
    problem_row,
    tickets_joined,
)
from feedback.tickets.rules import problems as rules
from feedback.tickets.views.charts import Bars, bars
from portal.core import wording
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import access_of, allowed_actions, get_visible
from portal.records.queries import history

COLUMNS = [
    Column(gettext_lazy("Problem"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Department"), "department"),
    Column(pgettext_lazy("of a problem", "Owner"), "owner"),
    Column(gettext_lazy("Tickets"), numeric=True),
    Column(gettext_lazy("Decide until"), numeric=True),
]
NEWEST: list[tuple[Ordering, Text]] = [
    (Ordering("newest", ("proposed_at", "id")), gettext_lazy("Newest first")),
    (Ordering("due", ("due_at", "id"), descending=False), gettext_lazy("Next due first")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("title", lambda row: row.title),
    ExportColumn("state", lambda row: str(ProblemState(row.state).label)),
    ExportColumn("cause", lambda row: row.cause_label),
    ExportColumn("department", lambda row: row.department.name),
    ExportColumn("step", lambda row: row.step),
    ExportColumn("suffering", lambda row: row.suffering.name),
    ExportColumn("owner", lambda row: row.owner.name if row.owner else ""),
    ExportColumn("tickets", lambda row: row.tickets),
    ExportColumn("proposed_at", lambda row: row.proposed_at),
    ExportColumn("week", lambda row: row.week),
    ExportColumn("count", lambda row: row.week_count),
    ExportColumn("mean", lambda row: None if row.week_mean is None else round(row.week_mean, 4)),
    ExportColumn("due_at", lambda row: row.due_at),
    ExportColumn("decided_at", lambda row: row.decided_at),
    ExportColumn("reason", lambda row: row.reason),
    ExportColumn("change", lambda row: row.change),
    ExportColumn("effective_on", lambda row: row.effective_on),
    ExportColumn("initiative", lambda row: row.initiative.id if row.initiative else ""),
    ExportColumn("closed_at", lambda row: row.closed_at),
    ExportColumn("result", lambda row: row.result),
]
WORDS: dict[str, Text] = {
    "problem.proposed": gettext_lazy("proposed the problem"),
    "problem.accepted": gettext_lazy("accepted the problem"),
    "problem.declined": gettext_lazy("declined the problem"),
    "problem.joined": gettext_lazy("added %(ticket)s"),
    "problem.gathered": gettext_lazy("The sweep added tickets: %(tickets)s"),
    "problem.left": gettext_lazy("took %(ticket)s out"),
    "problem.changed": gettext_lazy("worded the process change; both heads are asked"),
    "problem.consented": gettext_lazy("agreed for one side"),
    "problem.agreed": gettext_lazy("gave the second consent: the change is agreed"),
    "problem.started": gettext_lazy("The process change is in force"),
    "problem.escalated": gettext_lazy("Not decided in time; the level above was told"),
    "problem.turned": gettext_lazy("made the initiative %(initiative)s of it"),
    "problem.closed": gettext_lazy("closed the problem"),
}


def problem_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="problems",
        title=gettext_lazy("Problems"),
        rows=Problem.objects.visible_to(request.user),
        values=VALUES,
        annotations=ANNOTATIONS,
        rows_template="tickets/_problem_rows.jinja",
        columns=COLUMNS,
        orderings=NEWEST,
        filterset=ProblemFilterSet,
        prepare=_rows,
        tabs=_tabs(request.user),
        actions=_actions(request.user),
        empty=Empty(
            gettext_lazy("No problem is known. The weekly sweep proposes what goes wrong more than usual."),
            icon="circle-check",
        ),
        export_columns=EXPORT,
        default_query="all=1",
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[ProblemRow]:
    return [problem_row(values) for values in found]


def _tabs(user: Any) -> list[Tab]:
    tabs = [Tab(gettext_lazy("All"), "all=1")]
    if access_of(user).may("problems.decide"):
        tabs.append(Tab(pgettext_lazy("problems", "To decide"), "mine=decide"))
    if access_of(user).may("problems.consent"):
        tabs.append(Tab(gettext_lazy("Waits for my consent"), "mine=consent"))
    return [
        *tabs,
        Tab(pgettext_lazy("problems", "I answer for"), "mine=own"),
        Tab(ProblemState.OPEN.label, f"state={ProblemState.OPEN.value}"),
        Tab(ProblemState.IN_FORCE.label, f"state={ProblemState.IN_FORCE.value}"),
    ]


def _actions(user: Any) -> list[Action]:
    if not access_of(user).may("problems.propose"):
        return []
    return [
        Action(gettext_lazy("Back office first"), reverse("tickets:origin-report"), icon="chart-bar"),
        Action(gettext_lazy("Propose a problem"), reverse("tickets:problem-new"), primary=True),
    ]


def problem_detail(request: HttpRequest, reference: str) -> HttpResponse:
    problem: Problem = get_visible(Problem, request.user, reference.upper())
    row = problem_row(Problem.objects.filter(pk=problem.pk).annotate(**ANNOTATIONS).values(*VALUES).get())
    may = allowed_actions(request.user, problem, [f"problems.{name}" for name in ("decide", "change", "consent")])
    tickets = tickets_joined(problem, request.user)
    effect = effect_found(problem, now=timezone.now())
    context = {
        "row": row,
        "steps": _steps(request.user, problem, row, may),
        "consents": [(ProblemSide(each.side).label, each) for each in row.consents] if row.change else [],
        "tickets": tickets,
        "hidden": row.tickets - len(tickets) if len(tickets) < SHOWN_TICKETS else 0,
        "may_change": "problems.change" in may and row.state in rules.ALIVE,
        "effect": effect,
        "picture": _picture(effect) if effect else None,
        "timeline": history(problem, words=WORDS),
        "facts": _facts(row),
    }
    return render(request, "tickets/problem.html", context)


def _steps(user: Any, problem: Problem, row: ProblemRow, may: set[str]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    if row.is_proposed and "problems.decide" in may:
        steps.append(_step("accept", row, _("Accept"), icon="check", primary=True))
        steps.append(_step("decline", row, pgettext("a problem", "Decline"), icon="x"))
    if "problems.consent" in may and row.change:
        steps += _consent_steps(user, problem, row)
    if row.is_worked_on and "problems.change" in may:
        if rules.TRANSITIONS.allows("change", row.state):
            label = _("Change the text or the day") if row.change else _("Word the process change")
            steps.append(_step("change", row, label, icon="edit", primary=not row.change))
        if row.initiative is None and access_of(user).may("initiatives.create"):
            steps.append(_step("initiative", row, _("Make an initiative of it"), icon="rocket"))
    if row.state in rules.ALIVE and "problems.change" in may:
        steps.append(_step("join", row, _("Add a ticket"), icon="plus"))
    if row.is_worked_on and "problems.change" in may:
        steps.append(_step("close", row, _("Close the problem"), icon="archive"))
    return steps


def _consent_steps(user: Any, problem: Problem, row: ProblemRow) -> list[dict[str, Any]]:
    """A button for each side that this person heads and that has not agreed."""
    if not rules.TRANSITIONS.allows("consent", row.state):
        return []
    heads = access_of(user).reach("problems.consent").departments
    places = {rules.STEP: problem.department_id, rules.SUFFERING: problem.suffering_id}
    return [
        _step(
            "consent",
            row,
            _("Agree for %(department)s") % {"department": each.department.name},
            icon="check",
            primary=True,
            post=True,
            fields={"side": each.side, "version": row.version},
        )
        for each in row.consents
        if each.at is None and places[each.side] in heads
    ]


def _step(name: str, row: ProblemRow, label: Text, **look: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"tickets:problem-{name}", args=[row.id])} | look


def _facts(row: ProblemRow) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": _("What went wrong"), "value": row.cause_label},
        {"label": _("Department with the step"), "value": row.department.name},
        {"label": _("Step"), "value": wording.number(row.step)},
        {"label": _("Department that suffers"), "value": row.suffering.name},
        {"label": pgettext("of a problem", "Owner"), "value": row.owner.name if row.owner else _("Nobody yet")},
        {"label": _("Proposed by"), "value": row.proposed_by.name if row.proposed_by else _("The weekly sweep")},
    ]
    if row.week is not None and row.week_count is not None and row.week_mean is not None:
        words = {
            "count": wording.number(row.week_count),
            "day": wording.day(row.week),
            "mean": wording.number(row.week_mean, 1),
        }
        text = _("%(count)s in the week from %(day)s; usual are %(mean)s") % words
        found.append({"label": _("More than usual"), "value": text})
    if row.decided_by:
        found.append({"label": _("Decided by"), "value": row.decided_by.name})
    if row.initiative:
        url = reverse("initiatives:initiative", args=[row.initiative.id])
        found.append({"label": _("Initiative"), "value": row.initiative.name, "url": url})
    return found


def _picture(effect: rules.Effect) -> Bars | None:
    """The weeks around the day; those since then in the second colour."""
    shown = effect.weeks[: rules.TRAILING * 2]
    rows = []
    for number, failures in shown:
        values = (
            [(failures, wording.number(failures)), (0, "")]
            if number < 0
            else [(0, ""), (failures, wording.number(failures))]
        )
        rows.append((_week_label(number), values))
    return bars(_("Failures by week"), [_("Before the change"), _("Since the change")], rows)


def _week_label(number: int) -> str:
    if number < 0:
        return _("%(number)s weeks before") % {"number": -number}
    return _("week %(number)s since") % {"number": number + 1}
