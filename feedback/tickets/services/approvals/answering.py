"""Approvals answered, passed to a deputy, withdrawn. The ticket stays with its owner throughout."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import ApprovalState
from feedback.tickets.models import Approval, ApprovalSeat, Ticket
from feedback.tickets.rules import approvals as rules
from feedback.tickets.services.approvals.asking import ask_level, tell_level
from feedback.tickets.services.approvals.common import (
    approval_for,
    askers,
    end,
    open_of,
    require_step,
    save,
    seats_for,
    seats_of,
    tell,
    withdraw,
    write,
)
from feedback.tickets.services.approvals.people import approvers, deputy_of, find_approver, not_own
from feedback.tickets.services.common import required_text
from portal.core.errors import NotAllowed, Refused
from portal.people.models import User
from portal.records.services import comment_write


def approval_approve(
    *, reference: str, by: User, now: dt.datetime, reason: str = "", version: int | None = None
) -> Approval:
    """Yes. When the level has said yes the next one is asked; after the last the ticket goes on and its owner is told.

    Refuses whoever is not asked now (`not_asked`), one's own request (`own_request`), and what has ended
    (`wrong_state`): of two who answer at once the second one may come too late.
    """
    with transaction.atomic():
        approval = approval_for("answer", reference, by, version)
        require_step("approve", approval)
        _answer(approval, by, agreed=True, now=now)
        if said := reason.strip():
            comment_write(subject=approval.ticket, by=by, text=said, internal=True, at=now)
        _go_on(approval, by=by, now=now)
    return approval


def approval_decline(
    *, reference: str, reason: str, by: User, now: dt.datetime, version: int | None = None
) -> Approval:
    """No, and why: one no ends it. The reason is an internal note; the ticket stays with its owner, who is told."""
    with transaction.atomic():
        approval = approval_for("answer", reference, by, version)
        require_step("decline", approval)
        why = required_text("reason", reason)
        _answer(approval, by, agreed=False, now=now)
        comment_write(subject=approval.ticket, by=by, text=why, internal=True, at=now)
        event = end(approval, "decline", by=by, now=now, reason=why)
        tell(approval, "approval.declined", askers(approval, now), event=event, by=by, now=now)
    return approval


def approval_delegate(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Approval:
    """Give it to one's deputy (who heads no department: to its head). The limit stays; it is given once.

    Refuses `no_deputy` where there is nobody, and `given_already`.
    """
    with transaction.atomic():
        approval = approval_for("answer", reference, by, version)
        require_step("approve", approval)
        for seat in seats_for(approval, by):
            if seat.given_by_id is not None:
                raise Refused("given_already", _("This was given on once already. Decide, or decline with a reason."))
            deputy = deputy_of(seat, by, now=now)
            if deputy is None:
                raise Refused("no_deputy", _("You have no deputy here who could decide in your place."))
            seat.given_by, seat.person, seat.role, seat.stand_in = by, deputy, "", None
            seat.save()
            event = write(approval, "give", by=by, now=now, to=deputy.reference)
            tell(approval, "approval.given", [deputy], event=event, by=by, now=now)
        save(approval)
    return approval


def approval_withdraw(
    *, reference: str, reason: str, by: User, now: dt.datetime, version: int | None = None
) -> Approval:
    """No longer needed, and why; who was asked is told. What a service demands stays demanded."""
    with transaction.atomic():
        approval = approval_for("withdraw", reference, by, version)
        require_step("withdraw", approval)
        why = required_text("reason", reason)
        comment_write(subject=approval.ticket, by=by, text=why, internal=True, at=now)
        withdraw(approval, why, by=by, now=now)
    return approval


def approvals_end(ticket: Ticket, *, by: User | None, now: dt.datetime) -> None:
    """Its ticket is resolved or merged, so nobody needs to decide any more."""
    for approval in open_of(ticket):
        approval.ticket = ticket
        withdraw(approval, "", by=by, now=now)


def approvals_move(leaver: User, successor: User | None, by: User, now: dt.datetime) -> int:
    """What waits for a leaver goes to the successor, unless it is their own request; else the usual way up."""
    with transaction.atomic():
        mine = ApprovalSeat.objects.filter(answered_at=None, approval__state=ApprovalState.REQUESTED)
        tickets = Ticket.objects.filter(approvals__seats__in=mine.filter(person=leaver)).order_by("pk").distinct()
        locked = list(Ticket.objects.filter(pk__in=tickets.values("pk")).order_by("pk").select_for_update(of=("self",)))
        moved = [
            seat
            for ticket in locked
            for approval in open_of(ticket)
            for seat in seats_of(approval)
            if seat.person_id == leaver.pk and seat.answered_at is None
        ]
        for seat in moved:
            _to_successor(seat, leaver, successor, by=by, now=now)
        mine.filter(stand_in=leaver).update(stand_in=None)
    return len(moved)


def _to_successor(seat: ApprovalSeat, leaver: User, successor: User | None, *, by: User, now: dt.datetime) -> None:
    approval = seat.approval
    if successor is not None and successor.pk not in not_own(approval):
        seat.person = successor
    else:
        find_approver(seat, now=now, gone={leaver.pk})
    seat.save()
    to = seat.person.reference if seat.person else seat.role
    event = write(approval, "move", by=by, now=now, to=to)
    if seat.asked_at is not None:
        tell(approval, "approval.moved", approvers(seat, not_own(approval)), event=event, by=by, now=now)


def _answer(approval: Approval, by: User, *, agreed: bool, now: dt.datetime) -> None:
    own = not_own(approval)
    for seat in seats_for(approval, by):
        if by.pk in own and seat.person_id != by.pk:
            raise NotAllowed("own_request", _("Somebody else decides about what you asked for yourself."))
        seat.answered_at, seat.answered_by, seat.agreed, seat.next_at = now, by, agreed, None
        seat.save()


def _go_on(approval: Approval, *, by: User, now: dt.datetime) -> None:
    """After a yes: wait for the others of the level, ask the next one, or end."""
    seats = seats_of(approval)
    facts = [rules.Seat(seat.level, seat.mode, bool(seat.agreed)) for seat in seats]
    if not rules.level_agrees(facts, approval.level):
        save(approval)
        write(approval, "agree", by=by, now=now, level=approval.level)
        return
    _no_more(seats, approval.level)
    following = rules.next_level(facts, approval.level)
    if following is None:
        event = end(approval, "approve", by=by, now=now)
        tell(approval, "approval.approved", askers(approval, now), event=event, by=by, now=now)
        return
    event = write(approval, "agree", by=by, now=now, level=approval.level)
    approval.level = following
    ask_level(approval, seats, now=now)
    for seat in seats:
        seat.save()
    save(approval)
    tell_level(approval, seats, event=event, by=by, now=now)


def _no_more(seats: Iterable[ApprovalSeat], level: int) -> None:
    """Of those of whom one was enough the others need not be reminded."""
    for seat in seats:
        if seat.level == level and seat.answered_at is None:
            seat.next_at = None
            seat.save()
