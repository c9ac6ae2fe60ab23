"""The fast lane: the list, one jump with whom it overtook, its steps, budgets and the report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.tickets import forms, services
from feedback.tickets.choices import Harm, JumpState
from feedback.tickets.filters import JumpFilterSet
from feedback.tickets.models import Jump, JumpPolicy
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.budgets import budgets
from feedback.tickets.queries.jumps import (
    VALUES,
    JumpRow,
    causes,
    jump_row,
    overtaken_of,
    passes_of,
    use_of_budgets,
)
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.export import report_response
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import access_of, allowed_actions, get_visible, not_allowed, require
from portal.records.pages import form_page, step_page

COLUMNS = [
    Column(gettext_lazy("Ticket"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("What is at stake")),
    Column(gettext_lazy("Started by"), "owner"),
    Column(pgettext_lazy("of a jump", "Asked at"), numeric=True),
]
NEWEST: list[tuple[Ordering, Text]] = [(Ordering("newest", ("asked_at", "id")), gettext_lazy("Newest first"))]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("ticket", lambda row: row.ticket.id),
    ExportColumn("state", lambda row: str(JumpState(row.state).label)),
    ExportColumn("harm", lambda row: str(Harm(row.harm).label)),
    ExportColumn("reason", lambda row: row.reason),
    ExportColumn("department", lambda row: row.department.name if row.department else ""),
    ExportColumn("asked_by", lambda row: row.asked_by.name),
    ExportColumn("asked_at", lambda row: row.asked_at),
    ExportColumn("within_budget", lambda row: row.within_budget),
    ExportColumn("started_at", lambda row: row.started_at),
    ExportColumn("ended_at", lambda row: row.ended_at),
    ExportColumn("surcharge", lambda row: row.surcharge),
    ExportColumn("currency", lambda row: row.currency),
    ExportColumn("justified", lambda row: row.justified),
    ExportColumn("review", lambda row: row.review),
]
REPORT = [
    ExportColumn("department", lambda row: row.department),
    ExportColumn("started", lambda row: row.started),
    ExportColumn("budget", lambda row: row.budget),
    ExportColumn("budget_days", lambda row: row.days),
    ExportColumn("asked_beyond", lambda row: row.asked),
    ExportColumn("refused", lambda row: row.refused),
    ExportColumn("justified", lambda row: row.justified),
    ExportColumn("not_justified", lambda row: row.not_justified),
    ExportColumn("unreviewed", lambda row: row.unreviewed),
]
DAYS = (30, 90, 365)


def jump_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="jumps",
        title=gettext_lazy("Fast lane"),
        rows=Jump.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_jump_rows.jinja",
        columns=COLUMNS,
        orderings=NEWEST,
        filterset=JumpFilterSet,
        prepare=_rows,
        tabs=_tabs(request.user),
        actions=[
            Action(gettext_lazy("Budgets"), reverse("tickets:jump-policies"), icon="adjustments"),
            Action(gettext_lazy("Report"), reverse("tickets:jump-report"), icon="chart-bar"),
        ],
        empty=Empty(
            gettext_lazy("Nothing is in the fast lane. It is started on a ticket, by those who may judge its urgency."),
            gettext_lazy("Tickets"),
            reverse("tickets:list"),
            icon="bolt",
        ),
        export_columns=EXPORT,
        default_query="all=1",
        count_cap=100,
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[JumpRow]:
    return [jump_row(values) for values in found]


def _tabs(user: Any) -> list[Tab]:
    tabs = [Tab(gettext_lazy("All")), Tab(pgettext_lazy("jumps", "Running"), "state=running")]
    if access_of(user).reach("jumps.acknowledge").departments:
        tabs.append(Tab(gettext_lazy("To acknowledge"), "mine=acknowledge"))
    if access_of(user).may("jumps.grant"):
        tabs += [Tab(pgettext_lazy("jumps", "To decide"), "mine=decide"), Tab(gettext_lazy("To review"), "mine=review")]
    return [*tabs, Tab(gettext_lazy("Started by me"), "mine=started")]


def jump(request: HttpRequest, reference: str) -> HttpResponse:
    """One reason, one tap."""
    shown = ticket_shown(request.user, reference.upper())
    if "jump" not in shown.may:
        raise not_allowed("tickets.jump")
    ticket = shown.ticket

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.ticket_jump(reference=ticket.reference, by=_user(request), now=timezone.now(), **data)
        if made.state == JumpState.ASKED:
            return made.get_absolute_url(), _("The budget is used up. Your head is asked to grant it.")
        return made.get_absolute_url(), _("In the fast lane. Every department on its way sees it on top.")

    return form_page(
        request,
        form=forms.JumpForm,
        run=run,
        title=_("Fast lane"),
        intro=f"{ticket.reference} · {ticket.title}",
        submit=_("Start the fast lane"),
        cancel_url=ticket.get_absolute_url(),
        context={"draft_key": f"jump-{ticket.reference}"},
    )


def jump_detail(request: HttpRequest, reference: str) -> HttpResponse:
    found: Jump = get_visible(Jump, request.user, reference.upper())
    row = jump_row(Jump.objects.filter(pk=found.pk).values(*VALUES).get())
    count, overtaken = overtaken_of(row.id, user=request.user)
    context = {
        "jump": row,
        "passes": passes_of(row.id),
        "overtaken": overtaken,
        "overtaken_count": count,
        "hidden": count - len(overtaken),
        "steps": _steps(request, found, row),
    }
    return render(request, "tickets/jump.html", context)


def _steps(request: HttpRequest, found: Jump, row: JumpRow) -> list[dict[str, Any]]:
    may = allowed_actions(request.user, found, [f"jumps.{name}" for name in ("grant", "refuse", "stop", "review")])
    own = found.asked_by_id == _user(request).pk
    steps: list[dict[str, Any]] = []
    if row.state == JumpState.ASKED and not own and "jumps.grant" in may:
        steps.append(_step("grant", row.id, _("Grant it"), icon="check", primary=True))
        steps.append(_step("refuse", row.id, _("Refuse"), icon="x"))
    if row.is_reviewable and not own and "jumps.review" in may:
        steps.append(_step("review", row.id, _("Review it"), icon="clipboard-check", primary=True))
    if row.is_open and "jumps.stop" in may:
        steps.append(_step("stop", row.id, _("End the fast lane"), icon="player-pause", post=True))
    return steps


def _step(name: str, reference: str, label: Text, **look: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"tickets:jump-{name}", args=[reference])} | look


def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    found: Jump = get_visible(Jump, request.user, reference.upper())
    return _at_once(request, found, services.jump_acknowledge, _("Acknowledged for your department."))


def stop(request: HttpRequest, reference: str) -> HttpResponse:
    found: Jump = get_visible(Jump, request.user, reference.upper())
    return _at_once(request, found, services.jump_stop, _("Ended. The ticket is back in its own place."))


def grant(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Granted. Every department on its way sees it on top.")
    return _by_form(request, reference, "grant", services.jump_grant, forms.GrantForm, _("Grant it"), said)


def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Refused. Whoever asked is told why.")
    return _by_form(request, reference, "refuse", services.jump_refuse, forms.RefuseJumpForm, _("Refuse"), said)


def review(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Reviewed.")
    return _by_form(request, reference, "review", services.jump_review, forms.ReviewJumpForm, _("Review it"), said)


def _at_once(request: HttpRequest, found: Jump, verb: Any, said: Text) -> HttpResponse:
    def run() -> Text:
        verb(reference=found.reference, by=_user(request), now=timezone.now())
        return said

    return step_page(request, run=run, back=found.get_absolute_url())


def _by_form(
    request: HttpRequest, reference: str, action: str, verb: Any, form: Any, label: Text, said: Text
) -> HttpResponse:
    found: Jump = get_visible(Jump, request.user, reference.upper())
    require(request.user, f"jumps.{action}", found)
    back = reverse("tickets:jump-detail", args=[found.reference])

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        verb(reference=found.reference, by=_user(request), now=timezone.now(), **data)
        return back, said

    return form_page(request, form=form, run=run, title=label, intro=found.reason, submit=label, cancel_url=back)


def jump_report(request: HttpRequest) -> HttpResponseBase:
    """Use against budget, and where the tickets were that had to jump."""
    days = next((days for days in DAYS if request.GET.get("days") == str(days)), DAYS[0])
    since = timezone.now() - dt.timedelta(days=days)
    jumps = Jump.objects.visible_to(request.user)
    uses = use_of_budgets(jumps, since=since)
    if request.GET.get("export") in ("csv", "xlsx"):
        return report_response(request.GET["export"], "fast-lane", REPORT, uses)
    path = reverse("tickets:jump-report")
    found = causes(jumps, since=since)
    context = {
        "empty": Empty(_("Nobody needed the fast lane in these days."), icon="bolt"),
        "uses": uses,
        "causes": found,
        "most": max((cause.jumps for cause in found), default=0),
        "spans": [{"days": each, "url": f"{path}?days={each}", "active": each == days} for each in DAYS],
        "exports": [
            {"label": label, "url": f"{path}?days={days}&export={kind}"}
            for label, kind in (("CSV", "csv"), ("Excel", "xlsx"))
        ],
    }
    return render(request, "tickets/jump_report.html", context)


def policy_list(request: HttpRequest) -> HttpResponse:
    context = {"policies": budgets(), "may_set": access_of(request.user).may("jumps.policy")}
    return render(request, "tickets/jump_policies.html", context)


def policy_set(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.jump_policy_set(by=_user(request), now=timezone.now(), **data)
        return reverse("tickets:jump-policies"), _("Saved.")

    wanted = request.GET.get("department", "").upper()
    policy = JumpPolicy.objects.filter(department__reference=wanted or None).first()
    policy = policy or JumpPolicy.objects.get(department=None)
    names = ("per_person", "per_department", "days", "acknowledge_minutes")
    informs = list(policy.informs.values_list("reference", flat=True))
    initial = {name: getattr(policy, name) for name in names} | {"department": wanted, "informs": informs}
    return form_page(
        request,
        form=forms.JumpPolicyForm,
        run=run,
        title=_("Budget of the fast lane"),
        submit=_("Save"),
        cancel_url=reverse("tickets:jump-policies"),
        initial=initial,
    )


def _user(request: HttpRequest) -> Any:
    return request.user
