"""Mails that came in, as lists, pages and REST show them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from feedback.tickets.choices import INBOUND_LOOKS, InboundReason, InboundState, Route
from feedback.tickets.models import InboundMail, Ticket
from feedback.tickets.rules.mail.message import body_of
from portal.records.files import content_of
from portal.records.models import StoredFile

VALUES = (
    "id", "reference", "route", "size", "sender", "recipients", "subject", "received_at", "state", "reason", "fault",
    "ticket__reference", "left_out", "attempts", "worked_at", "version",
)  # fmt: skip
ADDRESS_VALUES = (
    "id", "reference", "address", "active", "version",
    "service__reference", "service__name_en", "service__name_zh",
)  # fmt: skip
# Longer ones are opened as a file, not on a page.
SHOWN_BYTES = 2_000_000
SHOWN_CHARACTERS = 20_000


def mail_row(values: dict[str, Any]) -> dict[str, Any]:
    """What it is about is shown until it is on a ticket: from then on, those may read it who may read the ticket."""
    done = values["state"] == InboundState.DONE
    return values | {
        "subject": "" if done else values["subject"],
        "look": INBOUND_LOOKS[values["state"]],
        "route_label": Route(values["route"]).label,
        "why": why(values["reason"], values["fault"]),
        "ticket": values["ticket__reference"],
    }


def why(reason: str, fault: str) -> str:
    if reason:
        return str(InboundReason(reason).label)
    return _("It could not be worked on: %(code)s") % {"code": fault} if fault else ""


def may_read_mail(user: Any, pk: int) -> bool:
    """Its text and its file: like the row, and once it is on a ticket, like the ticket."""
    mail = InboundMail.objects.visible_to(user).filter(pk=pk).first()
    if mail is None:
        return False
    return mail.ticket_id is None or bool(Ticket.objects.visible_to(user).filter(pk=mail.ticket_id).exists())


def file_of(mail: InboundMail) -> StoredFile:
    found: StoredFile = StoredFile.objects.about(mail).earliest("pk")
    return found


def text_of(mail: InboundMail, kept: StoredFile) -> str:
    """All that it says, quotes included; nothing of one that is too large for a page or can't be read."""
    if mail.size > min(SHOWN_BYTES, settings.INBOUND_LIMIT_BYTES):
        return ""
    try:
        return body_of(content_of(kept)).text[:SHOWN_CHARACTERS]
    except Exception:  # noqa: BLE001  (the file is there to be opened, whatever is in it)
        return ""
