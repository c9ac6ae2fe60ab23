"""Questions to colleagues: asking, the list, one question with its steps, and whether one takes questions."""

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
from feedback.tickets.choices import QuestionState
from feedback.tickets.filters import QuestionFilterSet
from feedback.tickets.forms.questions import AnswerForm, AskColleagueForm, DeclineForm, OpennessForm
from feedback.tickets.models import Article, Openness, Question, Ticket
from feedback.tickets.queries import ticket_shown
from feedback.tickets.queries.articles import similar_articles
from feedback.tickets.queries.questions import ANNOTATIONS, VALUES, QuestionRow, asked_of, question_row
from feedback.tickets.queries.similar import load_of, similar_tickets, suggestions_for
from feedback.tickets.rules.questions import PER_DAY
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import get_visible, not_allowed, require
from portal.records.pages import form_page, step_page

COLUMNS = [
    Column(pgettext_lazy("to a colleague", "Question"), "main"),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Asked by"), "owner"),
    Column(gettext_lazy("Who is asked"), "department"),
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
    ExportColumn("text", lambda row: row.text),
    ExportColumn("state", lambda row: str(QuestionState(row.state).label)),
    ExportColumn("asked_by", lambda row: row.asked_by.name),
    ExportColumn("asked_of", lambda row: ", ".join(row.asked_names)),
    ExportColumn("asked_at", lambda row: row.asked_at),
    ExportColumn("due_at", lambda row: row.due_at),
    ExportColumn("ended_at", lambda row: row.ended_at),
    ExportColumn("answered_by", lambda row: row.answered_by.name if row.answered_by else ""),
    ExportColumn("answer", lambda row: row.answer),
    ExportColumn("helpful", lambda row: row.helpful),
]


def question_list(request: HttpRequest) -> HttpResponseBase:
    page = ListPage(
        name="questions",
        title=gettext_lazy("Questions to colleagues"),
        rows=Question.objects.visible_to(request.user),
        values=VALUES,
        annotations=ANNOTATIONS,
        rows_template="tickets/_question_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=QuestionFilterSet,
        prepare=_rows,
        tabs=[
            Tab(gettext_lazy("To me"), "mine=to_me&sort=due"),
            Tab(gettext_lazy("Asked by me"), "mine=by_me"),
            Tab(gettext_lazy("All")),
        ],
        actions=[Action(gettext_lazy("When I take questions"), reverse("tickets:openness"), icon="adjustments")],
        empty=Empty(
            gettext_lazy("Nobody has asked a colleague yet. Questions are asked on a ticket; it stays with its owner."),
            gettext_lazy("Tickets"),
            reverse("tickets:list"),
            icon="help-circle",
        ),
        export_columns=EXPORT,
        default_query="all=1",
        count_cap=100,
        opens_filled=True,
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[QuestionRow]:
    return [question_row(values) for values in found]


def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Who solved tickets like this one stands on the form, and why they are suggested."""
    shown = ticket_shown(request.user, reference.upper())
    if "ask" not in shown.may:
        raise not_allowed("tickets.ask")
    ticket, now = shown.ticket, timezone.now()
    suggestions = suggestions_for(ticket, by=_user(request), now=now)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = services.ticket_ask(reference=ticket.reference, by=_user(request), now=timezone.now(), **data)
        return f"{ticket.get_absolute_url()}#questions", _("Asked: %(reference)s. The ticket stays where it is.") % {
            "reference": made.reference
        }

    return form_page(
        request,
        form=partial(AskColleagueForm, suggestions=suggestions),
        run=run,
        title=_("Ask a colleague"),
        intro=f"{ticket.reference} · {ticket.title}",
        submit=_("Ask"),
        cancel_url=ticket.get_absolute_url(),
        context={"draft_key": f"ask-{ticket.reference}"},
    )


def question_detail(request: HttpRequest, reference: str) -> HttpResponse:
    rows = Question.objects.visible_to(request.user).annotate(**ANNOTATIONS)
    question: Question = get_visible(Question, request.user, reference.upper())
    row = question_row(rows.filter(pk=question.pk).values(*VALUES).get())
    context = {
        "row": row,
        "steps": _steps(request, question),
        "sees_ticket": Ticket.objects.visible_to(request.user).filter(pk=question.ticket_id).exists(),
        "may_rate": _may_rate(request, question),
        "article": Article.objects.visible_to(request.user).filter(question=question).first(),
        "may_write": question.state == QuestionState.ANSWERED,
    }
    return render(request, "tickets/question.html", context)


def _steps(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    if question.state != QuestionState.ASKED:
        return []
    steps: list[dict[str, Any]] = []
    if Question.objects.filter(asked_of(request.user), pk=question.pk).exists():
        steps.append(_step("answer", question, _("Answer"), icon="message-circle", primary=True))
        steps.append(_step("decline", question, _("I can't answer it"), icon="x"))
    if question.asked_by_id == _user(request).pk:
        steps.append(_step("withdraw", question, _("Withdraw it"), icon="arrow-back-up", post=True))
    return steps


def _step(name: str, question: Question, label: Text, **look: Any) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"tickets:question-{name}", args=[question.reference])} | look


def _may_rate(request: HttpRequest, question: Question) -> bool:
    unrated = question.state == QuestionState.ANSWERED and question.helpful is None
    return unrated and question.asked_by_id == _user(request).pk


def answer(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Thank you. Your answer stands on the ticket, and whoever asked is told.")
    return _by_form(request, reference, "answer", services.question_answer, AnswerForm, _("Answer"), said)


def decline(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Declined. Whoever asked is told.")
    label = _("I can't answer it")
    return _by_form(request, reference, "decline", services.question_decline, DeclineForm, label, said)


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    return _at_once(request, reference, services.question_withdraw, _("Withdrawn."))


def rate(request: HttpRequest, reference: str) -> HttpResponse:
    helpful = request.POST.get("helpful") == "yes"
    verb = partial(services.question_rate, helpful=helpful)
    return _at_once(request, reference, verb, _("Thank you, noted."))


def _at_once(request: HttpRequest, reference: str, verb: Any, said: Text) -> HttpResponse:
    question: Question = get_visible(Question, request.user, reference.upper())

    def run() -> Text:
        verb(reference=question.reference, by=_user(request), now=timezone.now())
        return said

    return step_page(request, run=run, back=question.get_absolute_url())


def _by_form(
    request: HttpRequest, reference: str, action: str, verb: Any, form: Any, label: Text, said: Text
) -> HttpResponse:
    question: Question = get_visible(Question, request.user, reference.upper())
    require(request.user, f"questions.{action}", question)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        verb(reference=question.reference, by=_user(request), now=timezone.now(), **data)
        return question.get_absolute_url(), said

    return form_page(
        request,
        form=form,
        run=run,
        title=label,
        intro=question.text,
        submit=label,
        cancel_url=question.get_absolute_url(),
        context={"draft_key": f"{action}-{question.reference}"},
    )


def openness(request: HttpRequest) -> HttpResponse:
    """Does one take questions, and how many a day; what is used of today stands above."""

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.openness_set(by=_user(request), now=timezone.now(), **data)
        return reverse("tickets:questions"), _("Saved.")

    row = Openness.objects.filter(person=_user(request)).first()
    load = load_of([_user(request)], now=timezone.now())[_user(request).pk]
    return form_page(
        request,
        form=OpennessForm,
        run=run,
        title=_("When I take questions"),
        intro=_("Asked today: %(asked)s of %(most)s.") % {"asked": load.asked, "most": load.per_day},
        submit=_("Save"),
        cancel_url=reverse("tickets:questions"),
        initial={"open": row.open if row else True, "per_day": row.per_day if row else PER_DAY},
    )


def similar(request: HttpRequest, reference: str) -> HttpResponse:
    """Articles and solved tickets like this one: a page of its own, and the fragment of the ticket's page."""
    ticket = ticket_shown(request.user, reference.upper()).ticket
    fragment = bool(request.headers.get("HX-Request"))
    limit = 3 if fragment else 10
    found = similar_tickets(request.user, ticket.title, ticket.text, limit=limit, exclude=ticket.pk)
    context = {"ticket": ticket, "similar": found, "articles": similar_articles(ticket.title, ticket.text)}
    response = render(request, "tickets/_found.html" if fragment else "tickets/similar.html", context)
    response["Vary"] = "HX-Request"
    return response


def _user(request: HttpRequest) -> Any:
    return request.user
