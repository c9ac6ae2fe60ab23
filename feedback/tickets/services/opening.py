"""Opening a ticket."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.choices import CameBy, Kind, State
from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.services.answering import UNASKED, Answered, answers_for, answers_keep
from feedback.tickets.services.approvals.asking import request_by_rule
from feedback.tickets.services.clocks import clocks_start
from feedback.tickets.services.common import customer_for, place, required_text, span_next
from feedback.tickets.services.editing import ticket_edit
from feedback.tickets.services.routing import landing_keep, landing_of
from feedback.tickets.services.stepping import landing_part, step_begin
from portal.core.errors import Malformed, NotFound, Refused
from portal.core.search import search_vector
from portal.people.access import require
from portal.people.models import User
from portal.records.files import attach
from portal.records.services import event_write


def ticket_open(
    *,
    service: str,
    title: str,
    text: str,
    by: User,
    now: dt.datetime,
    kind: str = Kind.REQUEST,
    customer_key: str = "",
    customer: str | None = None,
    external_id: str | None = None,
    files: list[Any] | None = None,
    came_by: str = CameBy.PAGE,
    answers: Mapping[str, Any] | None = None,
) -> Ticket:
    """Put a request into the queue that a routing rule says, else that of the service's department.

    The clocks start at `now`. `service` is its reference, `customer` that of the customer whom it is about. Refuses
    unknown ones (Malformed), answers that the service's form does not take (Malformed, at `answers.<key>`; None: nobody
    was asked), a service that takes no new tickets (`service_closed`), and a second ticket with the same
    `external_id` (`external_id_taken`).
    """
    require(by, "tickets.open")
    with transaction.atomic():
        ticket = Ticket(
            title=title,
            text=text,
            kind=kind,
            requester=by,
            requester_department=by.department,
            customer=customer_for(customer, by) if customer else None,
            customer_key=customer_key.strip(),
            external_id=external_id or None,
            came_by=came_by,
        )
        found = service_open(service, by)
        queue_up(ticket, found, by=by, now=now, answered=answers_for(found, answers))
        attach(subject=ticket, uploads=files or [], by=by)
    return ticket


def queue_up(
    ticket: Ticket,
    service: CatalogueService,
    *,
    by: User,
    now: dt.datetime,
    answered: Answered = UNASKED,
    **data: str,
) -> None:
    """Save a new ticket into the queue where it lands, with clocks, step, span and event: the way of every opening.

    The serving department keeps seeing what a rule took elsewhere.
    """
    ticket.service = service
    ticket.title = required_text("title", ticket.title)
    ticket.text = required_text("text", ticket.text)
    landing = landing_of(ticket, answered)
    ticket.department = landing.department
    ticket.departments = list(dict.fromkeys([landing.department.pk, service.department_id, *ticket.departments]))
    ticket.state, ticket.opened_at, ticket.queue_at = State.NEW, now, now
    ticket.search = search_vector(ticket.reference, ticket.title, ticket.text, *answered.texts)
    ticket.save()
    answers_keep(ticket, answered)
    clocks = clocks_start(ticket, now=now)
    step_begin(ticket, landing.department, clocks=clocks, now=now, part=landing_part(ticket, landing.department))
    place(ticket, clocks)
    ticket.save(update_fields=["next_due_at", "queue_at", "position"])
    span_next(ticket, now=now)
    landing_keep(ticket, landing, now=now)
    facts = {"service": service.reference, "department": landing.department.reference} | landing.facts | data
    event_write(subject=ticket, verb=rules.EVENTS["open"], by=by, at=now, to_state=ticket.state, data=facts)
    request_by_rule(ticket, by=by, now=now)


def service_open(reference: str, by: User) -> CatalogueService:
    rows = CatalogueService.objects.visible_to(by).select_related("department")
    found: CatalogueService | None = rows.filter(reference=reference.upper()).first()
    if found is None:
        text = _("There is no such service in the catalogue.")
        raise Malformed("unknown_service", text, errors={"service": [text]})
    if not found.active:
        raise Refused(
            "service_closed",
            _("“%(service)s” takes no new tickets any more. Choose another service.") % {"service": found.name},
            field="service",
        )
    return found


def ticket_upsert(
    *,
    external_id: str,
    service: str,
    title: str,
    text: str,
    by: User,
    now: dt.datetime,
    kind: str = Kind.REQUEST,
    customer_key: str = "",
    customer: str | None = None,
    version: int | None = None,
    came_by: str = CameBy.REST,
    answers: Mapping[str, Any] | None = None,
) -> tuple[Ticket, bool]:
    """The ticket with this `external_id`, opened or brought to these values; whether it was opened.

    Repeated with the same values it changes nothing. Refuses what `ticket_open` and `ticket_edit` refuse, another
    service than the ticket has (`service_fixed`), and an id that belongs to a ticket not open to `by`.
    """
    values: dict[str, Any] = {"title": title, "text": text, "kind": kind, "customer_key": customer_key}
    values["customer"] = customer
    if not Ticket.objects.filter(external_id=external_id).exists():
        try:
            with transaction.atomic():
                opening = values | {"came_by": came_by, "answers": answers or {}}
                return ticket_open(external_id=external_id, service=service, by=by, now=now, **opening), True
        except IntegrityError:
            # Somebody else opened it in between: theirs is the ticket now. Another constraint: let it speak.
            if not Ticket.objects.filter(external_id=external_id).exists():
                raise
    return _bring_to(external_id, service, values | {"answers": answers}, by=by, now=now, version=version), False


def _bring_to(
    external_id: str, service: str, values: dict[str, Any], *, by: User, now: dt.datetime, version: int | None
) -> Ticket:
    rows = Ticket.objects.visible_to(by).select_related("service")
    ticket: Ticket | None = rows.filter(external_id=external_id).first()
    if ticket is None:
        raise external_id_taken()
    if ticket.service.reference != service.upper():
        raise Refused(
            "service_fixed",
            _("This ticket was opened for another service, and that stays. Hand it over, or open a new one."),
            {"service": ticket.service.reference},
            field="service",
        )
    try:
        return ticket_edit(reference=ticket.reference, by=by, now=now, version=version, **values)
    except NotFound:
        raise external_id_taken() from None


def external_id_taken() -> Refused:
    return Refused("external_id_taken", _("Another ticket has this external id already."), field="external_id")
