"""Why a mail is not worked on: written by a machine, come back, or a mail of our own."""

import re
from collections.abc import Collection

from feedback.tickets.rules.mail.message import Head

AUTO_REPLY, BOUNCE, BULK, LOOP = "auto_reply", "bounce", "bulk", "loop"
NO_SENDER, UNPROVED = "no_sender", "unproved"
_MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
_REPLIES = ("x-autoreply", "x-autorespond", "x-autorespond-to", "x-auto-reply-from")
_LISTS = ("list-id", "list-unsubscribe", "list-post")
_BULK = ("bulk", "junk", "list")


def reason_of(head: Head, *, own: Collection[str], domain: str, authority: str = "") -> str:
    """A reason code, empty for a mail that a person wrote.

    `own`: the addresses that the portal writes from and receives at. `domain`: the right side of its Message-IDs.
    `authority`: the mail server whose word on DMARC is asked for, if any.
    """
    if _is_bounce(head):
        return BOUNCE
    # By the form of our own Message-IDs: the company's other mail may carry the same domain.
    ours = re.fullmatch(rf"<[0-9a-f]{{40}}@{re.escape(domain)}>", head.message_id, re.IGNORECASE)
    if ours or set(head.senders) & set(own):
        return LOOP
    if _is_reply(head):
        return AUTO_REPLY
    if any(name in head.headers for name in _LISTS) or _value(head, "precedence") in _BULK:
        return BULK
    if not head.sender:
        return NO_SENDER
    if head.sender.partition("@")[0] in _MACHINES:
        return AUTO_REPLY
    if authority and not proved(head, authority):
        return UNPROVED
    return ""


def _is_bounce(head: Head) -> bool:
    if any(value.strip() == "<>" for value in head.headers.get("return-path", [])):
        return True
    kind = _value(head, "content-type")
    return kind.startswith("multipart/report") or any(
        sender.partition("@")[0] == "mailer-daemon" for sender in head.senders
    )


def _is_reply(head: Head) -> bool:
    submitted = _value(head, "auto-submitted").partition(";")[0].strip()
    suppressed = _value(head, "x-auto-response-suppress")
    return (
        submitted not in ("", "no")
        or suppressed not in ("", "none")
        or any(name in head.headers for name in _REPLIES)
        or _value(head, "precedence") == "auto_reply"
    )


def proved(head: Head, authority: str) -> bool:
    """Whether the first result that our own mail server wrote says that the sender's domain stands behind the mail.

    Only the first: others may have been in the mail when it came.
    """
    results = head.headers.get("authentication-results", [])
    if not results:
        return False
    server, _semicolon, rest = results[0].partition(";")
    return server.split()[:1] == [authority] and "dmarc=pass" in rest.lower().replace(" ", "")


def _value(head: Head, name: str) -> str:
    return " ".join(head.headers.get(name, [""])[0].lower().split())
