"""Verbs of somebody whose idea is there already: join it instead of submitting it again."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from initiatives.choices import IdeaState, Verdict
from initiatives.models import Idea, LikenessLabel
from initiatives.models.ideas import TITLE_MAX
from initiatives.services.standing import root_for
from initiatives.services.votes import vote_insert, votes_write
from portal.core.errors import Refused
from portal.people.access import require
from portal.people.models import User
from portal.records.services import event_write


def idea_join(*, reference: str, by: User, now: datetime, title: str = "") -> Idea:
    """Raise an idea too: one's vote while it is open, counted as demand, told what becomes of it.

    `title` is what was typed when this idea was shown; it is kept as one word on likeness. Joining again changes
    nothing. Refuses one's own idea.
    """
    with transaction.atomic():
        idea = root_for(reference, by)
        require(by, "ideas.vote", idea)
        if idea.author_id == by.pk:
            raise Refused("own_idea", _("It is your own idea. It is there already."))
        if idea.state == IdeaState.OPEN and vote_insert(idea, by, now):
            votes_write(idea, idea.vote_count + 1)
        if _raise(idea, by, now):
            event_write(subject=idea, verb="idea.raised", by=by, at=now)
            if title.strip():
                LikenessLabel.objects.create(
                    shown=idea, title=title.strip()[:TITLE_MAX], verdict=Verdict.SAME, by=by, at=now
                )
    return idea


def _raise(idea: Idea, by: User, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO initiatives_idearaise (idea_id, user_id, department_id, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (idea_id, user_id) DO NOTHING",
            [idea.pk, by.pk, by.department_id, now],
        )
        return bool(cursor.rowcount)
