"""The steps on a ticket: each calls one verb."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets import forms, services
from feedback.tickets.choices import ACTION_LABELS
from feedback.tickets.forms.answers import answers_in
from feedback.tickets.models import Ticket
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.detail import Shown
from feedback.tickets.queries.timeline import EVENT_WORDS
from feedback.tickets.rules import CHANGES
from feedback.tickets.views.one_button import amount_of, buttons_for
from portal.core.errors import Text
from portal.people.access import get_visible, not_allowed
from portal.records.live import live_subject
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, sent_version, written_as

# Forms that may begin with one of the department's texts.
WITH_TEXTS = ("comment", "resolve", "wait")


def ticket_open(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        answers = answers_in(data)
        values = {"by": _user(request), "now": timezone.now(), "files": data.pop("attachments"), **data}
        values["answers"] = answers
        pressed = request.POST.get("settle", "").replace("\x00", "")
        if pressed:
            amount = amount_of(request.POST.get(f"amount_{pressed}", ""))
            ticket = services.ticket_open_settled(button=pressed, amount=amount, **values)
            said = _("Noted.") if ticket.is_open else _("Resolved. The requester is told.")
            return ticket.get_absolute_url(), said
        ticket = services.ticket_open(**values)
        return ticket.get_absolute_url(), _("Ticket %(reference)s is in the queue.") % {"reference": ticket.reference}

    chosen = request.GET.get("service", "").upper()
    return form_page(
        request,
        form=forms.OpenForm,
        run=run,
        title=_("New ticket"),
        submit=_("Open the ticket"),
        cancel_url=reverse("tickets:list"),
        initial={"service": chosen} if chosen else None,
        template="tickets/open.html",
        context={"draft_key": "ticket-new", "buttons": buttons_for(request.user, chosen)},
    )


def take(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.ticket_take, _("It's yours now."))


def resume(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.ticket_resume, _("The clock runs again."))


def release(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.ticket_release, _("Back in the queue of your department."))


def watch(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.ticket_watch, _("You are told what happens on it."))


def unwatch(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.ticket_unwatch, _("You don't watch it any more."))


def wait(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("The requester is asked. The clock is paused until the answer.")
    return _by_form(request, reference, "wait", services.ticket_wait, forms.AskForm, said)


def resolve(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Resolved. The requester is told.")
    return _by_form(request, reference, "resolve", services.ticket_resolve, forms.ResolveForm, said)


def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Reopened. The owner is told.")
    return _by_form(request, reference, "reopen", services.ticket_reopen, forms.ReopenForm, said)


def chase(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.ticket_chase, _("Asked. Whoever has it is told that you wait."))


def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """One click of the requester: solved, or not."""
    solved = request.POST.get("solved") == "yes"
    said = _("Thank you.") if solved else _("Opened again. The owner is told.")
    return _at_once(request, reference, partial(services.ticket_confirm, solved=solved), said)


def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    ticket = _ticket(request, reference, "hand_over")
    form = partial(forms.HandOverForm, present=ticket.department.reference)
    said = _("Handed over. The first owner stays answerable.")
    return _by_form(request, reference, "hand_over", services.ticket_hand_over, form, said)


def pass_on(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Passed on. The first owner stays answerable.")
    return _by_form(request, reference, "pass_on", services.ticket_pass_on, forms.PassOnForm, said)


def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """The form under the timeline posts here; by itself the page is where a refused note is mended."""
    shown = ticket_shown(request.user, reference.upper())
    back = shown.ticket.get_absolute_url()

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.ticket_comment(
            reference=shown.ticket.reference,
            by=_user(request),
            now=timezone.now(),
            text=data["text"],
            internal=data.get("internal", False),
            files=data["attachment"],
        )
        return f"{back}#timeline", _("Note added.")

    return form_page(
        request,
        form=forms.InternalCommentForm if "internal_comment" in shown.may else forms.CommentForm,
        run=run,
        title=_("Note on %(reference)s") % {"reference": shown.ticket.reference},
        submit=_("Send note"),
        cancel_url=back,
        **_begun(request, shown, "comment"),
    )


def _at_once(request: HttpRequest, reference: str, verb: Any, said: Text) -> HttpResponse:
    ticket = get_visible(Ticket, request.user, reference.upper())

    def run() -> Text:
        verb(reference=ticket.reference, by=request.user, now=timezone.now(), version=sent_version(request))
        return said

    return step_page(request, run=run, back=ticket.get_absolute_url(), edited=edited(ticket), words=EVENT_WORDS)


def edited(ticket: Ticket) -> Edited:
    """A step that was chosen on an older version: who was quicker is said, nothing is lost."""
    return Edited(ticket, written_as(*CHANGES))


def _by_form(request: HttpRequest, reference: str, action: str, verb: Any, form: Any, said: Text) -> HttpResponse:
    shown = _shown(request, reference, action)
    ticket = shown.ticket

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        verb(reference=ticket.reference, by=request.user, now=timezone.now(), version=sent_version(request), **data)
        return ticket.get_absolute_url(), said

    return form_page(
        request,
        form=form,
        run=run,
        title=ACTION_LABELS[action],
        intro=f"{ticket.reference} · {ticket.title}",
        submit=ACTION_LABELS[action],
        cancel_url=ticket.get_absolute_url(),
        edited=edited(ticket),
        **_begun(request, shown, action),
    )


def _begun(request: HttpRequest, shown: Shown, action: str) -> dict[str, Any]:
    """How a form on a ticket begins: with a starting text that the address names, else with what was typed before."""
    if action not in WITH_TEXTS:
        return {"context": {"draft_key": f"{action}-{shown.ticket.reference}"}}
    live = live_subject(shown.ticket, internal="internal_view" in shown.may) | {"doing": "answering"}
    offered = {"starting_texts": shown.texts, "texts_url": request.path, "live": live}
    wanted = next((text for text in shown.texts if text.id == request.GET.get("start")), None)
    if wanted is None:
        context = offered | {"draft_key": f"{action}-{shown.ticket.reference}"}
        return {"template": "tickets/step_form.html", "context": context}
    # No draft key: what was typed before would lie over the text.
    begun = {"text": wanted.filled(shown.ticket, request.GET.get("in", ""))}
    return {"template": "tickets/step_form.html", "context": offered, "initial": begun}


def _ticket(request: HttpRequest, reference: str, action: str) -> Ticket:
    return _shown(request, reference, action).ticket


def _shown(request: HttpRequest, reference: str, action: str) -> Shown:
    """The ticket, for somebody whose role may take this step on it; whether its state allows it, the verb says."""
    shown = ticket_shown(request.user, reference.upper())
    if action not in shown.may:
        raise not_allowed(f"tickets.{action}")
    return shown


def _user(request: HttpRequest) -> Any:
    return request.user
