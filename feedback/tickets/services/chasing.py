"""The first owner asks how far it is."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.models import Ticket
from feedback.tickets.services.common import concerned, require_open, tell, ticket_for
from portal.calendars.queries import calendar_of
from portal.calendars.rules import elapsed
from portal.core.errors import NotAllowed, Refused
from portal.people.models import User
from portal.records.services import event_write

# Working minutes of the department that has the ticket: it gets time to answer before it is asked again.
ASK_AGAIN_AFTER = 60


def ticket_chase(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Tell the present owner, or the queue's head, that the first owner waits. Counted on the ticket.

    Refuses anybody but the first owner (NotAllowed), a ticket that they have themselves (`own_ticket`), a resolved
    one, and a second time within a working hour (`chased_already`).
    """
    with transaction.atomic():
        ticket = ticket_for("chase", reference=reference, by=by, version=version)
        if ticket.first_owner_id != by.pk:
            raise NotAllowed("not_first_owner", _("The first owner asks, nobody else: it is they who answer for it."))
        require_open(ticket)
        if ticket.owner_id == by.pk:
            raise Refused("own_ticket", _("You have this ticket yourself, so there is nobody to ask."))
        _require_pause(ticket, now=now)
        ticket.chases += 1
        ticket.chased_at = now
        ticket.save(update_fields=["chases", "chased_at"])
        data = {"department": ticket.department.reference, "count": ticket.chases}
        event = event_write(subject=ticket, verb=rules.EVENTS["chase"], by=by, at=now, data=data)
        asked = [ticket.owner] if ticket.owner else concerned(ticket.department, now=now)
        tell(ticket, "ticket.chased", asked, occasion=event, by=by, now=now)
    return ticket


def _require_pause(ticket: Ticket, *, now: dt.datetime) -> None:
    if ticket.chased_at is None:
        return
    calendar = calendar_of(ticket.department).rules()
    waited = int(elapsed(calendar, ticket.chased_at, max(now, ticket.chased_at)).total_seconds() // 60)
    if waited < ASK_AGAIN_AFTER:
        raise Refused(
            "chased_already",
            _("Asked %(minutes)s working minutes ago. Give them an hour before you ask again, or call them.")
            % {"minutes": waited},
            {"minutes": waited, "again_after": ASK_AGAIN_AFTER},
        )
