"""States of a mail, and why it did not go out, in words."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text
from portal.core.states import Look
from portal.records.models import OutboxRow

LOOKS: dict[str, Look] = {
    OutboxRow.State.WAITING: Look(OutboxRow.State.WAITING.label, "clock", "grey"),
    OutboxRow.State.SENDING: Look(OutboxRow.State.SENDING.label, "progress", "blue"),
    OutboxRow.State.SENT: Look(OutboxRow.State.SENT.label, "circle-check", "green"),
    OutboxRow.State.STUCK: Look(OutboxRow.State.STUCK.label, "alert-triangle", "red"),
    OutboxRow.State.GIVEN_UP: Look(OutboxRow.State.GIVEN_UP.label, "circle-x", "grey"),
}
ANSWERS: dict[str, Text] = {
    "recipient": _("The mail server refused the recipient (%(status)s)"),
    "content": _("The mail server refused the text (%(status)s)"),
    "sender": _("The mail server refused the sender (%(status)s)"),
    "login": _("The mail server refused the login (%(status)s)"),
    "greeting": _("The mail server refused the connection (%(status)s)"),
    "timeout": _("The mail server did not answer in time"),
    "dropped": _("The mail server closed the line"),
    "unreachable": _("The mail server could not be reached"),
    "address": _("The address can't be used"),
    "words": _("The portal could not write this message"),
    "died": _("Every attempt ended with the process"),
    "left": _("The recipient has left"),
    "hidden": _("The recipient may not see any more what it was about"),
}


def answer_text(refusal: str) -> str:
    """`recipient 550` as a sentence; a code that nobody knows any more as itself."""
    code, _space, status = refusal.partition(" ")
    return str(ANSWERS[code]) % {"status": status} if code in ANSWERS else refusal
