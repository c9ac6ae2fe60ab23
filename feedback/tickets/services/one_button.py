"""One-button resolutions: prepared by the serving department, pressed by the front office."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import State
from feedback.tickets.models import CatalogueService, OneButton, Settlement, Ticket
from feedback.tickets.rules import EVENTS
from feedback.tickets.services.approvals.guarding import require_approved
from feedback.tickets.services.common import require_open, required_text, tell, ticket_for
from feedback.tickets.services.families import lock_above
from feedback.tickets.services.opening import ticket_open
from feedback.tickets.services.resolving import resolve_for
from feedback.tickets.services.taking import already_taken, take_for
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import comment_write, event_write

FIELDS = ("name_en", "name_zh", "text", "resolves", "limit", "currency", "active")
MOST_BUTTONS = 12


def button_create(
    *,
    service: str,
    name_en: str,
    name_zh: str,
    text: str,
    by: User,
    now: dt.datetime,
    resolves: bool = True,
    limit: Decimal | None = None,
    currency: str = "",
    active: bool = True,
) -> OneButton:
    """Prepare an action for the service with this reference; by whoever keeps the service.

    Refuses a limit without currency (Malformed) and more than twelve of one service (`too_many`).
    """
    with transaction.atomic():
        found: CatalogueService = get_visible(CatalogueService, by, service, lock=True)
        require(by, "catalogue.edit", found)
        if found.buttons.count() >= MOST_BUTTONS:
            text = _("At most %(max)s for a service: who presses one has a customer waiting.") % {"max": MOST_BUTTONS}
            raise Refused("too_many", text)
        button = OneButton(service=found)
        values = {
            "name_en": name_en,
            "name_zh": name_zh,
            "text": text,
            "resolves": resolves,
            "limit": limit,
            "currency": currency,
            "active": active,
        }
        _write(button, values)
        event_write(subject=button, verb="button.created", by=by, at=now, data={"service": found.reference})
    return button


def button_edit(*, reference: str, by: User, now: dt.datetime, version: int | None = None, **values: Any) -> OneButton:
    """Change what is prepared; values that are left out stay. What was pressed before stays as it was."""
    with transaction.atomic():
        button: OneButton = get_visible(OneButton, by, reference, lock=True)
        require(by, "catalogue.edit", button.service)
        check_version(button, version)
        changed = sorted(name for name, value in values.items() if getattr(button, name) != value)
        if not changed:
            return button
        button.version += 1
        _write(button, values)
        event_write(subject=button, verb="button.edited", by=by, at=now, data={"fields": changed})
    return button


def ticket_settle(
    *,
    reference: str,
    button: str,
    by: User,
    now: dt.datetime,
    amount: Decimal | None = None,
    version: int | None = None,
) -> Ticket:
    """Press one of the service's buttons: its text is noted, and where it resolves, `by` owns and resolves the ticket.

    Refuses a service that is not marked (`not_for_front`), a ticket of another owner (`already_taken`), a button of
    another service, an amount beyond what was authorised (`beyond_limit`), and a ticket that waits for an approval.
    """
    with transaction.atomic():
        lock_above(reference)
        ticket = ticket_for("settle", reference=reference, by=by, version=version)
        require_open(ticket)
        found = _pressable(ticket, button)
        _check_amount(found, amount)
        require_approved(ticket, "resolve")
        if ticket.owner is not None and ticket.owner.pk != by.pk:
            raise already_taken(ticket.owner, by)
        _note(ticket, found, amount, by=by, now=now)
        if found.resolves:
            if ticket.state == State.NEW:
                take_for(ticket, by=by, now=now)
            resolve_for(ticket, text=found.text, by=by, now=now)
            return ticket
        comment = comment_write(subject=ticket, by=by, text=found.text, internal=False, at=now)
        tell(ticket, "ticket.commented", [ticket.requester], occasion=f"comment:{comment.pk}", by=by, now=now)
    return ticket


def ticket_open_settled(
    *, button: str, by: User, now: dt.datetime, amount: Decimal | None = None, **values: Any
) -> Ticket:
    """Open a ticket and press a button of its service, both or neither. `values` are those of `ticket_open`."""
    with transaction.atomic():
        ticket = ticket_open(by=by, now=now, **values)
        return ticket_settle(reference=ticket.reference, button=button, by=by, now=now, amount=amount)


def _pressable(ticket: Ticket, reference: str) -> OneButton:
    if not ticket.service.front_solves:
        raise Refused(
            "not_for_front",
            _("“%(service)s” is not marked as one that the front office solves itself.")
            % {"service": ticket.service.name},
        )
    found = ticket.service.buttons.filter(reference=reference.upper(), active=True).first()
    if found is None:
        text = _("The service has no such button, or it is no longer offered.")
        raise Malformed("unknown_button", text, errors={"button": [text]})
    return found


def _check_amount(button: OneButton, amount: Decimal | None) -> None:
    if button.limit is None:
        if amount is not None:
            raise _bad_amount(_("No money is in this one."))
        return
    if amount is None or amount <= 0:
        raise _bad_amount(_("Say how much it costs, more than nothing."))
    if amount > button.limit:
        raise Refused(
            "beyond_limit",
            _("Authorised in advance are %(limit)s %(currency)s. Hand the ticket on for more.")
            % {"limit": button.limit, "currency": button.currency},
            {"limit": str(button.limit), "currency": button.currency},
            field="amount",
        )


def _bad_amount(text: str) -> Malformed:
    return Malformed("malformed", text, errors={"amount": [text]})


def _note(ticket: Ticket, button: OneButton, amount: Decimal | None, *, by: User, now: dt.datetime) -> None:
    """The event names the action in both languages, as it was called then."""
    currency = button.currency if amount is not None else ""
    Settlement.objects.create(
        ticket=ticket, button=button, by=by, at=now, resolved=button.resolves, amount=amount, currency=currency
    )
    facts = {
        "button": button.reference,
        "name_en": button.name_en,
        "name_zh": button.name_zh,
        "amount": str(amount) if amount is not None else "",
        "currency": currency,
    }
    event_write(subject=ticket, verb=EVENTS["settle"], by=by, at=now, data=facts)


def _write(button: OneButton, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"A button has no field {name!r} to write")
        setattr(button, name, required_text(name, value) if name in ("name_en", "name_zh", "text") else value)
    button.currency = button.currency.strip().upper() if button.limit is not None else ""
    if button.limit is not None and (button.limit <= 0 or len(button.currency) != 3):
        text = _("An amount above nothing, with its currency of three letters.")
        raise Malformed("malformed", text, errors={"limit": [text]})
    button.save()
