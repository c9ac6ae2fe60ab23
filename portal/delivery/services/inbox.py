"""What people do with their messages."""

import datetime as dt

from portal.delivery.queries import by_handle, inbox_of
from portal.people.models import User
from portal.records.models import OutboxRow


def message_read(*, by: User, handle: str, now: dt.datetime) -> OutboxRow:
    """Mark a message of one's own as read; reading it again changes nothing. Somebody else's is NotFound."""
    row = by_handle(inbox_of(by), handle)
    if row.read_at is None:
        OutboxRow.objects.filter(pk=row.pk, read_at=None).update(read_at=now)
        row.read_at = now
    return row


def messages_read_all(*, by: User, now: dt.datetime) -> int:
    """Mark all of one's own messages as read; how many were not."""
    read: int = inbox_of(by).filter(read_at=None).update(read_at=now)
    return read
