"""Writing a charter together: each section has versions of its own, and none is ever overwritten."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from initiatives.choices import Section
from initiatives.models import CharterText, Initiative
from initiatives.queries.charter import newest
from initiatives.services.initiatives import check_not_closed
from portal.core.errors import Stale
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def charter_write(
    *, reference: str, section: Section, text: str, by: User, now: datetime, expected: int | None = None
) -> CharterText:
    """Add a version of one section; the same text again adds none.

    `expected` is the number that the writer has read, 0 for a section without text: another one is Stale, and
    nothing is saved. Refuses a closed initiative and those who have no part in it.
    """
    with transaction.atomic():
        initiative: Initiative = get_visible(Initiative, by, reference, lock=True)
        require(by, "initiatives.charter", initiative)
        check_not_closed(initiative)
        last = newest(initiative, section)
        number = last.number if last else 0
        if expected is not None and expected != number:
            raise _stale(number, expected)
        if last and last.text == text:
            return last
        row = CharterText.objects.create(
            initiative=initiative, section=section, number=number + 1, text=text, by=by, at=now
        )
        data = {"section": section.value, "number": row.number}
        event_write(subject=initiative, verb=f"initiative.charter_{section}", by=by, at=now, data=data)
    return row


def _stale(now: int, yours: int) -> Stale:
    words = _("This was changed since you read it (version %(now)s, yours %(yours)s). Look at it again first.")
    return Stale("stale", words % {"now": now, "yours": yours}, {"version": now})
