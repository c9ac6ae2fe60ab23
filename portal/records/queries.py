"""Reading what every area wrote: one timeline out of events and comments."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import F, Model

from portal.core.errors import Text
from portal.records.models import Comment, Event, StoredFile


@dataclass(frozen=True)
class TimelineItem:
    """One line (event) or card (comment) of the timeline, oldest first."""

    kind: str  # "event" | "comment"
    at: dt.datetime
    actor: Any  # the User, or None for the system
    text: Text
    reason: str = ""
    internal: bool = False
    files: list[StoredFile] = field(default_factory=list)
    # Of a comment: the row that it stands on, and its reference where that is another one than the page is about.
    subject_id: int = 0
    origin: str = ""
    # Of a comment: what can be made of it, {"url", "label"}.
    step: dict[str, Any] | None = None
    verb: str = ""
    unnamed: Text = ""
    data: dict[str, Any] = field(default_factory=dict)


def timeline(
    subject: Model,
    *,
    words: dict[str, Text],
    internal: bool,
    files: list[StoredFile],
    also: Sequence[int] = (),
    limit: int = 200,
    unnamed: Text = "",
) -> list[TimelineItem]:
    """Events and comments of a subject: the newest `limit` of each, in two queries.

    `words` says what each verb is called ("handed the ticket over to %(department)s"); `internal` whether the
    reader may see internal comments; `files` is what `files_of` gave; `also` rows of the same kind whose comments
    are told here as well; `unnamed` stands in the place of whoever wrote a comment without a name.
    """
    # Read newest first, told oldest first; what happened at one instant keeps the order of its ids.
    items = event_items(_events(subject, limit), words)
    with_comment: dict[int | None, list[StoredFile]] = {}
    for file in files:
        with_comment.setdefault(file.comment_id, []).append(file)
    comments = reversed(_comments(subject, internal, also, limit))
    items += [_comment_item(comment, with_comment.get(comment.pk, []), unnamed) for comment in comments]
    return sorted(items, key=lambda item: item.at)


def history(subject: Model, *, words: dict[str, Text], limit: int = 200) -> list[TimelineItem]:
    """The newest `limit` events alone, oldest first, for what nobody comments on: one query."""
    return event_items(_events(subject, limit), words)


def _events(subject: Model, limit: int) -> list[Event]:
    rows = Event.objects.about(subject).select_related("actor").order_by("-at", "-id")
    return list(rows[:limit])


def _comments(subject: Model, internal: bool, also: Sequence[int], limit: int) -> list[Comment]:
    rows = Comment.objects.about(subject, *also).select_related("author").order_by("-at", "-id")
    return list((rows if internal else rows.filter(internal=False))[:limit])


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def event_items(newest_first: list[Event], words: dict[str, Text]) -> list[TimelineItem]:
    """Events that were read with a page, oldest first; what has no words is left out."""
    return [_event_item(event, words) for event in reversed(newest_first) if event.verb in words]


def _event_item(event: Event, words: dict[str, Text]) -> TimelineItem:
    text = str(words[event.verb]) % _Facts(event.data)
    return TimelineItem("event", event.at, event.actor, text, reason=event.reason, verb=event.verb, data=event.data)


def _comment_item(comment: Comment, files: list[StoredFile], unnamed: Text) -> TimelineItem:
    return TimelineItem(
        "comment",
        comment.at,
        comment.author,
        comment.text,
        internal=comment.internal,
        files=files,
        subject_id=comment.subject_id,
        data={"comment": comment.pk},
        unnamed=unnamed,
    )


def files_of(subject: Model, *, internal: bool, also: Sequence[int] = ()) -> list[StoredFile]:
    """Every file of a subject, and of `also` rows of its kind, those of comments included: one query."""
    rows = StoredFile.objects.about(subject, *also).order_by("id")
    return list(rows if internal else rows.filter(internal=False))


def attached(files: list[StoredFile]) -> list[StoredFile]:
    """Those of the subject itself; the others stand with their comments."""
    return [file for file in files if file.comment_id is None]


def events_after(cursor: tuple[int, int], rows: Any, limit: int) -> list[Event]:
    """Events after a cursor of (transaction, id), never skipping one that commits late.

    Only transactions older than every one still running are given out, so a cursor can't overtake a writer.
    """
    finished = rows.extra(where=["records_event.tx < %s"], params=[_oldest_running()])
    beyond = finished.extra(where=["(records_event.tx, records_event.id) > (%s, %s)"], params=list(cursor))
    return list(beyond.order_by(F("tx"), F("id"))[:limit])


def _oldest_running() -> int:
    """The oldest transaction of this database that may still commit; everything before it is visible from now on.

    A snapshot's own xmin would also wait for transactions of other databases on the server. Asked in a statement of
    its own, before the events are read: what ends in between is then seen by the later snapshot. Other sessions are
    seen only under the same role, so every process of the portal signs in to the database as one.
    """
    with connection.cursor() as sql:
        sql.execute(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint,"
            " array(SELECT backend_xid::text::bigint FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_xid IS NOT NULL)"
        )
        newest, running = sql.fetchone()
    # Sessions show the lower 32 bits only; what began after the snapshot lies ahead of `newest` and is no matter.
    ages = [(newest - xid) % 2**32 for xid in running]
    return int(newest - max((age for age in ages if age < 2**31), default=0))
