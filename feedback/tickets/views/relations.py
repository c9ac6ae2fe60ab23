"""The steps that join tickets and part them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import forms, services
from feedback.tickets.choices import ACTION_LABELS, ChildrenRule
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.detail import Shown
from feedback.tickets.queries.watching import names_of
from portal.core.errors import Text
from portal.core.mentions import with_names
from portal.people.access import not_allowed
from portal.records.models import Comment
from portal.records.pages import form_page


def merge(request: HttpRequest, reference: str) -> HttpResponse:
    shown = _shown(request, reference, "merge")

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        merged = services.ticket_merge(reference=shown.ticket.reference, by=_user(request), now=timezone.now(), **data)
        return merged.get_absolute_url(), ""

    return _page(request, shown, "merge", forms.MergeForm, run, {"into": request.GET.get("into", "")[:20]})


def split(request: HttpRequest, reference: str) -> HttpResponse:
    shown = _shown(request, reference, "split")

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.ticket_split(reference=shown.ticket.reference, by=_user(request), now=timezone.now(), **data)
        return made.get_absolute_url(), _("Ticket %(reference)s is in the queue.") % {"reference": made.reference}

    return _page(request, shown, "split", forms.SplitForm, run, {"text": _note(request, shown)})


def open_child(request: HttpRequest, reference: str) -> HttpResponse:
    shown = _shown(request, reference, "open_child")

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.ticket_open_child(
            reference=shown.ticket.reference, by=_user(request), now=timezone.now(), **data
        )
        said = _("Ticket %(reference)s is in the queue.") % {"reference": made.reference}
        return f"{shown.ticket.get_absolute_url()}#children", said

    begun = {"rule": shown.ticket.children_rule or ChildrenRule.WAITS}
    return _page(request, shown, "open_child", forms.ChildForm, run, begun)


def _note(request: HttpRequest, shown: Shown) -> str:
    """The public note that the form begins with, if the address names one of this ticket."""
    number = request.GET.get("comment", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return ""
    rows = Comment.objects.about(shown.ticket, *(each.pk for each in shown.merged))
    text = rows.filter(pk=int(number), internal=False).values_list("text", flat=True).first() or ""
    return with_names(text, names_of(shown.around))


def _page(
    request: HttpRequest, shown: Shown, action: str, form: Any, run: Any, initial: dict[str, Any]
) -> HttpResponse:
    ticket = shown.ticket
    return form_page(
        request,
        form=form,
        run=run,
        title=ACTION_LABELS[action],
        intro=f"{ticket.reference} · {ticket.title}",
        submit=ACTION_LABELS[action],
        cancel_url=ticket.get_absolute_url(),
        initial=initial,
        context={"draft_key": f"{action}-{ticket.reference}"},
    )


def _shown(request: HttpRequest, reference: str, action: str) -> Shown:
    """The ticket, for somebody whose role may take this step on it; whether its state allows it, the verb says."""
    shown = ticket_shown(request.user, reference.upper())
    if action not in shown.may:
        raise not_allowed(f"tickets.{action}")
    return shown


def _user(request: HttpRequest) -> Any:
    return request.user
