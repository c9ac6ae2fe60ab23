"""Who gives an approval: found when it is asked, so that it is whoever has the office on that day."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils import timezone

from feedback.tickets.choices import Approver
from feedback.tickets.models import Approval, ApprovalSeat
from portal.people.models import Department, Role, User

MOST_TOLD = 20


def not_own(approval: Approval) -> frozenset[int]:
    """Whose own request it is: who asked for the ticket, and who asks for the approval."""
    asked = [approval.ticket.requester_id, *approval.ticket.joined, approval.asked_by_id]
    return frozenset(pk for pk in asked if pk is not None)


def find_approver(seat: ApprovalSeat, *, now: dt.datetime, gone: Collection[int] = ()) -> None:
    """Write into a seat who answers it: a person, or a role that somebody holds.

    Somebody who has left is stood in for by the deputy, then by the heads above; so is a head who is away. What would
    be somebody's own request goes one level up. Where nobody is left the executives decide, and without them the
    requester: nobody else can.
    """
    ticket, own = seat.approval.ticket, not_own(seat.approval)
    if seat.who == Approver.ROLE and holders(seat.role, own):
        return
    named = seat.person if seat.who == Approver.PERSON else None
    if named and named.is_active and named.pk not in own and named.pk not in gone:
        return
    start = ticket.requester_department if seat.who == Approver.REQUESTER_HEAD else ticket.service.department
    if named:
        start = named.department
    seat.person, seat.role = next(iter(_line(start, own, gone, now=now)), None), ""
    if seat.person is not None:
        return
    if holders(Role.EXECUTIVE, own):
        seat.role = Role.EXECUTIVE
    else:
        seat.person = ticket.requester


def next_up(seat: ApprovalSeat, *, now: dt.datetime) -> User | None:
    """Who may decide as well once it fell due: the deputy, then the heads above; None when nobody is left."""
    person = seat.stand_in or seat.person
    if person is None:
        return None
    left = {each.pk for each in (seat.person, seat.stand_in, seat.given_by) if each is not None}
    line = _line(_office(person), not_own(seat.approval), left, now=now)
    return next(iter(line), None)


def deputy_of(seat: ApprovalSeat, by: User, *, now: dt.datetime) -> User | None:
    """To whom `by` may give it: the deputy of the department that they head, else the head of their department."""
    return next(iter(_line(_office(by), not_own(seat.approval), {by.pk}, now=now)), None)


def approvers(seat: ApprovalSeat, own: Collection[int]) -> list[User]:
    """Who may answer a seat that is asked."""
    if seat.person is not None:
        return list(dict.fromkeys(each for each in (seat.person, seat.stand_in) if each is not None))
    return holders(seat.role, own)


def holders(role: str, own: Collection[int]) -> list[User]:
    rows = User.objects.active().filter(role_assignments__role=role).exclude(pk__in=own)
    return list(rows.order_by("pk").distinct()[:MOST_TOLD])


def _office(person: User) -> Department | None:
    """The highest department that somebody heads or stands in for, else the one they are in."""
    headed = Department.objects.filter(head=person, active=True) | Department.objects.filter(deputy=person, active=True)
    found = sorted(headed.select_related("head", "deputy"), key=lambda each: (len(each.path), each.pk))
    return found[0] if found else person.department


def _line(
    start: Department | None, own: Collection[int], asked: Collection[int] = (), *, now: dt.datetime
) -> Iterable[User]:
    """Heads from here upwards, a department's deputy where its head is away, has left or was asked already.

    A deputy does not decide about their own head's request: that goes one level up.
    """
    if start is None:
        return
    today = timezone.localdate(now)
    rows = {each.pk: each for each in Department.objects.filter(pk__in=start.path).select_related("head", "deputy")}
    for pk in reversed(start.path):
        department = rows[pk]
        if department.head_id in own:
            continue
        pair = [each for each in (department.head, department.deputy) if each is not None]
        # Who is there before who is away: where both are away, the head still comes first.
        for each in sorted(pair, key=lambda person: person.is_away(today)):
            if each.is_active and each.pk not in own and each.pk not in asked:
                yield each
