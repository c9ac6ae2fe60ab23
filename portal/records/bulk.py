"""One verb for many rows: called for each as for a single one, an answer for each, nothing done twice.

Every row is a transaction of its own, so one that is refused changes nothing for the others, and a request that is
sent again goes on where the first one ended.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Refused
from portal.core.races import refusal_of_database
from portal.records.api.idempotency import once

MOST = 200


@dataclass(frozen=True)
class Picked:
    """A selected row: its public reference, and the version at which it was shown; None: whichever it has now."""

    id: str
    version: int | None = None


@dataclass(frozen=True)
class RowAnswer:
    """What came of one row: done, or the refusal that the single step would have got."""

    id: str
    done: bool
    refusal: Refused | None = None

    @property
    def why(self) -> str:
        return str(self.refusal.message) if self.refusal else ""


def picked_from(texts: Iterable[str]) -> list[Picked]:
    """`T-7K3M9Q2X.4`, as the checkboxes of a list send them: reference and version."""
    found = []
    for text in texts:
        reference, _dot, version = text[:40].replace("\x00", "").partition(".")
        known = version.isascii() and version.isdigit() and len(version) < 10
        found.append(Picked(reference.upper(), int(version) if known else None))
    return unique(found)


def unique(rows: Iterable[Picked]) -> list[Picked]:
    """Each row once, in their order. Refuses none and more than `MOST`."""
    found = list({row.id: row for row in rows}.values())
    if not found:
        raise _malformed(_("Select something first."))
    if len(found) > MOST:
        raise _malformed(_("At most %(max)s at once.") % {"max": MOST})
    return found


def _malformed(text: str) -> Malformed:
    return Malformed("malformed", text, errors={"rows": [text]})


def bulk_run(
    *,
    rows: Iterable[Picked],
    verb: Callable[..., Any],
    by: Any,
    now: dt.datetime,
    key: str = "",
    said: str = "",
    **values: Any,
) -> list[RowAnswer]:
    """`verb(reference=, by=, now=, version=, **values)` for each row, in their order.

    `key` makes the whole repeatable, `said` (the action) is what a key stands for: with other values it is refused.
    """
    digest = hashlib.sha256(json.dumps([said, values], sort_keys=True, default=str).encode()).hexdigest()

    def one(row: Picked) -> RowAnswer:
        def handle() -> None:
            verb(reference=row.id, by=by, now=now, version=row.version, **values)

        try:
            if key:
                once(user=by, key=_row_key(key, row), digest=digest, handle=handle)
            else:
                handle()
        except (Refused, DatabaseError) as exc:
            refusal = exc if isinstance(exc, Refused) else refusal_of_database(exc)
            if refusal is None:
                raise
            return RowAnswer(row.id, done=False, refusal=refusal)
        return RowAnswer(row.id, done=True)

    return [one(row) for row in rows]


def _row_key(key: str, row: Picked) -> str:
    return f"row:{hashlib.sha256(f'{key} {row.id}'.encode()).hexdigest()}"
