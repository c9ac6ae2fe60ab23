"""Verbs that put a closed initiative into the archive and take it out again. It stays visible as before."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState
from initiatives.models import Initiative
from initiatives.services.initiatives import editable
from portal.core.errors import Refused
from portal.people.models import User
from portal.records.services import event_write


def initiative_archive(*, reference: str, by: User, now: datetime, expected_version: int | None = None) -> Initiative:
    """Out of the lists unless asked for. Refuses what isn't closed, and what is archived already."""
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        if initiative.state != InitiativeState.CLOSED:
            raise Refused("not_closed", _("Only a closed initiative goes into the archive. Close it first."))
        if initiative.archived_at:
            raise Refused("archived", _("It is in the archive already."))
        return _set(initiative, now, "archived", by, now)


def initiative_unarchive(*, reference: str, by: User, now: datetime, expected_version: int | None = None) -> Initiative:
    """Back into the lists. Refuses what isn't archived."""
    with transaction.atomic():
        initiative = editable(reference, by, expected_version)
        if not initiative.archived_at:
            raise Refused("not_archived", _("It isn't in the archive."))
        return _set(initiative, None, "unarchived", by, now)


def _set(initiative: Initiative, value: datetime | None, verb: str, by: User, now: datetime) -> Initiative:
    initiative.archived_at = value
    initiative.version += 1
    initiative.save(update_fields=["archived_at", "version"])
    event_write(subject=initiative, verb=f"initiative.{verb}", by=by, at=now)
    return initiative
