"""What administrators do with mails that don't get through."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Refused
from portal.delivery.queries import by_handle, outbox_for
from portal.people.access import require
from portal.people.models import User
from portal.records.models import OutboxRow
from portal.records.services import event_write

State = OutboxRow.State


def mail_resend(*, by: User, handle: str, now: dt.datetime) -> OutboxRow:
    """Try a stuck or given-up mail again from the beginning, with its own Message-ID. Refuses any other (not_stuck)."""
    with transaction.atomic():
        row = _mail(by, handle)
        if row.state not in (State.STUCK, State.GIVEN_UP):
            raise _not_stuck(row)
        _move(row, State.WAITING, verb="mail.resent", by=by, now=now, attempts=0, next_attempt_at=now)
    return row


def mails_resend_all(*, by: User, now: dt.datetime) -> int:
    """Try every stuck mail again, after an outage; how many."""
    with transaction.atomic():
        require(by, "delivery.resend")
        rows = outbox_for(by).filter(state=State.STUCK).select_for_update(of=("self",), skip_locked=True)
        stuck = list(rows.order_by("id"))
        for row in stuck:
            _move(row, State.WAITING, verb="mail.resent", by=by, now=now, attempts=0, next_attempt_at=now)
    return len(stuck)


def mail_give_up(*, by: User, handle: str, now: dt.datetime) -> OutboxRow:
    """Stop trying. Refuses what is on its way, sent or given up already (not_stuck)."""
    with transaction.atomic():
        row = _mail(by, handle)
        if row.state not in (State.STUCK, State.WAITING):
            raise _not_stuck(row)
        _move(row, State.GIVEN_UP, verb="mail.given_up", by=by, now=now)
    return row


def _mail(by: User, handle: str) -> OutboxRow:
    row = by_handle(outbox_for(by), handle, lock=True)
    require(by, "delivery.resend", row)
    return row


def _move(row: OutboxRow, state: str, *, verb: str, by: User, now: dt.datetime, **fields: object) -> None:
    before = row.state
    OutboxRow.objects.filter(pk=row.pk).update(state=state, **fields)
    row.state = state
    event_write(subject=row, verb=verb, by=by, at=now, from_state=before, to_state=state)


def _not_stuck(row: OutboxRow) -> Refused:
    sentence = _("This mail isn't stuck; it is: %(state)s. There is nothing to do.")
    return Refused("not_stuck", sentence % {"state": row.get_state_display()}, {"state": row.state})
