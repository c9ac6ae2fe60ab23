"""Writing what happened and what has to go out, inside the calling verb's transaction."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils.crypto import salted_hmac

from portal.records.messages import KINDS
from portal.records.models import Comment, Event, OutboxRow

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def event_write(
    *,
    subject: models.Model,
    verb: str,
    by: Any,
    at: dt.datetime,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event. `by` is None for the system. `data` holds ids and facts, never personal text."""
    return Event.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        verb=verb,
        actor=by,
        at=at,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        data=dict(data or {}),
    )


def notify(
    *,
    kind: str,
    key: str,
    recipients: "Iterable[AbstractBaseUser]",
    params: Mapping[str, Any],
    url: str,
    at: dt.datetime,
) -> None:
    """Tell people something: a row in the inbox and, if the kind says so, a mail.

    `key` names the occasion ("ticket:42:resolved:3"); the same key and recipient never go out twice.
    People who left are skipped. `url` is a path on the portal.
    """
    channels = [OutboxRow.Channel.INBOX] + ([OutboxRow.Channel.MAIL] if KINDS[kind].mail else [])
    rows = [
        _row(kind=kind, key=key, channel=channel, recipient=person, params=params, url=url, at=at)
        for person in {person.pk: person for person in recipients if person.is_active}.values()
        for channel in channels
    ]
    OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)


def _row(
    *,
    kind: str,
    key: str,
    channel: OutboxRow.Channel,
    recipient: "AbstractBaseUser",
    params: Mapping[str, Any],
    url: str,
    at: dt.datetime,
) -> OutboxRow:
    delivery_key = f"{key}:{channel}:{recipient.pk}"
    inbox = channel == OutboxRow.Channel.INBOX
    return OutboxRow(
        delivery_key=delivery_key,
        channel=channel,
        kind=kind,
        params=dict(params),
        url=url,
        recipient_id=recipient.pk,
        # The inbox needs no transport: the row itself is what people read.
        state=OutboxRow.State.SENT if inbox else OutboxRow.State.WAITING,
        sent_at=at if inbox else None,
        created_at=at,
        next_attempt_at=at,
        message_id=message_id(delivery_key),
    )


def message_id(delivery_key: str) -> str:
    """The Message-ID of a delivery key: the same on every attempt, so that a receiver can drop a repetition."""
    return f"<{salted_hmac('message-id', delivery_key).hexdigest()}@{settings.MAIL_DOMAIN}>"


def comment_write(*, subject: models.Model, by: Any, text: str, internal: bool, at: dt.datetime) -> Comment:
    """Add what somebody says. Whether they may is the calling verb's question."""
    with transaction.atomic():
        return Comment.objects.create(
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            author=by,
            text=text,
            internal=internal,
            at=at,
        )
