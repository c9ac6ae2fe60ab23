"""The mail with a link to choose a password: through the outbox like every mail, and wiped as soon as it is out."""

import datetime as dt

from portal.people.models import User
from portal.records.models import OutboxRow
from portal.records.services import message_id

KIND = "account.password_reset"
LIFETIME = dt.timedelta(hours=1)


def reset_mail_write(*, user: User, link: str, key: str, now: dt.datetime) -> None:
    """A row for the mail alone: the inbox is behind the sign-in. `key` names the occasion."""
    delivery_key = f"account:reset:{user.pk}:{key}"
    OutboxRow.objects.bulk_create(
        [
            OutboxRow(
                delivery_key=delivery_key,
                channel=OutboxRow.Channel.MAIL,
                kind=KIND,
                params={"link": link},
                recipient=user,
                state=OutboxRow.State.WAITING,
                created_at=now,
                next_attempt_at=now,
                message_id=message_id(delivery_key),
            )
        ],
        ignore_conflicts=True,
    )


def reset_links_forget(*, now: dt.datetime) -> int:
    """Wipe links that were sent, and withdraw mails that couldn't be sent within the hour a link lives."""
    rows = OutboxRow.objects.filter(kind=KIND)
    wiped = rows.filter(state=OutboxRow.State.SENT, params__has_key="link").update(params={})
    late = rows.filter(created_at__lt=now - LIFETIME).exclude(state=OutboxRow.State.SENDING)
    return wiped + late.delete()[0]
