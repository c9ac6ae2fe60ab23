"""Questions to colleagues: asked, answered, declined, withdrawn, found overdue. The ticket's owner never changes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import QuestionState
from feedback.tickets.models import Asked, Openness, Question, Ticket
from feedback.tickets.queries.similar import load_of
from feedback.tickets.rules import questions as rules
from feedback.tickets.services.common import require_open, required_text, ticket_for
from portal.calendars.queries import calendars_of
from portal.calendars.rules import due_at
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.models import Event
from portal.records.services import comment_write, event_write, notify

BATCH = 100


def ticket_ask(
    *,
    reference: str,
    text: str,
    people: Sequence[str],
    by: User,
    now: dt.datetime,
    minutes: int = rules.MINUTES,
) -> Question:
    """Ask one colleague, or up to three at once, by their references; the first answer ends the question.

    `minutes` are working minutes of each of them. Refuses a resolved ticket, somebody who is not open to questions
    (`not_open`) or has no room left today (`day_is_full`), oneself, nobody and more than three (Malformed).
    """
    with transaction.atomic():
        ticket = ticket_for("ask", reference=reference, by=by)
        require_open(ticket)
        said = required_text("text", text)
        _check_minutes(minutes)
        found = _people(people, by)
        days = _book(found, now=now)
        calendars = calendars_of({each.department for each in found})
        ends = [due_at(calendars[each.department_id].rules(), now, minutes) for each in found]
        question = Question.objects.create(ticket=ticket, text=said, asked_by=by, asked_at=now, due_at=max(ends))
        Asked.objects.bulk_create(Asked(question=question, person=each, day=days[each.pk]) for each in found)
        comment_write(subject=ticket, by=by, text=said, internal=True, at=now)
        event = _write(question, "ask", by=by, now=now, people=[each.reference for each in found])
        _tell(question, "question.asked", found, event=event, by=by, now=now)
    return question


def question_answer(*, reference: str, text: str, by: User, now: dt.datetime, version: int | None = None) -> Question:
    """The answer goes back into the ticket as an internal note; asker and owner are told. The owner stays the owner.

    Refuses a question that has ended (`wrong_state`), and whoever was not asked.
    """
    with transaction.atomic():
        question = _question_for("answer", reference, by, version)
        _own_row(question, by)
        said = required_text("text", text)
        _step(question, "answer", now=now)
        question.answer, question.answered_by = said, by
        comment_write(subject=question.ticket, by=by, text=said, internal=True, at=now)
        event = _save(question, "answer", by=by, now=now)
        _tell(question, "question.answered", _askers(question), event=event, by=by, now=now)
    return question


def question_decline(
    *, reference: str, reason: str, by: User, now: dt.datetime, version: int | None = None
) -> Question:
    """Not me, and why. The question ends when everybody has declined; the asker is told each time."""
    with transaction.atomic():
        question = _question_for("decline", reference, by, version)
        rules.TRANSITIONS.target("decline", question.state, label=str(QuestionState(question.state).label))
        row = _own_row(question, by)
        row.declined_at, row.reason = now, required_text("reason", reason)[:500]
        row.save(update_fields=["declined_at", "reason"])
        if not question.asked.filter(declined_at=None).exists():
            _step(question, "decline", now=now)
        event = _save(question, "decline", by=by, now=now)
        _tell(question, "question.declined", [question.asked_by], event=event, by=by, now=now)
    return question


def question_withdraw(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Question:
    """No longer needed. The place in the day of those who were asked stays used: they were interrupted."""
    with transaction.atomic():
        question = _question_for("withdraw", reference, by, version)
        _withdraw(question, by=by, now=now)
    return question


def question_rate(*, reference: str, helpful: bool, by: User, now: dt.datetime, version: int | None = None) -> Question:
    """Did the answer help? By the asker, once; whoever answered is told of a yes."""
    with transaction.atomic():
        question = _question_for("rate", reference, by, version)
        if question.state != QuestionState.ANSWERED or question.helpful is not None:
            raise Refused("not_ratable", _("An answer is rated once, by whoever asked."), {"state": question.state})
        question.helpful = helpful
        event = _save(question, "rate", by=by, now=now, helpful=helpful)
        if helpful:
            _tell(question, "question.helped", [question.answered_by], event=event, by=by, now=now)
    return question


def openness_set(
    *,
    by: User,
    now: dt.datetime,
    open: bool,  # noqa: A002
    per_day: int,
    version: int | None = None,
) -> Openness:
    """Whether `by` takes questions, and how many a day; what was asked already stays asked."""
    if not 1 <= per_day <= rules.MOST_PER_DAY:
        text = _("From %(least)s to %(most)s.") % {"least": 1, "most": rules.MOST_PER_DAY}
        raise Malformed("malformed", text, errors={"per_day": [text]})
    require(by, "questions.openness")
    with transaction.atomic():
        row = _openness(by)
        check_version(row, version)
        row.open, row.per_day = open, per_day
        row.version += 1
        row.save()
        event_write(subject=row, verb="openness.set", by=by, at=now, data={"open": open, "per_day": per_day})
    return row


def questions_resolved(ticket: Ticket, *, by: User | None, now: dt.datetime) -> None:
    """Its ticket is resolved or merged, so nobody needs to answer any more."""
    rows = Question.objects.filter(ticket=ticket, state=QuestionState.ASKED).select_related("ticket", "asked_by")
    for question in rows.select_for_update(of=("self",)):
        _withdraw(question, by=by, now=now)


def expire_questions(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: questions that nobody answered in time. Several workers may run it at once."""
    with transaction.atomic():
        rows = Question.objects.filter(state=QuestionState.ASKED, due_at__lt=now).order_by("due_at", "id")
        rows = rows.select_related("ticket", "asked_by")
        found = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for question in found:
            _step(question, "expire", now=question.due_at)
            event = _save(question, "expire", by=None, now=now)
            _tell(question, "question.expired", [question.asked_by], event=event, by=None, now=now)
    return len(found)


def _withdraw(question: Question, *, by: User | None, now: dt.datetime) -> None:
    _step(question, "withdraw", now=now)
    event = _save(question, "withdraw", by=by, now=now)
    people = [row.person for row in question.asked.filter(declined_at=None).select_related("person")]
    _tell(question, "question.withdrawn", people, event=event, by=by, now=now)


def _people(references: Sequence[str], by: User) -> list[User]:
    """In the order of their ids, so that two who ask the same people lock them in one order."""
    wanted = {reference.upper() for reference in references}
    problem = ""
    if not 1 <= len(wanted) <= rules.MOST_PEOPLE:
        problem = _("Ask one to %(most)s colleagues.") % {"most": rules.MOST_PEOPLE}
    found = list(
        User.objects.active().filter(reference__in=wanted).select_related("department").order_by("pk")
        if not problem
        else []
    )
    if not problem and len(found) != len(wanted):
        problem = _("There is no such colleague, or they have left.")
    if not problem and by.pk in {each.pk for each in found}:
        problem = _("You can't ask yourself.")
    if problem:
        raise Malformed("unknown_person", problem, errors={"people": [problem]})
    return found


def _book(people: list[User], *, now: dt.datetime) -> dict[int, dt.date]:
    """A place in the day of each, counted under the lock of their row: of two for the last one, one gets it."""
    for each in people:
        _openness(each)
    load = load_of(people, now=now)
    for each in people:
        name = {"person": each.display_name}
        if not load[each.pk].open:
            raise _refusal("not_open", _("%(person)s takes no questions at present. Ask somebody else.") % name, each)
        if not load[each.pk].has_room:
            text = _("%(person)s has been asked as often as they take a day. Ask somebody else, or tomorrow.") % name
            raise _refusal("day_is_full", text, each)
    return {each.pk: load[each.pk].day for each in people}


def _refusal(code: str, text: str, person: User) -> Refused:
    return Refused(code, text, {"person": person.reference}, field="people")


def _openness(person: User) -> Openness:
    Openness.objects.get_or_create(person=person)
    return Openness.objects.select_for_update().get(person=person)


def _check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= rules.MOST_MINUTES:
        text = _("From 1 to %(max)s working minutes.") % {"max": rules.MOST_MINUTES}
        raise Malformed("malformed", text, errors={"minutes": [text]})


def _question_for(action: str, reference: str, by: User, version: int | None) -> Question:
    """Under its row lock, for somebody who may do `action`. Refuses NotFound, NotAllowed and Stale."""
    question: Question = get_visible(Question, by, reference, lock=True)
    require(by, f"questions.{action}", question)
    check_version(question, version)
    return question


def _own_row(question: Question, by: User) -> Asked:
    row = question.asked.select_for_update().filter(person=by, declined_at=None).first()
    if row is None:
        raise NotAllowed("not_asked", _("Only who was asked and has not declined can do that."))
    return row


def _step(question: Question, action: str, *, now: dt.datetime) -> None:
    label = str(QuestionState(question.state).label)
    question.state = rules.TRANSITIONS.target(action, question.state, label=label)
    question.ended_at = now


def _save(question: Question, action: str, *, by: User | None, now: dt.datetime, **data: Any) -> Event:
    question.version += 1
    question.save()
    return _write(question, action, by=by, now=now, **data)


def _write(question: Question, action: str, *, by: User | None, now: dt.datetime, **data: Any) -> Event:
    """On the ticket, whose timeline tells the whole story."""
    facts = {"question": question.reference, **data}
    return event_write(subject=question.ticket, verb=rules.EVENTS[action], by=by, at=now, data=facts)


def _askers(question: Question) -> list[User | None]:
    return [question.asked_by, question.ticket.owner]


def _tell(
    question: Question, kind: str, people: Iterable[User | None], *, event: Event, by: User | None, now: dt.datetime
) -> None:
    """Says the question and not the ticket's title: who is asked may not see the ticket."""
    others = [each for each in people if each is not None and (by is None or each.pk != by.pk)]
    title = question.text if len(question.text) <= 120 else f"{question.text[:119]}…"
    params = {"reference": question.reference, "title": title, "actor": by.full_name if by else ""}
    notify(
        kind=kind,
        key=f"{kind}:{question.pk}:event:{event.pk}",
        recipients=others,
        params=params,
        url=question.get_absolute_url(),
        at=now,
    )
