"""Verbs of reviewers: keep a draft, send it, decline; what happens to the cards of somebody who leaves."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.choices.evaluations import CardState, Criterion
from initiatives.models import Evaluation, Scorecard
from initiatives.models.evaluations import COMMENT_MAX
from initiatives.rules.evaluations import HIGHEST, LOWEST
from initiatives.services.decisions import check_reason
from initiatives.services.evaluating import check_runs, settle
from portal.core.errors import Malformed, Refused
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write

Scores = Mapping[str, int | None]


def scorecard_save(*, reference: str, scores: Scores, comment: str, by: User, now: datetime) -> Scorecard:
    """Keep what is filled in; nobody else reads it. Refuses other scores than 1 to 5 (Malformed), others than those
    asked, an evaluation that is over, and a card that was sent or declined (`answered_already`)."""
    with transaction.atomic():
        card = _open_card(reference, by)
        _fill(card, scores, comment)
        card.save(update_fields=[*Criterion.values, "comment"])
    return card


def scorecard_send(*, reference: str, scores: Scores, comment: str, by: User, now: datetime) -> Scorecard:
    """Send it; from then on it stays, and its reviewer reads what others sent. The last answer ends the evaluation.

    Refuses what `scorecard_save` refuses, and one with a criterion left out (Malformed).
    """
    with transaction.atomic():
        card = _open_card(reference, by)
        _fill(card, scores, comment)
        missing = [name for name in Criterion.values if getattr(card, name) is None]
        if missing:
            text = _("Score all four before you send it.")
            raise Malformed("score_missing", text, errors={name: [_("Choose 1 to 5.")] for name in missing})
        card.state, card.answered_at = CardState.SENT, now
        card.save()
        event_write(subject=card.evaluation, verb="evaluation.sent", by=by, at=now)
        settle(card.evaluation, now=now)
    return card


def scorecard_decline(*, reference: str, reason: str, by: User, now: datetime) -> Scorecard:
    """Say that one won't score it. Those who decide read the reason. Refuses as `scorecard_save`, and without one."""
    check_reason(reason, _("Say why: whoever asked you reads it."))
    with transaction.atomic():
        card = _open_card(reference, by)
        # What was tried out isn't a score.
        _fill(card, dict.fromkeys(Criterion.values), "")
        card.state, card.reason, card.answered_at = CardState.DECLINED, reason, now
        card.save()
        event_write(subject=card.evaluation, verb="evaluation.declined", by=by, at=now)
        settle(card.evaluation, now=now)
    return card


def _open_card(reference: str, by: User) -> Scorecard:
    """Their card under the evaluation's lock, so that of two last answers one sees the other."""
    row: Evaluation = get_visible(Evaluation, by, reference, lock=True)
    require(by, "evaluations.score", row)
    card = Scorecard.objects.get(evaluation=row, reviewer=by)
    card.evaluation = row
    if card.state != CardState.WAITING:
        raise Refused("answered_already", _("You have answered already, and it stays as it is."), {"state": card.state})
    check_runs(row)
    return card


def _fill(card: Scorecard, scores: Scores, comment: str) -> None:
    wrong = {
        name: [_("Choose 1 to 5.")]
        for name in Criterion.values
        if scores.get(name) is not None and not LOWEST <= (scores[name] or 0) <= HIGHEST
    }
    if len(comment) > COMMENT_MAX:
        wrong["comment"] = [_("At most %(max)s characters.") % {"max": COMMENT_MAX}]
    if wrong:
        raise Malformed("malformed", _("Score from 1 to 5."), errors=wrong)
    for name in Criterion.values:
        setattr(card, name, scores.get(name))
    card.comment = comment


def scorecards_leave(leaver: User, successor: User | None, by: User, now: datetime) -> int:
    """A judgement isn't handed over: cards that wait are taken away, and nobody waits for them any more."""
    moved = 0
    with transaction.atomic():
        rows = Evaluation.objects.filter(ended_at=None, cards__reviewer=leaver, cards__state=CardState.WAITING)
        for pk in sorted(rows.values_list("pk", flat=True)):
            row = Evaluation.objects.select_for_update(of=("self",)).get(pk=pk)
            taken, _rows = row.cards.filter(reviewer=leaver, state=CardState.WAITING).delete()
            if taken and row.ended_at is None:
                event_write(subject=row, verb="evaluation.left", by=by, at=now)
                settle(row, now=now)
                moved += 1
    return moved
