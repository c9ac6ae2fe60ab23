"""Handing a ticket over to another department: by choice, or on to the next part of its service's way."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import Ticket
from feedback.tickets.services.approvals.guarding import require_approved
from feedback.tickets.services.arriving import arrive
from feedback.tickets.services.common import (
    require_open_step,
    required_text,
    ticket_for,
)
from feedback.tickets.services.stages import go_on, require_parts_done
from feedback.tickets.services.stepping import next_stage, part_at
from portal.core.errors import Malformed, Refused
from portal.people.models import Department, User


def ticket_hand_over(
    *, reference: str, department: str, reason: str, by: User, now: dt.datetime, version: int | None = None
) -> Ticket:
    """Give a ticket to another department's queue: a step ends, the next begins without an owner.

    The first owner stays and is told, so are the requester and the receiving head. `department` is a reference.
    Clocks that were paused run again: nobody is asked any more. Refuses the same department and a closed one.
    """
    with transaction.atomic():
        ticket = ticket_for("hand_over", reference=reference, by=by, version=version)
        require_open_step("hand_over", ticket)
        why = required_text("reason", reason)
        target = _target(department, ticket)
        arrive(ticket, target, part_at(ticket, target), action="hand_over", reason=why, by=by, now=now)
    return ticket


def ticket_pass_on(
    *, reference: str, by: User, now: dt.datetime, reason: str = "", version: int | None = None
) -> Ticket:
    """Our part is done: the ticket goes where the service's way leads next. `reason` says what was done, if anything.

    Where the next stage has several parts, it stays with its owner while tickets under it do them. Refused while parts
    are open (`parts_open`), at the end of the way and without one (`end_of_way`), and what an approval guards
    (`approval_open`, `approval_missing`).
    """
    with transaction.atomic():
        ticket = ticket_for("pass_on", reference=reference, by=by, version=version)
        require_open_step("pass_on", ticket)
        require_approved(ticket, "pass_on")
        require_parts_done(ticket)
        parts = next_stage(ticket)
        if not parts:
            raise Refused(
                "end_of_way",
                _("The way of “%(service)s” ends here. Resolve the ticket, or hand it over to a department.")
                % {"service": ticket.service.name},
            )
        go_on(ticket, parts, reason=reason.strip(), by=by, now=now)
    return ticket


def _target(reference: str, ticket: Ticket) -> Department:
    rows = Department.objects.filter(active=True).select_related("head", "deputy")
    target: Department | None = rows.filter(reference=reference.upper()).first()
    if target is None:
        text = _("There is no such department, or it is closed.")
        raise Malformed("unknown_department", text, errors={"department": [text]})
    if target.pk == ticket.department_id:
        raise Refused(
            "same_department",
            _("%(department)s has this ticket already. Put it back into the queue instead.")
            % {"department": target.name},
            field="department",
        )
    return target
