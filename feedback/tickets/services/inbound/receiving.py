"""Storing a mail. Whatever it is, it is kept before anything is done with it."""

import datetime as dt

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from feedback.tickets.models import InboundMail
from feedback.tickets.rules.inbound import EVENTS
from feedback.tickets.rules.mail.charsets import clean
from feedback.tickets.rules.mail.message import addresses, digest_of, head_of
from portal.records.files import keep
from portal.records.services import event_write


def mail_receive(*, raw: bytes, route: str, now: dt.datetime, recipient: str = "") -> tuple[InboundMail, bool]:
    """Keep a raw mail; whether it was new. When this returns, it is committed: only then may the sender forget it.

    The same mail again, by whatever way, is the row that is there. `recipient`: the address of the envelope.
    """
    digest = digest_of(raw)
    if known := InboundMail.objects.filter(digest=digest).first():
        return known, False
    written: list[str] = []
    try:
        with transaction.atomic():
            return _store(raw, digest, route, recipient, now, written), True
    except IntegrityError:
        # The same mail came by another way at the same moment: theirs is the row. Anything else: let it speak.
        known = InboundMail.objects.filter(digest=digest).first()
        if known is None:
            raise
        return known, False
    finally:
        _forget(written)


def _store(raw: bytes, digest: str, route: str, recipient: str, now: dt.datetime, written: list[str]) -> InboundMail:
    head = head_of(raw)
    # Inserted before the file is written: of two at once, the second one stops here.
    mail = InboundMail.objects.create(
        digest=digest,
        route=route,
        size=len(raw),
        sender=clean(head.sender),
        recipients=[clean(each) for each in (*addresses([recipient]), *head.recipients)][:50],
        subject=head.subject,
        message_id=head.message_id,
        links=list(head.links),
        received_at=now,
        next_attempt_at=now,
    )
    kept = keep(subject=mail, name=f"{mail.reference}.eml", content_type="message/rfc822", content=raw)
    written.append(kept.key)
    event_write(subject=mail, verb=EVENTS["receive"], by=None, at=now, to_state=mail.state, data={"route": route})
    written.clear()
    return mail


def _forget(written: list[str]) -> None:
    """A file whose row did not come about."""
    for key in written:
        default_storage.delete(key)
