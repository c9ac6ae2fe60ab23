"""Questions to colleagues, knowledge articles and one-button resolutions, on the tickets of the desk."""

import datetime as dt
from decimal import Decimal

from feedback.insights.demo import questions as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.choices import State
from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.services.articles import article_approve, article_use, article_write
from feedback.tickets.services.catalogue import service_edit
from feedback.tickets.services.one_button import button_create, ticket_settle
from feedback.tickets.services.questions import question_answer, question_rate, ticket_ask
from portal.people.models import User


def load_questions(stage: Stage, services: dict[str, CatalogueService]) -> None:
    """Everything that waits for somebody waits as of now; what is over happened in the last hours."""
    _buttons(stage, services)
    _articles(stage, services)
    for row in words.QUESTIONS:
        _question(stage, services, *row)


def _question(
    stage: Stage,
    services: dict[str, CatalogueService],
    key: str,
    asker: str,
    of: str,
    text: str,
    answer: str,
    helpful: bool | None,
) -> None:
    by, to = stage.fresh(asker), stage.fresh(of)
    open_ones = (
        Ticket.objects.visible_to(by).exclude(state=State.RESOLVED).filter(departments__contains=[by.department_id])
    )
    ticket = open_ones.order_by("-opened_at").filter(service=services[key]).first() or open_ones.first()
    if ticket is None:
        return
    asked = max(ticket.opened_at, stage.now - dt.timedelta(minutes=50))
    question = ticket_ask(reference=ticket.reference, text=text, people=[to.reference], by=by, now=asked)
    if not answer:
        return
    question_answer(reference=question.reference, text=answer, by=to, now=stage.now - dt.timedelta(minutes=20))
    if helpful is None:
        return
    question_rate(reference=question.reference, helpful=helpful, by=by, now=stage.now - dt.timedelta(minutes=10))
    article = article_write(
        title=text, text=answer, department=services[key].department.reference, service=services[key].reference,
        question=question.reference, language="zh" if "？" in text else "en", by=by, now=stage.now,
    )  # fmt: skip
    if key == "invoice":
        until = stage.now.date() + dt.timedelta(days=180)
        head = _head(stage, services[key])
        article_approve(reference=article.reference, valid_until=until, by=head, now=stage.now)


def _articles(stage: Stage, services: dict[str, CatalogueService]) -> None:
    written = stage.days_ago(30)
    for key, language, title, text, author, days in words.ARTICLES:
        service = services[key]
        by = stage.fresh(author)
        article = article_write(
            title=title, text=text, department=service.department.reference, service=service.reference,
            language=language, by=by, now=written,
        )  # fmt: skip
        if not days:
            continue
        until = stage.now.date() + dt.timedelta(days=days)
        article_approve(
            reference=article.reference, valid_until=until, by=_head(stage, service), now=written + dt.timedelta(days=1)
        )
        solved = Ticket.objects.filter(service=service, state=State.RESOLVED, department=service.department)
        for ticket in solved.order_by("-resolved_at")[:3]:
            if ticket.resolved_at:
                article_use(reference=article.reference, ticket=ticket.reference, by=by, now=ticket.resolved_at)


def _buttons(stage: Stage, services: dict[str, CatalogueService]) -> None:
    """Prepared by the serving departments; pressed on what still lies in their queues for a while."""
    for key, english, chinese, text, limit, currency in words.BUTTONS:
        service = services[key]
        head = _head(stage, service)
        service_edit(reference=service.reference, front_solves=True, by=head, now=stage.days_ago(60))
        button = button_create(
            service=service.reference, name_en=english, name_zh=chinese, text=text, by=head, now=stage.days_ago(60),
            limit=Decimal(limit) if limit else None, currency=currency,
        )  # fmt: skip
        waiting = Ticket.objects.filter(service=service, state=State.NEW, jumped_at=None).select_related("requester")
        for ticket in waiting.order_by("opened_at")[:1]:
            requester = stage.fresh(ticket.requester.email.partition("@")[0])
            if requester.role_assignments.filter(role="front_agent").exists():
                amount = Decimal(120) if limit else None
                ticket_settle(
                    reference=ticket.reference, button=button.reference, by=requester, now=stage.now, amount=amount
                )


def _head(stage: Stage, service: CatalogueService) -> User:
    head = service.department.head
    return stage.fresh(head.email.partition("@")[0]) if head else stage.admin
