"""Verbs on the decisions log and the files of an initiative: both only grow."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Initiative, LogEntry
from initiatives.services.initiatives import check_not_closed, editable
from portal.core.errors import Malformed, NotFound, Refused
from portal.people.models import User
from portal.records.files import attach
from portal.records.models import StoredFile
from portal.records.services import event_write


@dataclass(frozen=True)
class Decided:
    """A decision before it is written."""

    what: str
    why: str
    decided_by: User
    decided_on: date


def decision_log(*, reference: str, decided: Decided, by: User, now: datetime) -> LogEntry:
    """Write down what was decided. Refuses a closed initiative, a day that hasn't come, and one without what or why."""
    _check(decided, timezone.localdate(now))
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        row = LogEntry.objects.create(initiative=initiative, by=by, at=now, **vars(decided))
        event_write(
            subject=initiative, verb="initiative.decision_logged", by=by, at=now, data={"decision": row.reference}
        )
    return row


def decision_correct(*, reference: str, entry: str, decided: Decided, by: User, now: datetime) -> LogEntry:
    """Write an entry in the place of another one, which stays as it is; after closing too.

    Refuses an entry that is corrected already: the newest one is the one to correct.
    """
    _check(decided, timezone.localdate(now))
    with transaction.atomic():
        initiative = editable(reference, by)
        old = find_decision(initiative, entry)
        if LogEntry.objects.filter(corrects=old).exists():
            raise Refused("corrected", _("This entry is corrected already. Correct the newer one."))
        row = LogEntry.objects.create(initiative=initiative, corrects=old, by=by, at=now, **vars(decided))
        data = {"decision": row.reference, "corrects": old.reference}
        event_write(subject=initiative, verb="initiative.decision_corrected", by=by, at=now, data=data)
    return row


def find_decision(initiative: Initiative, reference: str) -> LogEntry:
    rows = LogEntry.objects.select_related("decided_by", "by")
    row = rows.filter(initiative=initiative, reference=reference).first()
    if row is None:
        raise NotFound()
    return row


def _check(decided: Decided, today: date) -> None:
    for name, sentence in (("what", _("Say what was decided.")), ("why", _("Say why it was decided."))):
        if not getattr(decided, name).strip():
            raise Malformed(f"{name}_missing", sentence, errors={name: [sentence]})
    if decided.decided_on > today:
        raise Refused("decided_ahead", _("This day hasn't come yet."), field="decided_on")


def files_add(*, reference: str, uploads: list[Any], by: User, now: datetime) -> list[StoredFile]:
    """Keep files with an initiative, seen by whoever sees it. Refuses none (Malformed) and a closed initiative."""
    if not uploads:
        sentence = _("Choose at least one file.")
        raise Malformed("no_file", sentence, errors={"files": [sentence]})
    with transaction.atomic():
        initiative = editable(reference, by)
        check_not_closed(initiative)
        rows = attach(subject=initiative, uploads=uploads, by=by)
        data = {"files": [row.reference for row in rows], "count": len(rows)}
        event_write(subject=initiative, verb="initiative.files_added", by=by, at=now, data=data)
    return rows
