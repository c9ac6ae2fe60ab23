"""What `/pulse/` answers: what changed on the page that asks (docs/mechanisms/live.md).

An area registers the models whose pages are live (`register_live`) and the lists (`register_live_list`); nothing here
knows an area. A page says what it shows and what it has seen; the answer has only what is new since then.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, Model, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Text
from portal.core.filters import PortalFilterSet
from portal.core.keyset import Ordering, within
from portal.core.listpage import Tab, tab_labels
from portal.core.lookups import count_of
from portal.core.snapshots import SnapshotXmin
from portal.core.wording import listed
from portal.records.models import Comment, Event, OutboxRow
from portal.records.presence import Reader, open_now, presence_note, readers_array, readers_from

UNREAD_MOST = 100
# Of more changed rows than this a list is loaded anew.
ROWS_MOST = 100


@dataclass(frozen=True)
class LiveModel:
    """`internal(user)`: on which rows somebody belongs to the working side, which reads internal notes and sees who
    else is reading. `words`: what an event is called, as on the timeline."""

    model: type[Model]
    internal: Callable[[Any], Q]
    words: Mapping[str, Text] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return str(self.model._meta.label_lower)


@dataclass(frozen=True)
class LiveList:
    """A `ListPage` by its name: the same filters, orders and tabs, over `model.objects.visible_to(user)`."""

    name: str
    model: type[Model]
    filterset: type[PortalFilterSet]
    orderings: list[tuple[Ordering, Text]]
    tabs: Callable[[Any], list[Tab]]
    count_cap: int = 1000


MODELS: dict[str, LiveModel] = {}
LISTS: dict[str, LiveList] = {}


def register_live(live: LiveModel) -> None:
    MODELS[live.kind] = live


def register_live_list(live: LiveList) -> None:
    LISTS[live.name] = live


# -- what a page has seen
def live_marks(kind: str) -> dict[str, Any]:
    """Annotations of the query that reads a page's object: with them `live_mark` says what the page has seen.

    Events and comments are only ever added, so their number is a mark that no late commit slips past.
    """
    return {
        "live_events": count_of(Event.objects.filter(subject_type=kind, subject_id=OuterRef("pk"))),
        "live_said": count_of(Comment.objects.filter(subject_type=kind, subject_id=OuterRef("pk"), internal=False)),
        "live_inside": count_of(Comment.objects.filter(subject_type=kind, subject_id=OuterRef("pk"), internal=True)),
    }


def live_mark(row: Any, *, internal: bool) -> str:
    """The mark of an object that was read with `live_marks`; internal comments count for who may read them."""
    version, events, said, inside = (
        row[name] if isinstance(row, dict) else getattr(row, name)
        for name in ("version", "live_events", "live_said", "live_inside")
    )
    return f"{version}.{events}.{said}.{inside if internal else 0}"


def live_subject(obj: Model, *, internal: bool) -> dict[str, str]:
    """What `_live_subject.html` prints on the page of an object."""
    reference = obj.reference  # type: ignore[attr-defined]
    return {"subject": f"{obj._meta.label_lower}:{reference}", "seen": live_mark(obj, internal=internal)}


# -- the answer
@dataclass
class Pulse:
    """`news` goes to the scripts as it is; `readers` is None on pages of nothing that has readers."""

    unread: int = 0
    readers: list[Reader] | None = None
    news: dict[str, Any] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        readers = None if self.readers is None else [list(reader) for reader in self.readers]
        # Where a list goes on is no news.
        news = {name: value for name, value in self.news.items() if name != "since"}
        text = json.dumps([self.unread, readers, news], default=str)
        return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


def pulse_of(request: HttpRequest, *, now: dt.datetime) -> Pulse:
    """What is new for the page that asks: at most three queries of its own, the note of who reads included.

    `subject` (kind:reference), `seen`, `doing` of a page of an object; `list`, `query`, `since`, `until` of a list.
    """
    asked = {name: str(value) for name, value in request.GET.items()}
    if any("\x00" in value for value in asked.values()):
        raise _malformed()
    if asked.get("subject"):
        return _of_subject(request.user, asked, now=now)
    if asked.get("list"):
        return _of_list(request, asked, now=now)
    return Pulse(unread=len(_unread(request.user)[:UNREAD_MOST]))


def _malformed() -> Malformed:
    return Malformed("bad_pulse", _("A page asks for something that is not here. Load it again."))


def _unread(person: Any) -> Any:
    rows = OutboxRow.objects.filter(recipient=person, channel=OutboxRow.Channel.INBOX, read_at=None)
    return rows.order_by().values_list("pk", flat=True)


def _flag(q: Q) -> Case:
    return Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())


# -- a page of an object
def _of_subject(user: Any, asked: dict[str, str], *, now: dt.datetime) -> Pulse:
    kind, _colon, reference = asked["subject"].partition(":")
    live = MODELS.get(kind)
    if live is None:
        raise _malformed()
    row = _subject_row(live, user, reference, now=now)
    if row is None:
        return Pulse(len(_unread(user)[:UNREAD_MOST]), [], {"gone": True})
    if row["inside_view"]:
        presence_note(subject_type=kind, subject_id=row["pk"], by=user, now=now, doing=asked.get("doing", ""))
    mark = live_mark(row, internal=row["inside_view"])
    news: dict[str, Any] = {}
    if asked.get("seen", mark) != mark:
        news = {"seen": mark, "said": _said(live, user, row, asked["seen"])}
    readers = readers_from(row["readers"]) if row["inside_view"] else []
    return Pulse(len(row["unread"]), readers, news)


def _subject_row(live: LiveModel, user: Any, reference: str, *, now: dt.datetime) -> dict[str, Any] | None:
    rows = live.model._default_manager.visible_to(user).filter(reference=reference.upper())  # type: ignore[attr-defined]
    found: dict[str, Any] | None = rows.values(
        "pk",
        "version",
        **live_marks(live.kind),
        inside_view=_flag(live.internal(user)),
        readers=readers_array(live.kind, but=user, now=now),
        unread=ArraySubquery(_unread(user)[:UNREAD_MOST]),
    ).first()
    return found


def _said(live: LiveModel, user: Any, row: dict[str, Any], seen: str) -> str:
    """Who did what, for the notice; nothing about what the reader did themselves, in another tab."""
    _version, events, said, inside = ([*seen.split("."), "", "", "", ""])[:4]
    told = []
    if str(row["live_events"]) != events:
        told.append(_last_event(live, user, row["pk"]))
    elif str(row["live_said"]) != said or (row["inside_view"] and str(row["live_inside"]) != inside):
        told.append(_last_comment(live, user, row))
    return " · ".join(filter(None, told))


def _last_event(live: LiveModel, user: Any, pk: int) -> str:
    rows = Event.objects.filter(subject_type=live.kind, subject_id=pk).select_related("actor").order_by("-at", "-id")
    event = rows.first()
    if event is None or event.actor_id == user.pk:
        return ""
    words = str(live.words.get(event.verb, ""))
    if not words or "%(" in words:
        words = _("changed this")
    return f"{event.actor.display_name} {words}" if event.actor else words


def _last_comment(live: LiveModel, user: Any, row: dict[str, Any]) -> str:
    rows = Comment.objects.filter(subject_type=live.kind, subject_id=row["pk"])
    rows = rows if row["inside_view"] else rows.filter(internal=False)
    comment = rows.select_related("author").order_by("-at", "-id").first()
    if comment is None or comment.author_id == user.pk:
        return ""
    who = comment.author.display_name if comment.author else _("The portal")
    text = _("%(who)s wrote an internal note") if comment.internal else _("%(who)s wrote a note")
    return text % {"who": who}


# -- a list
def _of_list(request: HttpRequest, asked: dict[str, str], *, now: dt.datetime) -> Pulse:
    live = LISTS.get(asked["list"])
    if live is None:
        raise _malformed()
    user: Any = request.user
    found = _around_list(live, user, now=now)
    news: dict[str, Any] = {"reading": _reading(found["reading"] or [])}
    changed, since = _changed(live, request, asked)
    news |= {"since": since}
    if changed:
        news |= {
            "rows": [[row["reference"], row["belongs"]] for row in changed[:ROWS_MOST]],
            "many": len(changed) > ROWS_MOST,
            "tabs": tab_labels(live.tabs(user), live.count_cap),
        }
    return Pulse(len(found["unread"]), None, news)


def _around_list(live: LiveList, user: Any, *, now: dt.datetime) -> dict[str, Any]:
    """Unread messages, and who reads which rows, in one query."""
    kind = live.model._meta.label_lower
    columns: dict[str, Any] = {"unread": ArraySubquery(_unread(OuterRef("pk"))[:UNREAD_MOST])}
    if kind in MODELS:
        present = open_now(kind, now=now).exclude(person=user).values("subject_id")
        rows = live.model._default_manager.filter(MODELS[kind].internal(user), pk__in=present)
        readers = readers_array(kind, but=user, now=now)
        columns["reading"] = ArraySubquery(
            rows.order_by("pk").annotate(who=readers).values(row=JSONObject(id="reference", who="who"))[:ROWS_MOST]
        )
    found: dict[str, Any] = get_user_model().objects.filter(pk=user.pk).values(**columns).get()
    return {"reading": []} | found


def _reading(found: list[dict[str, Any]]) -> dict[str, str]:
    return {row["id"]: listed(reader.name for reader in readers_from(row["who"])) for row in found}


def _changed(live: LiveList, request: HttpRequest, asked: dict[str, str]) -> tuple[list[dict[str, Any]], str]:
    """Visible rows with an event since the list was read, whether each belongs to what it shows, and where to go on.

    `since` is the oldest transaction that was still running then: what it did may come late, and may come twice,
    but is never missed. A list without any row begins here.
    """
    since = asked.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        return [], str(SnapshotXmin.now())
    events = Event.objects.filter(subject_type=live.model._meta.label_lower, tx__gte=int(since)).values("subject_id")
    shown = _shown(live, request, asked)
    rows = live.model._default_manager.visible_to(request.user).filter(pk__in=events)  # type: ignore[attr-defined]
    belongs = Exists(shown.filter(pk=OuterRef("pk")))
    columns = rows.annotate(belongs=belongs, since=SnapshotXmin()).order_by("-pk")
    found = list(columns.values("reference", "belongs", "since")[: ROWS_MOST + 1])
    return found, str(found[0]["since"]) if found else since


def _shown(live: LiveList, request: HttpRequest, asked: dict[str, str]) -> Any:
    """The rows of the list's address, down to the last one that it shows (`until`, the cursor of its next page)."""
    query = QueryDict(asked.get("query", ""))
    rows = live.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
    rows = live.filterset.apply(data=query, queryset=rows, request=request, known=frozenset(), strict=False)
    wanted = query.get("sort", "")
    ordering = next((o for o, _label in live.orderings if o.name == wanted), live.orderings[0][0])
    return within(rows, ordering, asked["until"]) if asked.get("until") else rows
