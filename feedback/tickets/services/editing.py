"""Changing what a ticket says."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.choices import State
from feedback.tickets.models import Ticket
from feedback.tickets.services.answering import answered_on, answers_changed, answers_keep
from feedback.tickets.services.approvals.asking import request_if_new
from feedback.tickets.services.common import customer_for, required_text, ticket_for
from portal.core.errors import Refused
from portal.core.search import search_vector
from portal.people.models import User
from portal.records.services import event_write


def ticket_edit(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    title: str | None = None,
    text: str | None = None,
    kind: str | None = None,
    customer_key: str | None = None,
    customer: str | None = None,
    answers: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> Ticket:
    """Change title, text, kind, customer number or customer (a reference, empty: none); None leaves a value as it is.

    `answers` go by the version of the form that asked; keys that are left out stay, empty ones go. Nothing different
    writes nothing. Refuses a resolved ticket (`wrong_state`) and, with `version`, one that was changed since (Stale).
    """
    with transaction.atomic():
        ticket = ticket_for("edit", reference=reference, by=by, version=version)
        wanted: dict[str, Any] = {
            "title": None if title is None else required_text("title", title),
            "text": None if text is None else required_text("text", text),
            "kind": kind,
            "customer_key": None if customer_key is None else customer_key.strip(),
        }
        changed = {name: value for name, value in wanted.items() if value not in (None, getattr(ticket, name))}
        if customer is not None and customer.upper() != (ticket.customer.reference if ticket.customer else ""):
            changed["customer"] = customer_for(customer, by) if customer else None
        before = answered_on(ticket)
        answered = before if answers is None else answers_changed(before, answers)
        if answered.values == before.values and not changed:
            return ticket
        _require_open(ticket)
        fields = sorted([*changed, *(["answers"] if answered.values != before.values else [])])
        answers_keep(ticket, answered)
        for name, value in changed.items():
            setattr(ticket, name, value)
        ticket.search = search_vector(ticket.reference, ticket.title, ticket.text, *answered.texts)
        ticket.version += 1
        ticket.save()
        event_write(subject=ticket, verb=rules.EVENTS["edit"], by=by, at=now, data={"fields": fields})
        if "kind" in changed:
            request_if_new(ticket, by=by, now=now)
    return ticket


def _require_open(ticket: Ticket) -> None:
    if not rules.allows("edit", ticket.state):
        raise Refused(
            "wrong_state",
            _("A resolved ticket stays as it is. Reopen it first."),
            {"state": ticket.state, "action": "edit", "label": str(State(ticket.state).label)},
        )
