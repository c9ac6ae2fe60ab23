"""Taking a ticket out of the queue, and putting it back."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Step, Ticket
from feedback.tickets.services.clocks import clocks_meet
from feedback.tickets.services.common import change_state, clocks_of, require_open_step, ticket_for
from feedback.tickets.services.watching import tell_moved, tell_watchers
from portal.core.errors import Refused
from portal.people.models import User


def ticket_take(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Make `by` the owner; the first one ever becomes the first owner and meets the response clock.

    Of many at once one wins; the others are refused with `already_taken`, which names the owner.
    """
    with transaction.atomic():
        ticket = ticket_for("take", reference=reference, by=by, version=version)
        if ticket.owner is not None and ticket.is_open:
            raise already_taken(ticket.owner, by)
        take_for(ticket, by=by, now=now)
    return ticket


def take_for(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """What taking does, once it is known that `by` may; the ticket is locked."""
    require_open_step("take", ticket)
    clocks = clocks_of(ticket)
    clocks_meet(ticket, clocks, ClockKind.RESPONSE, now=now)
    ticket.first_owner = ticket.first_owner or by
    event = change_state(ticket, action="take", by=by, now=now, clocks=clocks, owner=by)
    Step.objects.filter(ticket=ticket, ended_at=None).update(owner=by)
    tell_moved(ticket, "ticket.taken", [ticket.requester], event=event, by=by, now=now)


def already_taken(owner: User, by: User) -> Refused:
    detail = {"owner": owner.reference}
    if owner.pk == by.pk:
        return Refused("already_taken", _("You have this ticket already."), detail)
    return Refused(
        "already_taken", _("%(owner)s has taken this ticket already.") % {"owner": owner.display_name}, detail
    )


def ticket_release(
    *, reference: str, by: User, now: dt.datetime, reason: str = "", version: int | None = None
) -> Ticket:
    """Put a ticket back into its department's queue. The first owner stays."""
    with transaction.atomic():
        ticket = ticket_for("release", reference=reference, by=by, version=version)
        require_open_step("release", ticket)
        clocks = clocks_of(ticket)
        why = reason.strip()
        event = change_state(ticket, action="release", by=by, now=now, clocks=clocks, owner=None, reason=why)
        Step.objects.filter(ticket=ticket, ended_at=None).update(owner=None)
        tell_watchers(ticket, event=event, by=by, now=now)
    return ticket
