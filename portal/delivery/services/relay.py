"""The relay: takes due mails one by one, sends them, writes down what came of it (docs/mechanisms/outbox.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from portal.delivery import rules
from portal.delivery.services.compose import mail_of
from portal.delivery.services.hours import Hours
from portal.delivery.services.smtp import Deadline, mail_connection
from portal.records.models import OutboxRow

log = structlog.get_logger(__name__)
Clock = Callable[[], dt.datetime]
State = OutboxRow.State


@dataclass
class Round:
    """What one round did."""

    sent: int = 0
    refused: int = 0
    held: int = 0  # put off to their receivers' working hours


class Line:
    """One connection to the mail server, used for mail after mail and opened anew after a fault."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._deadline = Deadline(settings.MAIL_CONVERSATION_SECONDS)

    def open(self) -> None:
        """Be ready for the next mail; its time begins now."""
        self._deadline.begin()
        if self._connection is None:
            fresh = mail_connection(self._deadline)
            fresh.open()
            self._connection = fresh

    def send(self, mail: Any) -> None:
        self._connection.send_messages([mail])

    def close(self) -> None:
        broken, self._connection = self._connection, None
        if broken is not None:
            with suppress(OSError):  # a dead server can't say goodbye
                broken.close()


def deliver_due(*, clock: Clock) -> Round:
    """Send what is due. Several at once are safe: each mail is claimed by one of them.

    No transaction is open while a mail server is talked to. A mail goes out twice only if the process dies between
    the server's acceptance and our commit; both copies then carry the same Message-ID.
    """
    done, line, hours, end = Round(), Line(), Hours(), clock() + rules.ROUND
    try:
        while clock() < end and (row := _claim(clock(), hours)) is not None:
            if row.held_until is not None:
                done.held += 1
                continue
            answer = _send(row, line)
            _settle(row, answer, clock())
            done.sent += answer is None
            done.refused += answer is not None
            if answer is not None:
                line.close()
                log.warning("mail_not_sent", row=row.pk, answer=str(answer), attempts=row.attempts)
            if answer is not None and answer.down:
                break  # the next one would meet the same: leave it its attempts
    finally:
        line.close()
    return done


def _claim(now: dt.datetime, hours: Hours) -> OutboxRow | None:
    """The next due mail, marked as being sent until the lease runs out; a lease that ran out is due again.

    One that has to wait for its receiver's working hours is put off instead (`held_until`): no attempt is counted.
    """
    due = OutboxRow.objects.filter(
        channel=OutboxRow.Channel.MAIL, state__in=[State.WAITING, State.SENDING], next_attempt_at__lte=now
    )
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("recipient__department")
        row: OutboxRow | None = rows.order_by("next_attempt_at", "id").first()
        if row is None:
            return None
        row.held_until = hours.opening_for(row, now)
        if row.held_until is not None:
            row.state, row.lease_until, row.next_attempt_at = State.WAITING, None, row.held_until
            row.save(update_fields=["state", "lease_until", "next_attempt_at", "held_until"])
            return row
        row.state, row.attempts = State.SENDING, row.attempts + 1
        row.lease_until = row.next_attempt_at = now + rules.LEASE
        row.save(update_fields=["state", "attempts", "lease_until", "next_attempt_at", "held_until"])
    return row


def _send(row: OutboxRow, line: Line) -> rules.Answer | None:
    """None when the server accepted it."""
    if row.attempts > rules.MAX_ATTEMPTS:
        return rules.DIED  # every attempt ended with the process
    person: Any = row.recipient
    if person is None or not person.is_active:
        return rules.LEFT
    try:
        mail = mail_of(row, person)
    except Exception as exc:  # noqa: BLE001  (whatever is wrong with one message, the others go out)
        log.error("mail_not_written", row=row.pk, kind=row.kind, fault=type(exc).__name__)
        return rules.WORDS
    if mail is None:
        return rules.HIDDEN
    try:
        line.open()
    except Exception as exc:  # noqa: BLE001  (backends raise what they like)
        return replace(rules.answer_of(exc), final=False, down=True)
    try:
        line.send(mail)
    except Exception as exc:  # noqa: BLE001  (as above)
        return rules.answer_of(exc)
    return None


def _settle(row: OutboxRow, answer: rules.Answer | None, now: dt.datetime) -> None:
    """Write the outcome, unless the lease ran out meanwhile and somebody else has the mail now."""
    mine = OutboxRow.objects.filter(pk=row.pk, state=State.SENDING, attempts=row.attempts, lease_until=row.lease_until)
    if answer is None:
        mine.update(state=State.SENT, sent_at=now, lease_until=None, last_refusal="")
    elif answer in (rules.LEFT, rules.HIDDEN):
        mine.update(state=State.GIVEN_UP, lease_until=None, last_refusal=str(answer))
    elif answer.final or row.attempts >= rules.MAX_ATTEMPTS:
        mine.update(state=State.STUCK, lease_until=None, last_refusal=str(answer))
    else:
        again = now + rules.wait_after(row.attempts, row.delivery_key)
        mine.update(state=State.WAITING, lease_until=None, last_refusal=str(answer), next_attempt_at=again)
