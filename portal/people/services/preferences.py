"""How somebody wants to see the portal."""

from typing import Any

from django.db import transaction
from django.db.models import F

from portal.people.models import User
from portal.records.models import OutboxRow


def preference_set(*, by: User, **values: Any) -> None:
    """Keep preferences of `by` (language, theme, density, shortcuts, timezone, mail_at_once). The caller has checked
    them. Who wants mails at any hour gets those that wait for working hours at once."""
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(**values)
        if values.get("mail_at_once"):
            held = OutboxRow.objects.filter(recipient=by, state=OutboxRow.State.WAITING, held_until__isnull=False)
            # Any time that is over makes them due.
            held.update(held_until=None, next_attempt_at=F("created_at"))
