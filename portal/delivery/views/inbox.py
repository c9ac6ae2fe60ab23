"""The inbox: what the portal told this person, unread first."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.core.keyset import Ordering
from portal.core.listpage import Column, Empty, ListPage, ListState, Tab
from portal.delivery.forms import InboxFilter
from portal.delivery.queries import UNREAD_FIRST, handle_of, inbox_of, words_of
from portal.delivery.services.inbox import message_read, messages_read_all
from portal.records.pages import step_page


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        row["subject"], row["body"] = words_of(row["kind"], row["params"])
        row["handle"] = handle_of(row["message_id"])
    return rows


def inbox(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="inbox",
        title=_("Inbox"),
        rows=inbox_of(request.user),
        values=("id", "unread_first", "message_id", "kind", "params", "created_at", "read_at"),
        annotations={"unread_first": UNREAD_FIRST},
        prepare=_shown,
        rows_template="delivery/_inbox_rows.jinja",
        columns=[Column(_("Message")), Column(_("When")), Column("")],
        orderings=[
            (Ordering("unread", ("unread_first", "id")), _("Unread first")),
            (Ordering("newest", ("id",)), _("Newest")),
        ],
        tabs=[Tab(_("All")), Tab(_("Unread"), "unread=true")],
        filterset=InboxFilter,
        empty=Empty(_("Nothing here yet. What concerns you will be told here."), icon="bell"),
    )
    if request.headers.get("HX-Request"):
        return page.respond(request)
    response = render(request, "delivery/inbox.html", {"page": ListState(page, request)})
    response["Vary"] = "HX-Request"
    return response


def open_message(request: HttpRequest, handle: str) -> HttpResponse:
    """Mark it as read and go to what it is about."""
    by: Any = request.user
    target = message_read(by=by, handle=handle, now=timezone.now()).url
    own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if own else reverse("delivery:inbox"))


@require_POST
def read(request: HttpRequest, handle: str) -> HttpResponse:
    def run() -> str:
        by: Any = request.user
        message_read(by=by, handle=handle, now=timezone.now())
        return ""

    return step_page(request, run=run, back=reverse("delivery:inbox"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    def run() -> str:
        by: Any = request.user
        count = messages_read_all(by=by, now=timezone.now())
        return ngettext("%(n)s message marked as read.", "%(n)s messages marked as read.", count) % {"n": count}

    return step_page(request, run=run, back=reverse("delivery:inbox"))
