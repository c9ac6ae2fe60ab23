"""From an outbox row to a mail, in the recipient's language."""

import zoneinfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.people.models import User
from portal.records.messages import KINDS, render
from portal.records.models import OutboxRow


def mail_of(row: OutboxRow, person: User) -> EmailMultiAlternatives | None:
    """Plain text and simple HTML, with the row's own Message-ID. Raises KeyError for a kind that nobody registered.

    None: nothing of it may be told to this person any more.
    """
    language = person.language or settings.LANGUAGE_CODE
    zone = zoneinfo.ZoneInfo(person.timezone or settings.TIME_ZONE)
    with translation.override(language), timezone.override(zone):
        ask = KINDS[row.kind].at_sending
        params = ask(person, row.params) if ask else row.params
        if params is None:
            return None
        subject, body = render(row.kind, params)
        words = {"subject": subject, "body": body, "url": link_of(row), "language": translation.get_language()}
        mail = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("delivery/mail.txt", words),
            to=[person.email],
            # The same on every attempt, so that a receiver can drop a repetition.
            headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("delivery/mail.html", words), "text/html")
    return mail


def link_of(row: OutboxRow) -> str:
    """From our own setting, never from a request's Host header."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{row.url}" if row.url else ""
