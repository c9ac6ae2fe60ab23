"""What is on its way and what is stuck: for administrators, without subjects and bodies."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.core.keyset import Ordering
from portal.core.listpage import Column, Empty, ListPage, ListState, Tab
from portal.delivery.forms import OutboxFilter
from portal.delivery.queries import handle_of, outbox_for, stuck_count
from portal.delivery.services import outbox as verbs
from portal.delivery.wording import LOOKS, answer_text
from portal.records.messages import is_discreet, label_of
from portal.records.models import OutboxRow
from portal.records.pages import step_page

State = OutboxRow.State


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        row["handle"] = handle_of(row["message_id"])
        row["discreet"] = is_discreet(row["kind"])
        row["kind_label"] = label_of(row["kind"])
        row["look"] = LOOKS[row["state"]]
        row["answer"] = answer_text(row["last_refusal"])
        row["may_resend"] = row["state"] in (State.STUCK, State.GIVEN_UP)
        row["may_give_up"] = row["state"] in (State.STUCK, State.WAITING)
    return rows


def outbox(request: HttpRequest) -> HttpResponseBase:
    stuck = stuck_count()
    states = (State.WAITING, State.SENDING, State.SENT, State.GIVEN_UP)
    fields = ("id", "message_id", "kind", "state", "recipient__full_name", "attempts", "last_refusal", "created_at")
    page = ListPage(
        name="outbox",
        title=_("Mails"),
        rows=outbox_for(request.user),
        values=(*fields, "next_attempt_at", "held_until", "sent_at"),
        prepare=_shown,
        rows_template="delivery/_outbox_rows.jinja",
        columns=[
            Column(_("Kind and recipient")),
            Column(_("State")),
            Column(_("Last answer")),
            Column(_("Attempts"), numeric=True),
            Column(_("When")),
            Column(""),
        ],
        orderings=[(Ordering("newest", ("id",)), _("Newest")), (Ordering("oldest", ("id",), False), _("Oldest"))],
        tabs=[
            Tab(_("Stuck"), f"state={State.STUCK}", stuck),
            *[Tab(state.label, f"state={state}") for state in states],
            Tab(_("All")),
        ],
        filterset=OutboxFilter,
        default_query=f"state={State.STUCK}",
        empty=Empty(_("No mail is stuck."), icon="mail"),
    )
    if request.headers.get("HX-Request"):
        return page.respond(request)
    response = render(request, "delivery/outbox.html", {"page": ListState(page, request), "stuck": stuck})
    response["Vary"] = "HX-Request"
    return response


@require_POST
def resend(request: HttpRequest, handle: str) -> HttpResponse:
    def run() -> str:
        by: Any = request.user
        verbs.mail_resend(by=by, handle=handle, now=timezone.now())
        return str(_("The mail goes out again."))

    return step_page(request, run=run, back=reverse("delivery:outbox"))


@require_POST
def resend_all(request: HttpRequest) -> HttpResponse:
    def run() -> str:
        by: Any = request.user
        count = verbs.mails_resend_all(by=by, now=timezone.now())
        return ngettext("%(n)s mail goes out again.", "%(n)s mails go out again.", count) % {"n": count}

    return step_page(request, run=run, back=reverse("delivery:outbox"))


@require_POST
def give_up(request: HttpRequest, handle: str) -> HttpResponse:
    def run() -> str:
        by: Any = request.user
        verbs.mail_give_up(by=by, handle=handle, now=timezone.now())
        return str(_("The mail will not be sent."))

    return step_page(request, run=run, back=reverse("delivery:outbox"))
