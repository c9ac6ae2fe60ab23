"""A ticket arrives in a department: by choice, or because its way leads there."""

import datetime as dt

from feedback.tickets.choices import Outcome, State
from feedback.tickets.models import ServiceStep, Ticket
from feedback.tickets.services.clocks import clocks_resume
from feedback.tickets.services.common import change_state, clocks_of, concerned, tell
from feedback.tickets.services.jumps import jump_arrives
from feedback.tickets.services.stepping import step_begin, step_end
from feedback.tickets.services.watching import tell_watchers
from portal.people.models import Department, User

OUTCOMES = {"hand_over": Outcome.HANDED_OVER, "pass_on": Outcome.DONE}


def arrive(
    ticket: Ticket,
    target: Department,
    part: ServiceStep | None,
    *,
    action: str,
    reason: str,
    by: User | None,
    now: dt.datetime,
) -> None:
    """One stay ends, the next begins without an owner; whom it concerns is told. The ticket is locked."""
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
        state=State.NEW,
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
