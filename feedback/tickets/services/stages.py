"""Stages of a way: parallel parts, done by tickets under a ticket, and what begins when they are done."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from feedback.tickets.choices import ChildrenRule, Outcome, State
from feedback.tickets.models import Clock, ServiceStep, Ticket
from feedback.tickets.queries.stages import open_parts
from feedback.tickets.rules import EVENTS, families
from feedback.tickets.services.approvals.guarding import approved_for
from feedback.tickets.services.arriving import arrive
from feedback.tickets.services.clocks import clocks_resume
from feedback.tickets.services.common import change_state, clocks_of, concerned, place, span_next, tell
from feedback.tickets.services.jumps import jump_arrives
from feedback.tickets.services.merging import merge_for
from feedback.tickets.services.stepping import next_number, next_stage, step_begin, step_end
from feedback.tickets.services.watching import tell_watchers
from portal.core.errors import Refused
from portal.core.search import search_vector
from portal.core.wording import listed
from portal.people.models import User
from portal.records.services import event_write

CHINESE = re.compile("[\u4e00-\u9fff]")


def go_on(ticket: Ticket, parts: list[ServiceStep], *, reason: str, by: User | None, now: dt.datetime) -> None:
    """Into the next stage: on to its department, or into several at the same time. The ticket is locked."""
    if len(parts) == 1:
        arrive(ticket, parts[0].department, parts[0], action="pass_on", reason=reason, by=by, now=now)
    else:
        _branch(ticket, parts, reason=reason, by=by, now=now)


def require_parts_done(ticket: Ticket) -> None:
    """Refuse with `parts_open`, which names them, while parallel parts are on their way."""
    waiting = list(open_parts(ticket).order_by("pk").values_list("reference", flat=True))
    if waiting:
        raise Refused(
            "parts_open",
            _("Its parallel parts are on their way. Still open: %(tickets)s.") % {"tickets": listed(waiting)},
            {"parts": waiting},
        )


def part_done(parent: Ticket, part: Ticket, *, by: User | None, now: dt.datetime) -> bool:
    """A part is done; whether the parent went on into the next stage. The parent is locked: it goes on once.

    Where the first part is enough, the others end as merged into the parent. A part that was opened again and is done
    again after its stage changes nothing. What an approval keeps from going on waits for its owner.
    """
    if part.position != parent.position:
        return False
    rows = ServiceStep.objects.filter(service=parent.service_id, stage=parent.position)
    rule = rows.values_list("rule", flat=True).first() or families.ALL
    others = list(open_parts(parent).select_related("department").order_by("pk").select_for_update(of=("self",)))
    if not families.stage_done(rule, len(others)):
        return False
    for each in others:
        merge_for(each, parent, reason=_("Another part was done first, and that is enough."), by=by, now=now)
    parts = next_stage(parent)
    if not parts or not approved_for(parent, "pass_on"):
        return False
    go_on(parent, parts, reason="", by=by, now=now)
    return True


def _branch(ticket: Ticket, parts: list[ServiceStep], *, reason: str, by: User | None, now: dt.datetime) -> None:
    """Its own part ends; it stays with its owner, who answers for the whole, while the parts run."""
    clocks = clocks_of(ticket)
    clocks_resume(clocks, now=now)
    step_end(ticket, clocks=clocks, now=now, outcome=Outcome.DONE)
    ticket.position = parts[0].stage
    last = not next_stage(ticket)
    ticket.children_rule = ChildrenRule.CLOSES if last and ticket.service.parts_close else ChildrenRule.WAITS
    ticket.departments = list(dict.fromkeys([*ticket.departments, *(part.department_id for part in parts)]))
    facts = {"from": ticket.department.reference, "departments": [part.department.reference for part in parts]}
    event = change_state(
        ticket,
        action="pass_on",
        state=State.IN_PROGRESS if ticket.owner else State.NEW,
        by=by,
        now=now,
        clocks=clocks,
        owner=ticket.owner,
        reason=reason,
        data=facts,
    )
    number = next_number(ticket)
    for part in parts:
        _open_part(ticket, part, number=number, by=by, now=now)
    rest = [each for each in (ticket.first_owner, ticket.requester) if each is not None]
    tell(ticket, "ticket.handed_over", rest, occasion=event, by=by, now=now)
    tell_watchers(ticket, event=event, by=by, now=now, told=rest)


def _open_part(parent: Ticket, part: ServiceStep, *, number: int, by: User | None, now: dt.datetime) -> Ticket:
    """Asked for by whoever answers for the whole; only the department's own clock runs on it.

    It counts for no customer: the parent does, and a customer who comes once hasn't come again.
    """
    name = part.name_zh if CHINESE.search(parent.title) else part.name_en
    made = Ticket(
        title=f"{name}: {parent.title}"[:200],
        text=parent.text,
        kind=parent.kind,
        service=parent.service,
        requester=parent.first_owner or parent.owner or parent.requester,
        requester_department=parent.department,
        department=part.department,
        departments=list(dict.fromkeys([part.department_id, *parent.departments])),
        came_by=parent.came_by,
        parent=parent,
        part=part.number,
        state=State.NEW,
        opened_at=now,
        queue_at=now,
        jumped_at=parent.jumped_at,
    )
    made.search = search_vector(made.reference, made.title, made.text)
    made.save()
    clocks: list[Clock] = []
    step_begin(made, part.department, clocks=clocks, now=now, part=part, number=number)
    place(made, clocks)
    made.save(update_fields=["next_due_at", "queue_at", "position"])
    span_next(made, now=now)
    facts = {"service": parent.service.reference, "department": part.department.reference, "parent": parent.reference}
    event = event_write(subject=made, verb=EVENTS["open"], by=by, at=now, to_state=made.state, data=facts)
    jump_arrives(parent, part.department, now=now)
    tell(made, "ticket.arrived", concerned(part.department, now=now), occasion=event, by=by, now=now)
    return made
