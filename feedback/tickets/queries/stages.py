"""Parallel parts of a ticket's way: which are open, and the stays of all of them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from feedback.tickets.choices import PartsRule
from feedback.tickets.models import Ticket
from feedback.tickets.rules import OPEN
from portal.core.lookups import any_of


def open_parts(ticket: Ticket) -> QuerySet[Ticket]:
    """The parallel parts of the stage reached that are not done."""
    return Ticket.objects.filter(parent=ticket, part__gt=0, position=ticket.position, state__in=OPEN)


def chain_q(ticket: int | Ticket) -> Q:
    """The stays of a ticket and of its parallel parts.

    The tickets are read first: of an OR over both tables PostgreSQL would ask every stay that there is.
    """
    pk = ticket if isinstance(ticket, int) else ticket.pk
    return any_of("ticket_id", Ticket.objects.filter(Q(pk=pk) | Q(parent=pk, part__gt=0)).values("pk"))


def stage_words(name: str, rule: str) -> str:
    """What one of several parts does, with how its stage ends."""
    if rule == PartsRule.FIRST:
        return _("%(part)s · at the same time, the first is enough") % {"part": name}
    return _("%(part)s · at the same time") % {"part": name}
