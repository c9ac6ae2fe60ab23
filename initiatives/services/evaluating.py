"""Verbs of those who decide an idea: ask colleagues to score it, ask for a whole call, close it early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import Anonymity, IdeaState
from initiatives.choices.evaluations import CardState
from initiatives.models import Challenge, Evaluation, Idea, Scorecard
from initiatives.queries.answering import holders_of, working_week
from initiatives.queries.authors import together
from initiatives.rules import evaluations as rules
from initiatives.services.ideas import check_open
from initiatives.services.standing import root_for
from portal.core.errors import Malformed, Refused
from portal.people.access import get_visible, require, those_who_may
from portal.people.models import User
from portal.records.services import event_write, notify


@dataclass(frozen=True)
class Request:
    """Whom is asked until when."""

    reviewers: Sequence[User]
    due_on: date


@dataclass(frozen=True)
class AskedForCall:
    """`passed_over`: open ideas of the call that are evaluated already, or that only others may decide."""

    asked: list[Evaluation]
    passed_over: int


def evaluation_ask(*, idea: str, request: Request, by: User, now: datetime) -> Evaluation:
    """Ask colleagues to score an idea; whoever may decide it may ask, each reviewer is told.

    Refuses none or more than MOST_REVIEWERS, a day that is over (Malformed), who left, an author with a name
    (`author`), an answered idea and one with an open evaluation (`evaluated_already`). An author whom not everybody may
    know is refused like nobody else: a refusal would tell who they are, so they simply score it too.
    """
    today = timezone.localdate(now)
    _check(request, today)
    with transaction.atomic():
        row = root_for(idea, by)
        require(by, "ideas.decide", row)
        check_open(row, _("It is answered, so there is nothing to evaluate any more."))
        named = _named_among(row, request.reviewers)
        if named:
            text = _("%(name)s wrote this idea. Ask somebody else.") % {"name": named.display_name}
            raise Refused("author", text, {"person": named.reference}, field="reviewers")
        if Evaluation.objects.filter(idea=row, ended_at=None).exists():
            raise evaluated_already()
        made = _make(row, request, by=by, now=now)
        facts = {"idea": row.reference, "title": row.title, "due_on": request.due_on.isoformat()}
        url = reverse("initiatives:evaluation-card", args=[made.reference])
        key = f"evaluation:{made.pk}:asked"
        notify(kind="evaluation-asked", key=key, recipients=request.reviewers, params=facts, url=url, at=now)
    return made


def evaluations_ask(*, challenge: str, request: Request, by: User, now: datetime) -> AskedForCall:
    """Ask the same colleagues to score every open idea of a call that `by` may decide; one message to each reviewer.

    An idea that one of them wrote with their name is scored by the others. Refuses what `evaluation_ask` refuses, more
    than MOST_IDEAS (`too_many_ideas`) and none that is left (`nothing_to_evaluate`).
    """
    today = timezone.localdate(now)
    _check(request, today)
    with transaction.atomic():
        call: Challenge = get_visible(Challenge, by, challenge)
        require(by, "ideas.decide")
        ideas = _open_ideas(call, by)
        made = []
        for row in ideas:
            named = _named_authors(row)
            asked = Request([person for person in request.reviewers if person.pk not in named], request.due_on)
            if asked.reviewers:
                made.append(_make(row, asked, by=by, now=now))
        if not made:
            text = _("No idea of this call is left for you: none is open, all are being evaluated, or others decide.")
            raise Refused("nothing_to_evaluate", text)
        _tell_of_call(call, made, request, now)
        waiting = Idea.objects.filter(challenge=call, state=IdeaState.OPEN, canonical=None).count()
    return AskedForCall(made, waiting - len(made))


def _open_ideas(call: Challenge, by: User) -> list[Idea]:
    rows = Idea.objects.visible_to(by).to_decide(by).filter(challenge=call)
    running = Evaluation.objects.filter(ended_at=None).values("idea")
    found = list(rows.exclude(pk__in=running).order_by("pk").select_for_update(of=("self",))[: rules.MOST_IDEAS + 1])
    if len(found) > rules.MOST_IDEAS:
        text = _("This call has more than %(most)s open ideas. Answer the clear ones first, or ask idea by idea.")
        raise Refused("too_many_ideas", text % {"most": rules.MOST_IDEAS})
    return found


def _tell_of_call(call: Challenge, made: list[Evaluation], request: Request, now: datetime) -> None:
    """By the number of each one's own cards: who wrote one of the ideas has one less."""
    cards = Scorecard.objects.filter(evaluation__in=made)
    for person in request.reviewers:
        count = cards.filter(reviewer=person).count()
        words = {"reference": call.reference, "question": call.question, "due_on": request.due_on.isoformat()}
        notify(
            kind="evaluation-asked-many",
            key=f"evaluation:{made[0].pk}:asked-many",
            recipients=[person] if count else [],
            params=words | {"count": count},
            url=reverse("initiatives:evaluations"),
            at=now,
        )


def evaluated_already() -> Refused:
    text = _("This idea is being evaluated already. Wait for those who were asked, or close that evaluation first.")
    return Refused("evaluated_already", text)


def _check(request: Request, today: date) -> None:
    people = {person.pk for person in request.reviewers}
    if not people:
        _malformed("reviewers", _("Name at least one colleague."))
    if len(people) > rules.MOST_REVIEWERS:
        _malformed("reviewers", _("At most %(most)s colleagues.") % {"most": rules.MOST_REVIEWERS})
    if len(people) != len(request.reviewers):
        _malformed("reviewers", _("Name each colleague once."))
    if request.due_on < today:
        _malformed("due_on", _("This day is over. Choose today or a later one."))
    left = next((person for person in request.reviewers if not person.is_active), None)
    if left:
        text = _("%(name)s has left. Name somebody who is here.") % {"name": left.display_name}
        raise Refused("left", text, {"person": left.reference}, field="reviewers")


def _malformed(name: str, text: str) -> None:
    raise Malformed("malformed", text, errors={name: [text]})


def _named_authors(idea: Idea) -> set[int]:
    """Authors whom everybody may know, of ideas that were merged into it as well."""
    rows = Idea.objects.filter(together(idea.pk), anonymity=Anonymity.NAMED)
    return set(rows.values_list("author_id", flat=True))


def _named_among(idea: Idea, people: Sequence[User]) -> User | None:
    authors = _named_authors(idea)
    return next((person for person in people if person.pk in authors), None)


def _make(idea: Idea, request: Request, *, by: User, now: datetime) -> Evaluation:
    """Under the idea's lock. The event names nobody who was asked: their part is for those who decide."""
    today = timezone.localdate(now)
    reminder = rules.reminder_on(working_week(idea.answering), due_on=request.due_on, asked_on=today)
    made = Evaluation.objects.create(
        idea=idea,
        asked_by=by,
        asked_at=now,
        due_on=request.due_on,
        tell_on=reminder or rules.after_due(request.due_on),
    )
    Scorecard.objects.bulk_create([Scorecard(evaluation=made, reviewer=person) for person in request.reviewers])
    event_write(subject=idea, verb="idea.evaluation_asked", by=by, at=now)
    event_write(subject=made, verb="evaluation.asked", by=by, at=now)
    return made


def evaluation_end(*, reference: str, by: User, now: datetime) -> Evaluation:
    """Close it before everybody has answered: what was sent counts, what wasn't can't be sent any more.

    Refuses others than those who decide the idea, and one that is over (`evaluation_over`).
    """
    with transaction.atomic():
        row: Evaluation = get_visible(Evaluation, by, reference, lock=True)
        require(by, "evaluations.decide", row)
        check_runs(row)
        end(row, now=now)
        event_write(subject=row, verb="evaluation.ended", by=by, at=now)
    return row


def check_runs(row: Evaluation) -> None:
    if row.ended_at is not None:
        raise Refused("evaluation_over", _("This evaluation is over. What was sent by then counts."))


def end(row: Evaluation, *, now: datetime) -> None:
    # Who waited for the lock may come with an earlier moment than the one that asked.
    row.ended_at, row.tell_on = max(now, row.asked_at), None
    row.save(update_fields=["ended_at", "tell_on"])


def settle(row: Evaluation, *, now: datetime) -> None:
    """After a card was sent, declined or taken away: over once nobody is waited for. Under the evaluation's lock."""
    states = set(row.cards.values_list("state", flat=True))
    if CardState.WAITING in states:
        return
    end(row, now=now)
    if not states:  # the only one who was asked has left: nobody has answered
        event_write(subject=row, verb="evaluation.ended", by=None, at=now)
        return
    event_write(subject=row, verb="evaluation.complete", by=None, at=now)
    tell_deciders(row, now=now)


def tell_deciders(row: Evaluation, *, now: datetime) -> None:
    """Once, by the delivery key: when all have answered, or when the due day has passed."""
    idea = row.idea
    states = list(row.cards.values_list("state", flat=True))
    facts = {"idea": idea.reference, "title": idea.title, "sent": states.count(CardState.SENT), "asked": len(states)}
    notify(
        kind="evaluation-ready",
        key=f"evaluation:{row.pk}:ready",
        recipients=those_who_may("evaluations.view", [row.asked_by, *holders_of(idea)], row),
        params=facts,
        url=reverse("initiatives:evaluation", args=[row.reference]),
        at=now,
    )


def end_with(idea: Idea, *, now: datetime) -> None:
    """The idea is answered or goes on in another one, so nobody is waited for; under the idea's lock."""
    Evaluation.objects.filter(idea=idea, ended_at=None).update(ended_at=Greatest(F("asked_at"), now), tell_on=None)
