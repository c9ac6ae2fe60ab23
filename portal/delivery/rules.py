"""When a mail is tried again, and what a mail server's answer means. Pure."""

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import timedelta

LEASE = timedelta(minutes=5)
"""How long a relay may take over one mail; after that another one takes it. Many times MAIL_CONVERSATION_SECONDS."""
MAX_ATTEMPTS = 12
"""About a day of trying: an outage over night heals by itself."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
ROUND = timedelta(seconds=60)
"""One round of the relay begins no mail after this, so that a slow server never holds a worker for long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a mail did not go out. `code` is stable and without personal data: servers repeat addresses in their texts.

    `final`: trying again changes nothing. `status`: the SMTP code, 0 without one. `down`: no line could be opened.
    """

    code: str
    status: int = 0
    final: bool = False
    down: bool = False

    def __str__(self) -> str:
        return f"{self.code} {self.status}" if self.status else self.code


WORDS = Answer("words", final=True)
ADDRESS = Answer("address", final=True)
DIED = Answer("died", final=True)
LEFT = Answer("left", final=True)
HIDDEN = Answer("hidden", final=True)
UNREACHABLE = Answer("unreachable")
TIMEOUT = Answer("timeout")
DROPPED = Answer("dropped")


def answer_of(exc: Exception) -> Answer:
    """What an exception of the mail backend says. 5xx for this recipient or text is final, anything else is not:
    a refused sender, login or greeting is a setting that somebody corrects."""
    if isinstance(exc, smtplib.SMTPRecipientsRefused):
        status = next((code for code, _text in exc.recipients.values()), 0)
        return Answer("recipient", status, final=status >= 500)
    if isinstance(exc, smtplib.SMTPDataError):
        return Answer("content", exc.smtp_code, final=exc.smtp_code >= 500)
    if isinstance(exc, smtplib.SMTPSenderRefused):
        return Answer("sender", exc.smtp_code)
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        return Answer("login", exc.smtp_code)
    if isinstance(exc, smtplib.SMTPResponseException):
        return Answer("greeting", exc.smtp_code)
    if isinstance(exc, (ValueError, smtplib.SMTPNotSupportedError)):
        return ADDRESS
    return _broken_line(exc)


def _broken_line(exc: Exception) -> Answer:
    if isinstance(exc, TimeoutError) or "timed out" in str(exc):
        return TIMEOUT
    return DROPPED if isinstance(exc, smtplib.SMTPServerDisconnected) else UNREACHABLE


def wait_after(attempts: int, key: str) -> timedelta:
    """30 s, doubled with each attempt, six hours at most, moved by up to a fifth so that an outage's mails don't
    come back in one wave. The same key and attempt always wait alike."""
    plain = min(FIRST_WAIT * 2 ** min(max(attempts, 1) - 1, 20), LONGEST_WAIT)
    digest = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    return plain * (0.8 + 0.4 * digest[0] / 255)
