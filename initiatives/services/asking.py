"""The author is asked, and answers: the only thing that lets the answer promise wait."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.models import Idea, IdeaQuestion
from initiatives.queries.answering import holders_of
from initiatives.queries.authors import authors_told, shown_actor
from initiatives.services.ideas import ANSWER, check_open, tell
from initiatives.services.promises import CLOCK, clock_rest, clock_set, hold_again
from portal.core.errors import Malformed, Refused
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def idea_ask(*, reference: str, question: str, by: User, now: datetime) -> Idea:
    """Ask the author what the answer hangs on; until they answer, the promise waits.

    Refuses an empty question (Malformed), whoever may not answer the idea, an answered one, a second question
    while the first is open (`asked_already`), and an idea whose author nobody knows (`no_author`).
    """
    _check("question", question)
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.decide", idea)
        check_open(idea, _("It is answered. Write a comment instead."))
        if idea.asked_at:
            raise Refused("asked_already", _("The author has been asked and hasn't answered yet."))
        if not authors_told(idea):
            raise Refused(
                "no_author", _("Nobody knows the author. Write to them by their receipt code; the promise goes on.")
            )
        row = IdeaQuestion.objects.create(idea=idea, question=question, asked_by=by, asked_at=now)
        clock_rest(idea, now=now)
        idea.save(update_fields=[*CLOCK])
        event_write(subject=idea, verb="idea.asked", by=by, at=now, reason=question)
        key = f"idea:{idea.pk}:question:{row.pk}"
        tell(idea, "idea-asked", key, authors_told(idea), now, route="initiatives:idea-reply")
    return idea


def idea_reply(*, reference: str, answer: str, by: User, now: datetime) -> Idea:
    """The author's answer: the promise goes on. Refuses others, and an idea without an open question (`not_asked`)."""
    _check("answer", answer)
    with transaction.atomic():
        idea: Idea = get_visible(Idea, by, reference, lock=True)
        require(by, "ideas.reply", idea)
        row = IdeaQuestion.objects.select_related("asked_by").filter(idea=idea, ended_at=None).first()
        if row is None:
            raise Refused("not_asked", _("No question waits for you here. Write a comment instead."))
        row.answer, row.ended_at = answer, now
        row.save(update_fields=["answer", "ended_at"])
        idea.asked_at = None
        clock_set(idea)
        hold_again(idea, now=now)
        idea.save(update_fields=[*CLOCK])
        event_write(subject=idea, verb="idea.replied", by=shown_actor(idea, by), at=now, reason=answer)
        hidden = shown_actor(idea, by) is None  # a head who isn't told would be known as the author
        told = [person for person in {row.asked_by, *holders_of(idea)} if hidden or person.pk != by.pk]
        tell(idea, "idea-replied", f"idea:{idea.pk}:reply:{row.pk}", told, now, route=ANSWER)
    return idea


def _check(field: str, text: str) -> None:
    if not text.strip():
        sentence = _("Write something first.")
        raise Malformed("empty_text", sentence, errors={field: [sentence]})
