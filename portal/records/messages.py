"""Kinds of messages, with their words. Each app registers its own in its `messages.py`.

A row keeps kind and parameters, so the same message can be read in either language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.errors import Text


@dataclass(frozen=True)
class MessageKind:
    """`subject` and `body` are lazy translations with named placeholders, for example `%(reference)s`.

    `mail` says whether it also goes out by mail, besides the inbox; `urgent`, whether that mail goes at any hour
    instead of waiting for its receiver's working hours; `label` names the kind where many are listed.
    `at_sending`: asked with receiver and parameters when the mail goes, which may be long after it was written: the
    parameters as the receiver may see them by then, or None where nothing is left to tell.
    `discreet`: whoever looks after mails isn't told who gets it, because that would tell who wrote something.
    """

    code: str
    subject: Text
    body: Text
    mail: bool = True
    urgent: bool = False
    label: Text = ""
    discreet: bool = False
    at_sending: Callable[[Any, Mapping[str, Any]], Mapping[str, Any] | None] | None = None


KINDS: dict[str, MessageKind] = {}


def register(*kinds: MessageKind) -> None:
    for kind in kinds:
        if KINDS.setdefault(kind.code, kind) != kind:
            raise ValueError(f"Message kind {kind.code} is registered twice")


def label_of(kind: str) -> str:
    """In the reader's language; a kind that is gone, and has rows left, stands for itself."""
    return str(KINDS[kind].label) or kind if kind in KINDS else kind


def is_discreet(kind: str) -> bool:
    return kind in KINDS and KINDS[kind].discreet


class _Params(dict[str, Any]):
    """A parameter that an old row lacks shows as a dash, never as a fault."""

    def __missing__(self, key: str) -> str:
        return "—"


def render(kind: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """Subject (one line) and body in the active language. Texts of people are inserted, never interpreted."""
    words = KINDS[kind]
    filled = _Params(params)
    subject = " ".join((str(words.subject) % filled).split())
    return subject, str(words.body) % filled
