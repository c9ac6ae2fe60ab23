"""A customer is on the line: a ticket in one line."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import Identity
from feedback.customers.queries.finding import calling
from feedback.customers.services import caller_save
from feedback.tickets.choices import CameBy, Kind
from feedback.tickets.models import Ticket
from feedback.tickets.services.opening import ticket_open
from portal.core.errors import Malformed
from portal.people.access import require
from portal.people.models import User


def call_ticket_open(
    *,
    phone: str,
    title: str,
    service: str,
    by: User,
    now: dt.datetime,
    kind: str = Kind.REQUEST,
    customer: str = "",
    name: str = "",
) -> Ticket:
    """Open a ticket for whoever calls from `phone`; the one line says what it is and what it is about.

    `customer` is the reference of one of those who have this number, the only one unless told. A number that nobody
    has is written down with the ticket, and `name` beside it. Refuses somebody with another number (Malformed), and
    what `ticket_open` refuses.
    """
    require(by, "customers.pop")
    with transaction.atomic():
        identity = _whoever(phone, customer) or caller_save(phone=phone, name=name, by=by, now=now)
        return ticket_open(
            service=service, title=title, text=title, kind=kind, customer=identity.reference, by=by, now=now,
            came_by=CameBy.CALL,
        )  # fmt: skip


def _whoever(phone: str, customer: str) -> Identity | None:
    known = calling(phone)
    if not customer:
        return known[0] if known else None
    found = next((identity for identity in known if identity.reference == customer.upper()), None)
    if found is None:
        text = _("This customer has another number.")
        raise Malformed("unknown_customer", text, errors={"customer": [text]})
    return found
