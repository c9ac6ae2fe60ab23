"""States of a mail that came in, and when it is tried again. Plain values in, plain values out."""

import re
from datetime import timedelta

WAITING, DONE, IGNORED, STUCK = "waiting", "done", "ignored", "stuck"
EVENTS = {
    "receive": "inbound.received",
    "work": "inbound.worked",
    "retry": "inbound.retried",
    "take_over": "inbound.taken_over",
}
UNKNOWN_SENDER, UNKNOWN_ADDRESS, NOT_VISIBLE = "unknown_sender", "unknown_address", "not_visible"
TOO_LARGE, TOO_MANY, REPEATED = "too_large", "too_many", "repeated"
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=1)
MAX_TITLE = 200
_REFERENCE = re.compile(r"(?<![0-9A-Z-])T-[0-9A-HJKMNP-TV-Z]{8}(?![0-9A-Z])", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:(?:re|fw|fwd|aw|wg|sv|antw|回复|答复|转发|回覆|轉寄|返信)\s*(?:\[\d+\])?\s*[：:]\s*)+", re.IGNORECASE
)


def wait_after(attempts: int) -> timedelta:
    """1, 2, 4, 8 minutes after the first, second, third, fourth attempt."""
    return FIRST_WAIT * 2 ** (max(attempts, 1) - 1)


def references_in(text: str) -> list[str]:
    """References of tickets in a subject or an address of the portal, in capitals, each once."""
    return list(dict.fromkeys(found.upper() for found in _REFERENCE.findall(text)))


def title_of(subject: str, text: str) -> str:
    """The subject without "Re:", else the first line; a dash when there is neither."""
    title = _PREFIX.sub("", subject).strip()
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return (title or first or "—")[:MAX_TITLE]


def without_tag(address: str) -> str:
    """`service+abc@x` is `service@x`."""
    name, _at, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
