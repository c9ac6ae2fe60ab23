"""Votes: one each, counted as they come, never recounted while somebody waits."""

from datetime import datetime

import structlog
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.models import Idea, Vote
from initiatives.services.ideas import check_open
from initiatives.services.standing import root_for
from portal.core.errors import Refused
from portal.people.access import require
from portal.people.models import User
from portal.records.services import event_write

log = structlog.get_logger(__name__)


def idea_vote(*, reference: str, by: User, now: datetime) -> Idea:
    """Give one's vote; giving it again changes nothing. Refuses one's own idea and an answered one."""
    with transaction.atomic():
        idea = _votable(reference, by)
        if vote_insert(idea, by, now):
            votes_write(idea, idea.vote_count + 1)
    return idea


def idea_unvote(*, reference: str, by: User, now: datetime) -> Idea:
    """Take one's vote back; without one nothing changes. Refuses one's own idea and an answered one."""
    with transaction.atomic():
        idea = _votable(reference, by)
        # Also what they gave to ideas that were merged into this one, or a merge would bring it back.
        mine = Vote.objects.filter(Q(idea=idea) | Q(idea__canonical=idea), user=by)
        had = mine.filter(idea=idea).exists()
        deleted, _rows = mine.delete()
        if had:
            votes_write(idea, idea.vote_count - 1)
        for merged in Idea.objects.filter(canonical=idea) if deleted > had else ():
            votes_write(merged, Vote.objects.filter(idea=merged).count())
    return idea


def _votable(reference: str, by: User) -> Idea:
    idea = root_for(reference, by)
    require(by, "ideas.vote", idea)
    if idea.author_id == by.pk:
        raise Refused("own_idea", _("It is your own idea. Votes are for those of colleagues."))
    check_open(idea, _("It is answered, so votes no longer count. Say what you think in a comment."))
    return idea


def vote_insert(idea: Idea, by: User, now: datetime) -> bool:
    """Whether the vote is new: the unique pair decides, not a look beforehand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO initiatives_vote (idea_id, user_id, at) VALUES (%s, %s, %s)"
            " ON CONFLICT (idea_id, user_id) DO NOTHING",
            [idea.pk, by.pk, now],
        )
        return bool(cursor.rowcount)


def votes_write(idea: Idea, votes: int) -> None:
    """Write counter and rank together, under the row's lock."""
    idea.vote_count, idea.rank = votes, rules.rank(votes, idea.created_at)
    idea.save(update_fields=["vote_count", "rank"])


def votes_reconcile(*, now: datetime) -> list[str]:
    """Compare every counter with its votes and put right what differs; gives the references that differed.

    Nothing should ever differ: each case is logged and leaves an event with both numbers.
    """
    counted = Idea.objects.annotate(real=Count("votes")).exclude(vote_count=F("real"))
    return [reference for pk in counted.values_list("pk", flat=True) if (reference := _reconcile(pk, now))]


def _reconcile(pk: int, now: datetime) -> str | None:
    with transaction.atomic():
        idea = Idea.objects.select_for_update().get(pk=pk)
        kept, real = idea.vote_count, Vote.objects.filter(idea=idea).count()
        if kept == real:  # somebody voted between the two looks
            return None
        votes_write(idea, real)
        event_write(subject=idea, verb="idea.votes_reconciled", by=None, at=now, data={"kept": kept, "real": real})
    log.warning("vote_drift", idea=idea.reference, kept=kept, real=real)
    return idea.reference
