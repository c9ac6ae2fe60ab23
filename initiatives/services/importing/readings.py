"""Readings of benefits from a file or from another system: added, never changed, known again by their external id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState
from initiatives.import_words import RULES
from initiatives.models import Reading, Target
from initiatives.services.importing.book import Work
from initiatives.services.importing.columns import READINGS, line, plain
from initiatives.services.tracking import Value, add_readings
from portal.core.errors import Malformed
from portal.people.access import require, scope_q
from portal.people.models import User
from portal.people.services.importing.batch import MAX_BATCH, batch_rows, refuse_batch
from portal.people.services.importing.reading import Content, Row
from portal.people.services.writing import lock

READINGS_LOCK = 7_201_021  # one batch at a time: the second compares with the first one's work
one_line = line(1_000_000)
Added = tuple[Target, Value, str | None]


class Taken(NamedTuple):
    created: int
    unchanged: int


def readings_import(*, readings: Sequence[Mapping[str, Any]], by: User, now: dt.datetime) -> Taken:
    """Add these readings, all or none; sent again it adds nothing.

    Each has the columns of `columns.READINGS`. Refuses more than 10,000 (`too_many_rows`), and by row and column
    (`rows_broken`) what a single reading would be refused for, and another value under an external id that is known.
    """
    require(by, "benefits.edit")
    if len(readings) > MAX_BATCH:
        text = _("At most %(max)s readings at once. Send them in several batches.") % {"max": MAX_BATCH}
        raise Malformed("too_many_rows", text, errors={"readings": [text]})
    content = Content()
    content.rows["readings"] = batch_rows(readings, READINGS["readings"], content.errors)
    work = Work(content, by, now, "", writes=True)
    with transaction.atomic():
        readings_work(work)
        refuse_batch(content.errors, "readings", RULES)
    tally = work.tally("readings")
    return Taken(tally.new, tally.unchanged)


def readings_work(work: Work) -> None:
    """Compare every row; add the new ones when nothing is broken and the work writes."""
    if work.writes:
        lock(READINGS_LOCK)
    rows = work.content.of("readings")
    targets = _targets(work.by, {row.values["benefit"] for row in rows})
    by_key, alike = _known(targets)
    added: list[Added] = []
    tally = work.tally("readings")
    for row in rows:
        target = _target(row, targets, work)
        if target is None:
            continue
        value = Value(row.values["value"], row.values["as_of"], row.values["source"])
        key = row.values.get("external_id") or None
        same = by_key.get((target.pk, key)) if key else None
        if same is not None and same != value:
            work.errors.add(row.place, "external_id", "other_reading")
        elif same is not None or (not key and (target.pk, value) in alike):
            tally.unchanged += 1
        else:
            tally.new += 1
            added.append((target, value, key))
            alike.add((target.pk, value))
            if key:
                by_key[target.pk, key] = value
    work.step()
    if work.writes and not work.errors.count:
        add_readings(added, by=work.by, now=work.now)


def _targets(by: User, references: set[str]) -> dict[str, Any]:
    """Visible benefits, each with `mine`: whether this person may add to it."""
    mine = set(
        Target.objects.filter(scope_q(by, "benefits.edit", Target), reference__in=references).values_list(
            "pk", flat=True
        )
    )
    rows: list[Any] = list(Target.objects.visible_to(by).filter(reference__in=references).select_related("initiative"))
    for row in rows:
        row.mine = row.pk in mine
    return {row.reference: row for row in rows}


def _known(targets: Mapping[str, Any]) -> tuple[dict[tuple[int, str], Value], set[tuple[int, Value]]]:
    """The readings that are there, by external id, and all of them."""
    by_key: dict[tuple[int, str], Value] = {}
    alike: set[tuple[int, Value]] = set()
    rows = Reading.objects.filter(target__in=[row.pk for row in targets.values()])
    for pk, value, as_of, source, key in rows.values_list("target", "value", "as_of", "source", "external_id"):
        found = Value(value, as_of, one_line(plain(source)))
        alike.add((pk, found))
        if key:
            by_key[pk, key] = found
    return by_key, alike


def _target(row: Row, targets: Mapping[str, Any], work: Work) -> Target | None:
    target: Any = targets.get(row.values["benefit"])
    if target is None:
        work.errors.add(row.place, "benefit", "absent_reference", value=row.values["benefit"])
        return None
    if not target.mine:
        work.errors.add(row.place, "benefit", "not_your_benefit")
    elif target.initiative.state == InitiativeState.DRAFT:
        work.errors.add(row.place, "benefit", "draft_unread")
    if row.values["as_of"] > timezone.localdate(work.now):
        work.errors.add(row.place, "as_of", "ahead")
    found: Target = target
    return found
