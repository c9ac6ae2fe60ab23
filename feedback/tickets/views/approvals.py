"""Approvals: asking, the list, one approval with its steps, and what a service demands."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feedback.tickets import services
from feedback.tickets.choices import ApprovalState
from feedback.tickets.filters.approvals import ApprovalFilterSet
from feedback.tickets.forms.approvals import (
    ApproveForm,
    AskApprovalForm,
    DeclineApprovalForm,
    DemandsForm,
    WithdrawApprovalForm,
)
from feedback.tickets.models import Approval, ApprovalRule, CatalogueService, Ticket
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.approvals import ANNOTATIONS, VALUES, ApprovalRow, approval_row, to_answer
from feedback.tickets.services.approvals.demanding import Demand
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import get_visible, not_allowed, require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, version_of, written_as

COLUMNS = [
    Column(pgettext_lazy("of a ticket", "Approval"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Ticket")),
    Column(gettext_lazy("Waits for"), "department"),
    Column(gettext_lazy("Due"), numeric=True),
]
ORDERINGS: list[tuple[Ordering, Text]] = [
    (Ordering("newest", ("asked_at", "id")), gettext_lazy("Newest first")),
    (Ordering("due", ("due_at", "id"), descending=False), gettext_lazy("Next due first")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("ticket", lambda row: row.ticket),
    ExportColumn("service", lambda row: row.service),
    ExportColumn("what", lambda row: row.what),
    ExportColumn("state", lambda row: str(ApprovalState(row.state).label)),
    ExportColumn("by_rule", lambda row: row.by_rule),
    ExportColumn("asked_by", lambda row: row.asked_by.name if row.asked_by else ""),
    ExportColumn("waits_for", lambda row: ", ".join(row.waits_for)),
    ExportColumn("asked_at", lambda row: row.asked_at),
    ExportColumn("due_at", lambda row: row.due_at),
    ExportColumn("ended_at", lambda row: row.ended_at),
    ExportColumn("reason", lambda row: row.reason),
]


def approval_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="approvals",
        title=gettext_lazy("Approvals"),
        rows=Approval.objects.visible_to(request.user),
        values=VALUES,
        annotations=ANNOTATIONS,
        rows_template="tickets/_approval_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=ApprovalFilterSet,
        prepare=_rows,
        tabs=[
            Tab(gettext_lazy("Waits for me"), "mine=to_me&sort=due"),
            Tab(gettext_lazy("Asked by me"), "mine=by_me"),
            Tab(gettext_lazy("All")),
        ],
        actions=[Action(gettext_lazy("Service catalogue"), reverse("tickets:services"), icon="book")],
        empty=Empty(
            gettext_lazy("No approval is here. They are asked on a ticket, or by a service that demands them."),
            gettext_lazy("Tickets"),
            reverse("tickets:list"),
            icon="circle-check",
        ),
        export_columns=EXPORT,
        default_query="all=1",
        count_cap=100,
        opens_filled=True,
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[ApprovalRow]:
    return [approval_row(values) for values in found]


def ask_approval(request: HttpRequest, reference: str) -> HttpResponse:
    shown = ticket_shown(request.user, reference.upper())
    if "ask_approval" not in shown.may:
        raise not_allowed("tickets.ask_approval")
    ticket = shown.ticket
    kinds = ApprovalRule.objects.filter(service=ticket.service_id, kind__in=["", ticket.kind])

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.ticket_ask_approval(reference=ticket.reference, by=_user(request), now=timezone.now(), **data)
        said = _("Asked: %(reference)s. The ticket stays with you meanwhile.") % {"reference": made.reference}
        return f"{ticket.get_absolute_url()}#approvals", said

    return form_page(
        request,
        form=partial(AskApprovalForm, demanded=kinds.exists()),
        run=run,
        title=_("Ask for approval"),
        intro=f"{ticket.reference} · {ticket.title}",
        submit=_("Ask for approval"),
        cancel_url=ticket.get_absolute_url(),
        context={"draft_key": f"approval-{ticket.reference}"},
    )


def approval_detail(request: HttpRequest, reference: str) -> HttpResponse:
    approval: Approval = get_visible(Approval, request.user, reference.upper())
    rows = Approval.objects.filter(pk=approval.pk).annotate(**ANNOTATIONS)
    ticket = Ticket.objects.select_related("service", "requester", "requester_department").get(pk=approval.ticket_id)
    context = {
        "row": approval_row(rows.values(*VALUES).get()),
        "steps": _steps(request, approval),
        "ticket": ticket,
        "facts": [
            {"label": _("Service"), "value": ticket.service.name},
            {"label": _("Requester"), "value": ticket.requester.display_name},
            {
                "label": _("Requester's department"),
                "value": ticket.requester_department.name if ticket.requester_department else "",
            },
            {"label": _("Opened"), "when": ticket.opened_at},
        ],
        "sees_ticket": Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists(),
    }
    return render(request, "tickets/approval.html", context)


def _steps(request: HttpRequest, approval: Approval) -> list[dict[str, Any]]:
    if approval.state != ApprovalState.REQUESTED:
        return []
    steps: list[dict[str, Any]] = []
    rows = Approval.objects.filter(pk=approval.pk)
    if rows.filter(to_answer(request.user)).exists():
        steps.append(_step("approve", approval, _("Approve"), icon="check", primary=True))
        steps.append(_step("decline", approval, _("Don't approve"), icon="x"))
        steps.append(_step("delegate", approval, _("Give it to my deputy"), icon="arrows-exchange", post=True))
    if Approval.objects.permitted(request.user, "approvals.withdraw").filter(pk=approval.pk).exists():
        steps.append(_step("withdraw", approval, _("Withdraw it"), icon="arrow-back-up"))
    return steps


def _step(name: str, approval: Approval, label: Text, **look: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"tickets:approval-{name}", args=[approval.reference])} | look


def approve(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Thank you. Who waits for it is told.")
    return _by_form(request, reference, "answer", services.approval_approve, ApproveForm, _("Approve"), said)


def decline(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Declined. The owner of the ticket is told.")
    return _by_form(
        request, reference, "answer", services.approval_decline, DeclineApprovalForm, _("Don't approve"), said
    )


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    verb, form = services.approval_withdraw, WithdrawApprovalForm
    return _by_form(request, reference, "withdraw", verb, form, _("Withdraw it"), _("Withdrawn."))


def delegate(request: HttpRequest, reference: str) -> HttpResponse:
    approval: Approval = get_visible(Approval, request.user, reference.upper())

    def run() -> Text:
        services.approval_delegate(reference=approval.reference, by=_user(request), now=timezone.now())
        return _("Given to your deputy, who is told.")

    return step_page(request, run=run, back=approval.get_absolute_url())


def _by_form(
    request: HttpRequest, reference: str, action: str, verb: Any, form: Any, label: Text, said: Text
) -> HttpResponse:
    approval: Approval = get_visible(Approval, request.user, reference.upper())
    require(request.user, f"approvals.{action}", approval)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        verb(reference=approval.reference, by=_user(request), now=timezone.now(), **data)
        return approval.get_absolute_url(), said

    return form_page(
        request,
        form=form,
        run=run,
        title=label,
        intro=f"{approval.reference} · {approval.ticket.title}",
        submit=label,
        cancel_url=approval.get_absolute_url(),
        context={"draft_key": f"{verb.__name__}-{approval.reference}"},
    )


def service_approvals(request: HttpRequest, reference: str) -> HttpResponse:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    require(request.user, "catalogue.edit", service)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.service_set_approvals(
            reference=service.reference,
            demands=[Demand(**each) for each in data["demands"]],
            by=_user(request),
            now=timezone.now(),
            version=version_of(request),
        )
        return service.get_absolute_url(), _("Saved. It holds for what is opened from now on.")

    return form_page(
        request,
        form=DemandsForm,
        run=run,
        title=_("Approvals that it demands"),
        intro=service.name,
        submit=_("Save"),
        cancel_url=service.get_absolute_url(),
        edited=Edited(service, written_as("service.edit"), _values),
    )


def _values(service: CatalogueService) -> dict[str, Any]:
    """The rows of the form."""
    found: dict[str, Any] = {}
    for rule in ApprovalRule.objects.filter(service=service).select_related("person"):
        found |= {f"{name}_{rule.number}": getattr(rule, name) for name in DemandsForm.FIELDS}
    return found


def _user(request: HttpRequest) -> Any:
    return request.user
