"""What happens to evaluations by themselves: reviewers are reminded, deciders hear that the due day has passed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from initiatives.choices.evaluations import CardState
from initiatives.models import Evaluation, Scorecard
from initiatives.rules.evaluations import after_due
from initiatives.services.evaluating import tell_deciders
from portal.people.models import User
from portal.records.services import notify

BATCH = 500


def evaluations_tell(*, now: datetime) -> int:
    """A sweep, safe with several workers: `tell_on` moves in the transaction that tells. Gives how many were told of.

    A reviewer gets one reminder for all that is due on one day, not one for each idea of a call.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        # Waits for another worker in place of passing over its rows: a reviewer's cards stay together.
        rows = Evaluation.objects.filter(tell_on__lte=today).select_related("idea", "asked_by").order_by("pk")
        found = list(rows.select_for_update(of=("self",))[:BATCH])
        passed = [row for row in found if today > row.due_on]
        due = [row for row in found if today <= row.due_on]
        for row in passed:
            row.tell_on = None
            tell_deciders(row, now=now)
        for row in due:
            row.tell_on = after_due(row.due_on)
        Evaluation.objects.bulk_update(found, ["tell_on"])
        _remind(due, today, now)
    return len(found)


def _remind(rows: Iterable[Evaluation], today: date, now: datetime) -> None:
    cards = Scorecard.objects.filter(evaluation__in=rows, state=CardState.WAITING).select_related("evaluation")
    waiting: Counter[tuple[int, date]] = Counter()
    one: dict[tuple[int, date], str] = {}
    for card in cards.order_by("pk"):
        mine = (card.reviewer_id, card.evaluation.due_on)
        waiting[mine] += 1
        one[mine] = card.evaluation.reference
    people = User.objects.in_bulk([person for person, _day in waiting])
    for (person, due_on), count in waiting.items():
        single = reverse("initiatives:evaluation-card", args=[one[person, due_on]])
        notify(
            kind="evaluation-due",
            key=f"evaluations:{due_on.isoformat()}:due:{today.isoformat()}",
            recipients=[people[person]],
            params={"due_on": due_on.isoformat(), "count": count},
            url=single if count == 1 else reverse("initiatives:evaluations"),
            at=now,
        )
