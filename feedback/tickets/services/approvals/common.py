"""What every verb on an approval shares: fetching it under its locks, its seats, ending it, telling people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from feedback.tickets.choices import ApprovalState
from feedback.tickets.models import Approval, ApprovalSeat, Ticket
from feedback.tickets.rules import approvals as rules
from feedback.tickets.services.approvals.people import approvers, not_own
from feedback.tickets.services.common import concerned
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, due_at
from portal.core.errors import NotAllowed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import RoleAssignment, User
from portal.records.models import Event
from portal.records.services import event_write, notify


def approval_for(action: str, reference: str, by: User, version: int | None) -> Approval:
    """The approval, its ticket locked first. Refuses NotFound, NotAllowed and Stale."""
    seen: Approval = get_visible(Approval, by, reference.upper())
    require(by, f"approvals.{action}", seen)
    tickets = Ticket.objects.select_for_update(of=("self",)).select_related("service__department")
    ticket = tickets.get(pk=seen.ticket_id)
    approval: Approval = Approval.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    approval.ticket = ticket
    check_version(approval, version)
    return approval


def open_of(ticket: Ticket) -> list[Approval]:
    rows = Approval.objects.filter(ticket=ticket, state=ApprovalState.REQUESTED).select_related("ticket__service")
    return list(rows.select_for_update(of=("self",)))


def seats_of(approval: Approval) -> list[ApprovalSeat]:
    seats = list(
        ApprovalSeat.objects.filter(approval=approval)
        .select_related("person__department", "stand_in", "given_by")
        .order_by("number")
    )
    for seat in seats:
        seat.approval = approval
    return seats


def waiting(approval: Approval) -> list[ApprovalSeat]:
    """The seats of the level that is asked which nobody has answered."""
    return [seat for seat in seats_of(approval) if seat.level == approval.level and seat.answered_at is None]


def seats_for(approval: Approval, by: User) -> list[ApprovalSeat]:
    """Those that `by` may answer now; somebody with two offices answers both at once."""
    roles = set(RoleAssignment.objects.filter(user=by).values_list("role", flat=True))
    mine = [
        seat
        for seat in waiting(approval)
        if by.pk in (seat.person_id, seat.stand_in_id) or (seat.person_id is None and seat.role in roles)
    ]
    if not mine:
        raise NotAllowed("not_asked", _("Your answer is not asked for now, or you have given it."))
    return mine


def limit_of(seat: ApprovalSeat, minutes: int, *, since: dt.datetime) -> dt.datetime:
    """So many working minutes later on the calendar of whoever is asked; of a role on the serving department's."""
    department = seat.person.department if seat.person else seat.approval.ticket.service.department
    calendar = calendar_of(department)
    try:
        return due_at(calendar.rules(), since, minutes)
    except CalendarRefused as exc:
        raise Refused(
            "clock_refused",
            _("No due time can be worked out on the calendar “%(calendar)s”: it holds too little working time ahead.")
            % {"calendar": calendar.name},
            {"calendar": calendar.reference},
        ) from exc


def require_step(action: str, approval: Approval) -> None:
    rules.TRANSITIONS.target(action, approval.state, label=str(ApprovalState(approval.state).label))


def end(approval: Approval, action: str, *, by: User | None, now: dt.datetime, reason: str = "") -> Event:
    require_step(action, approval)
    approval.state = rules.TRANSITIONS.rows[action].target
    approval.ended_at, approval.reason = now, reason
    save(approval)
    ApprovalSeat.objects.filter(approval=approval).exclude(next_at=None).update(next_at=None)
    return write(approval, action, by=by, now=now)


def withdraw(approval: Approval, reason: str, *, by: User | None, now: dt.datetime) -> None:
    unanswered = waiting(approval)
    event = end(approval, "withdraw", by=by, now=now, reason=reason)
    people = [each for seat in unanswered for each in approvers(seat, not_own(approval))]
    tell(approval, "approval.withdrawn", people, event=event, by=by, now=now)


def save(approval: Approval) -> None:
    approval.version += 1
    approval.save()


def write(approval: Approval, action: str, *, by: User | None, now: dt.datetime, **data: Any) -> Event:
    """On the ticket, whose timeline tells the whole story; the reason is a note, which not everybody reads."""
    facts = {"approval": approval.reference, **data}
    return event_write(subject=approval.ticket, verb=rules.EVENTS[action], by=by, at=now, data=facts)


def askers(approval: Approval, now: dt.datetime) -> list[User | None]:
    """Who goes on with the ticket: its owner, else whom it may concern; and who asked."""
    ticket = approval.ticket
    owners = [ticket.owner] if ticket.owner else concerned(ticket.department, now=now)
    return [*owners, approval.asked_by]


def tell(
    approval: Approval, kind: str, people: Iterable[User | None], *, event: Event, by: User | None, now: dt.datetime
) -> None:
    tell_about(approval, kind, people, occasion=f"event:{event.pk}", by=by, now=now)


def tell_about(
    approval: Approval, kind: str, people: Iterable[User | None], *, occasion: str, by: User | None, now: dt.datetime
) -> None:
    """Leads to the approval, where it is answered; whoever did it is not told."""
    told = list(dict.fromkeys(each for each in people if each is not None and (by is None or each.pk != by.pk)))
    notify(
        kind=kind,
        key=f"{kind}:{approval.pk}:{occasion}",
        recipients=told,
        params={
            "reference": approval.reference,
            "title": approval.ticket.title,
            "actor": by.full_name if by else "",
        },
        url=approval.get_absolute_url(),
        at=now,
    )
