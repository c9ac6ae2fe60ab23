"""Handing a ticket over to another department: by choice, or on to the next part of its service's way."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import Outcome
from feedback.tickets.models import ServiceStep, Ticket
from feedback.tickets.services.approvals.guarding import require_approved
from feedback.tickets.services.clocks import clocks_resume
from feedback.tickets.services.common import (
    change_state,
    clocks_of,
    concerned,
    require_open_step,
    required_text,
    tell,
    ticket_for,
)
from feedback.tickets.services.jumps import jump_arrives
from feedback.tickets.services.stepping import next_part, part_at, step_begin, step_end
from feedback.tickets.services.watching import tell_watchers
from portal.core.errors import Malformed, Refused
from portal.people.models import Department, User

OUTCOMES = {"hand_over": Outcome.HANDED_OVER, "pass_on": Outcome.DONE}


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
        _move(ticket, target, part_at(ticket, target), action="hand_over", reason=why, by=by, now=now)
    return ticket


def ticket_pass_on(
    *, reference: str, by: User, now: dt.datetime, reason: str = "", version: int | None = None
) -> Ticket:
    """Our part is done: the ticket goes where the service's way leads next. `reason` says what was done, if anything.

    Refuses with `end_of_way` where the way ends here or the service has none, and what an approval guards
    (`approval_open`, `approval_missing`).
    """
    with transaction.atomic():
        ticket = ticket_for("pass_on", reference=reference, by=by, version=version)
        require_open_step("pass_on", ticket)
        require_approved(ticket, "pass_on")
        part = next_part(ticket)
        if part is None:
            raise Refused(
                "end_of_way",
                _("The way of “%(service)s” ends here. Resolve the ticket, or hand it over to a department.")
                % {"service": ticket.service.name},
            )
        _move(ticket, part.department, part, action="pass_on", reason=reason.strip(), by=by, now=now)
    return ticket


def _move(
    ticket: Ticket,
    target: Department,
    part: ServiceStep | None,
    *,
    action: str,
    reason: str,
    by: User,
    now: dt.datetime,
) -> None:
    giving = ticket.department
    clocks = clocks_of(ticket)
    clocks_resume(clocks, now=now)
    step_end(ticket, clocks=clocks, now=now, outcome=OUTCOMES[action])
    step_begin(ticket, target, clocks=clocks, now=now, part=part)
    if target.pk not in ticket.departments:
        ticket.departments = [*ticket.departments, target.pk]
    event = change_state(
        ticket,
        action=action,
        by=by,
        now=now,
        clocks=clocks,
        owner=None,
        department=target,
        reason=reason,
        data={"from": giving.reference, "to": target.reference},
    )
    jump_arrives(ticket, target, now=now)
    receiving = concerned(target, now=now)
    tell(ticket, "ticket.arrived", receiving, occasion=event, by=by, now=now)
    others = [ticket.first_owner, ticket.requester]
    told = {person.pk for person in receiving}
    rest = [person for person in others if person is not None and person.pk not in told]
    tell(ticket, "ticket.handed_over", rest, occasion=event, by=by, now=now)
    tell_watchers(ticket, event=event, by=by, now=now, told=[*receiving, *rest])


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
