"""What happens to calls for ideas by themselves: they open, and those asked hear of it; they finish, and authors do."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from initiatives.models import Challenge
from initiatives.queries.authors import authors_of_call
from initiatives.queries.challenges import asked_users, counts_of, unanswered
from initiatives.services.challenges import challenge_open
from portal.people.models import User
from portal.records.services import event_write, notify

# People told in one transaction, calls finished in one round.
TOLD, BATCH = 500, 20


def challenges_open(*, now: datetime, most: int = TOLD) -> int:
    """One batch of the sweep: open what begins today and tell the next `most` colleagues; gives how many were told.

    `told_up_to` moves in the transaction that writes the messages, so that a crash tells nobody twice and forgets
    nobody; the messages have one key for each person as well.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        rows = Challenge.objects.in_state("open", today).filter(told_at=None).order_by("opens_on", "id")
        row = rows.select_for_update(of=("self",), skip_locked=True).first()
        if row is None:
            return 0
        if row.opened_at is None:
            challenge_open(row, now=now)
        asked = list(row.asked.values_list("pk", flat=True))
        people = list(asked_users(asked).filter(pk__gt=row.told_up_to).order_by("pk")[:most])
        _tell_asked(row, people, now)
        row.told_up_to = people[-1].pk if people else row.told_up_to
        row.told_at = now if len(people) < most else None
        row.save(update_fields=["told_up_to", "told_at"])
    return len(people)


def _tell_asked(row: Challenge, people: list[User], now: datetime) -> None:
    facts = {"reference": row.reference, "question": row.question, "until": row.closes_on.isoformat()}
    key = f"challenge:{row.pk}:opened"
    notify(kind="challenge-opened", key=key, recipients=people, params=facts, url=row.get_absolute_url(), at=now)


def challenges_finish(*, now: datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: what is over and has every idea answered is closed; whoever submitted learns how it went.

    Authors whom nobody knows read it with their receipt code. Gives how many were closed.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        over = Challenge.objects.in_state("answering", today).exclude(unanswered())
        rows = list(over.order_by("closes_on", "id").select_for_update(of=("self",), skip_locked=True)[:limit])
        for row in rows:
            _finish(row, now)
    return len(rows)


def _finish(row: Challenge, now: datetime) -> None:
    row.finished_at = now
    row.save(update_fields=["finished_at"])
    counts = counts_of(row)
    facts = {"ideas": counts.ideas, "accepted": counts.accepted}
    event_write(subject=row, verb="challenge.finished", by=None, at=now, data=facts)
    words = {"reference": row.reference, "question": row.question, **facts}
    people = {person.pk: person for person in [*authors_of_call(row), row.sponsor]}
    notify(
        kind="challenge-finished",
        key=f"challenge:{row.pk}:finished",
        recipients=people.values(),
        params=words,
        url=row.get_absolute_url(),
        at=now,
    )
