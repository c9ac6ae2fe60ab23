"""Child tickets: opened for a part of the work elsewhere, and what becomes of the parent when they are done."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import CameBy, ChildrenRule, ClockKind, Kind, Outcome
from feedback.tickets.models import Ticket
from feedback.tickets.rules import OPEN, families
from feedback.tickets.services.approvals.guarding import waits_for_approval
from feedback.tickets.services.clocks import clocks_meet
from feedback.tickets.services.common import (
    change_state,
    clocks_of,
    concerned,
    require_open,
    tell,
    ticket_for,
)
from feedback.tickets.services.jumps import jump_resolved
from feedback.tickets.services.opening import queue_up, service_open
from feedback.tickets.services.questions import questions_resolved
from feedback.tickets.services.resolutions import note_resolution
from feedback.tickets.services.stages import part_done
from feedback.tickets.services.stepping import step_end
from feedback.tickets.services.watching import tell_moved
from portal.core.errors import Malformed, Refused
from portal.core.wording import listed
from portal.people.models import User
from portal.records.models import Event
from portal.records.services import event_write


def ticket_open_child(
    *,
    reference: str,
    service: str,
    title: str,
    text: str,
    rule: str,
    by: User,
    now: dt.datetime,
    kind: str = Kind.REQUEST,
    version: int | None = None,
) -> Ticket:
    """Ask another department for a part of the work; `rule` says what the parent does, about all its children.

    Answers with the child. The asking department sees it and works on it together with the serving one. Refuses a
    parent that is not open, and a child of a child of a child (`too_deep`).
    """
    with transaction.atomic():
        parent = ticket_for("open_child", reference=reference, by=by, version=version)
        require_open(parent)
        if rule not in ChildrenRule.values:
            problem = _("Choose what this ticket does when child tickets are done.")
            raise Malformed("malformed", problem, errors={"rule": [problem]})
        _require_room(parent)
        child = Ticket(
            title=title,
            text=text,
            kind=kind,
            requester=by,
            requester_department=by.department,
            departments=[parent.department_id],
            customer_key=parent.customer_key,
            parent=parent,
            came_by=CameBy.CHILD,
        )
        queue_up(child, service_open(service, by), by=by, now=now, parent=parent.reference)
        parent.children_rule = rule
        parent.save(update_fields=["children_rule"])
        facts = {"to": child.reference, "rule": rule}
        event_write(subject=parent, verb="ticket.child_opened", by=by, at=now, data=facts)
    return child


def _require_room(parent: Ticket) -> None:
    depth, above = 1, parent
    while above.parent is not None and depth < families.DEEPEST:
        depth, above = depth + 1, above.parent
    if depth >= families.DEEPEST:
        raise Refused(
            "too_deep",
            _("Tickets stand at most %(levels)s deep. Open the child ticket from one further up.")
            % {"levels": families.DEEPEST},
            {"deepest": families.DEEPEST},
        )


def lock_above(reference: str) -> None:
    """Lock the tickets above one, the topmost first: whoever finishes a part holds them before it holds the part.

    Every other verb takes a family in this order, too (parents are older), so that nobody waits for each other.
    """
    above = Ticket.objects.filter(reference=reference).values_list("parent_id", "parent__parent_id").first() or ()
    wanted = [pk for pk in above if pk is not None]
    if wanted:
        list(Ticket.objects.filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def require_children_done(ticket: Ticket) -> None:
    """Refuse with `children_open`, which names them, while the ticket waits for its children."""
    waiting = _open_children(ticket)
    if families.keeps_open(ticket.children_rule, len(waiting)):
        raise Refused(
            "children_open",
            _("This ticket waits for its child tickets. Still open: %(tickets)s.") % {"tickets": listed(waiting)},
            {"children": waiting},
        )


def _open_children(ticket: Ticket) -> list[str]:
    rows = Ticket.objects.filter(parent=ticket, state__in=OPEN).order_by("pk")
    return list(rows.values_list("reference", flat=True))


def child_done(child: Ticket, *, event: Event, by: User | None, now: dt.datetime) -> None:
    """A ticket was resolved: whoever has its parent is told, or the parent is resolved by itself.

    Under the parent's lock: of two last children that are done at once, the later one sees both.
    """
    if child.parent_id is None:
        return
    rows = Ticket.objects.select_for_update(of=("self",))
    parent = rows.select_related(
        "service", "owner", "first_owner", "requester", "department__head", "department__deputy"
    ).get(pk=child.parent_id)
    if not parent.is_open or (child.part and part_done(parent, child, by=by, now=now)):
        return
    still_open = len(_open_children(parent))
    if families.closes_now(parent.children_rule, still_open, parent.state) and not waits_for_approval(parent):
        _close(parent, now=now)
    elif families.is_told(parent.children_rule, still_open):
        answerable = [parent.owner] if parent.owner else concerned(parent.department, now=now)
        words = {"child": child.reference}
        tell(parent, "ticket.child_done", answerable, occasion=event, by=by, now=now, **words)


def _close(parent: Ticket, *, now: dt.datetime) -> None:
    """The last child is done. Its own parent may follow."""
    clocks = clocks_of(parent)
    clocks_meet(parent, clocks, ClockKind.RESOLUTION, now=now)
    step_end(parent, clocks=clocks, now=now, outcome=Outcome.RESOLVED)
    jump_resolved(parent, by=None, now=now)
    questions_resolved(parent, by=None, now=now)
    done = list(Ticket.objects.filter(parent=parent).order_by("pk").values_list("reference", flat=True))
    event = change_state(
        parent, action="resolve", by=None, now=now, clocks=clocks, owner=parent.owner, data={"children": done}
    )
    note_resolution(parent, first_contact=False, now=now)
    told = [parent.requester, parent.owner]
    tell_moved(parent, "ticket.closed", told, event=event, by=None, now=now, anchor="#solved")
    child_done(parent, event=event, by=None, now=now)
