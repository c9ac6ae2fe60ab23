"""Who else is reading: written by the pulse of an open page, gone by itself when the pulse stops."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Case, Expression, OuterRef, Value, When
from django.db.models.functions import JSONObject

from portal.core.names import shown_name
from portal.records.models import Presence

# A page that missed this many pulses is closed, hidden or off-line.
MISSED = 3
# What is older than this is deleted; reading leaves it out long before.
KEPT = dt.timedelta(hours=1)
# Of more readers than this the number is enough.
MOST = 20


class Reader(NamedTuple):
    """Somebody who has the page open; `answering` while they write on it."""

    id: str
    full_name: str
    latin_name: str
    answering: bool

    @property
    def name(self) -> str:
        return shown_name(self.full_name, self.latin_name)


def lasts() -> dt.timedelta:
    """For how long after its last pulse a page counts as open."""
    return dt.timedelta(seconds=max(MISSED * settings.PULSE_SECONDS, 5))


def presence_note(*, subject_type: str, subject_id: int, by: Any, now: dt.datetime, doing: str = "") -> None:
    """`by` has the page of a subject open; `doing`: "answering", "done" answering, or nothing new about that.

    One statement, which leaves the row alone when it says the same already. Whether they may see it is the
    caller's question.
    """
    answering = now if doing == "answering" else None
    fresh = now - lasts() / (2 * MISSED)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_presence AS p (subject_type, subject_id, person_id, seen_at, answering_at)"
            " VALUES (%(type)s, %(id)s, %(person)s, %(now)s, %(answering)s)"
            " ON CONFLICT (subject_type, subject_id, person_id) DO UPDATE SET seen_at = EXCLUDED.seen_at,"
            " answering_at = CASE WHEN %(done)s THEN NULL ELSE COALESCE(EXCLUDED.answering_at, p.answering_at) END"
            " WHERE p.seen_at < %(fresh)s OR %(done)s"
            " OR (EXCLUDED.answering_at IS NOT NULL AND (p.answering_at IS NULL OR p.answering_at < %(fresh)s))",
            {
                "type": subject_type,
                "id": subject_id,
                "person": by.pk,
                "now": now,
                "answering": answering,
                "done": doing == "done",
                "fresh": fresh,
            },
        )


def open_now(subject_type: str, *, now: dt.datetime) -> Any:
    """Presence rows that count at this moment."""
    return Presence.objects.filter(subject_type=subject_type, seen_at__gt=now - lasts())


def readers_of(subject: Any, *, but: Any, now: dt.datetime) -> list[Reader]:
    """Who else has the page of this row open."""
    rows = open_now(subject._meta.label_lower, now=now).filter(subject_id=subject.pk, person__is_active=True)
    found = rows.exclude(person=but).order_by("person_id").values_list(_reader(now))
    return readers_from([each for (each,) in found[:MOST]])


def readers_array(subject_type: str, *, but: Any, now: dt.datetime) -> ArraySubquery:
    """Who else has the page of the outer row open, as an array of the same query; `but` is the one who asks."""
    rows = open_now(subject_type, now=now).filter(subject_id=OuterRef("pk"), person__is_active=True)
    return ArraySubquery(rows.exclude(person=but).order_by("person_id").values(reader=_reader(now))[:MOST])


def _reader(now: dt.datetime) -> Expression:
    answering = Case(
        When(answering_at__gt=now - lasts(), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    return JSONObject(
        id="person__reference",
        full_name="person__full_name",
        latin_name="person__latin_name",
        answering=answering,
    )


def readers_from(found: list[dict[str, Any]]) -> list[Reader]:
    return [Reader(**each) for each in found]


def presences_forget(*, now: dt.datetime) -> int:
    """Delete what nobody counts any more; how many."""
    deleted, _by_model = Presence.objects.filter(seen_at__lt=now - KEPT).delete()
    return deleted
