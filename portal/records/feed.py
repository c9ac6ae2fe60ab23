"""The feed of events: what happened to whatever somebody may see, in the order of commit, from a cursor on."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from portal.core.errors import Malformed
from portal.records.models import Event
from portal.records.queries import events_after
from portal.records.subjects import MODELS, visible_references

BEGINNING = (0, 0)
# One answer looks at this many batches at most: a person who sees little must not make the server read everything.
MAX_BATCHES = 5
BATCH = 500


@dataclass(frozen=True)
class Seen:
    """An event with its subject's public reference."""

    event: Event
    subject: str


@dataclass(frozen=True)
class FeedPage:
    """`after` continues behind what was looked at, shown or not; `more`: there is something behind it already."""

    rows: list[Seen]
    after: str
    more: bool


def feed_page(*, user: Any, after: str, size: int, rows: Any) -> FeedPage:
    """Up to `size` visible events of `rows` behind the cursor. A cursor that isn't ours is Malformed."""
    position = _decode(after)
    found: list[Seen] = []
    more = True
    for _batch in range(MAX_BATCHES):
        events = events_after(position, rows.filter(subject_type__in=MODELS), BATCH)
        for seen, event in _visible(user, events):
            if len(found) == size:
                return FeedPage(found, _encode(position), more=True)
            position = (event.tx, event.pk)
            if seen is not None:
                found.append(seen)
        more = len(events) == BATCH
        if not more:
            break
    return FeedPage(found, _encode(position), more)


def _visible(user: Any, events: list[Event]) -> list[tuple[Seen | None, Event]]:
    ids: dict[str, set[int]] = defaultdict(set)
    for event in events:
        ids[event.subject_type].add(event.subject_id)
    references = {kind: visible_references(kind, user, pks) for kind, pks in ids.items()}
    return [
        (Seen(event, subject) if (subject := references[event.subject_type].get(event.subject_id)) else None, event)
        for event in events
    ]


def _encode(position: tuple[int, int]) -> str:
    return Signer(salt="events").sign_object(list(position))


def _decode(cursor: str) -> tuple[int, int]:
    if not cursor:
        return BEGINNING
    try:
        tx, pk = Signer(salt="events").unsign_object(cursor)
    except (BadSignature, ValueError) as exc:
        text = _("This cursor isn't one that the events gave. Take it from `after` of an answer.")
        raise Malformed("bad_cursor", text, errors={"after": [text]}) from exc
    return int(tx), int(pk)
