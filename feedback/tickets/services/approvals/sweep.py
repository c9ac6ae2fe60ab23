"""The sweep over approvals: reminds at half of the time, and tells the next one up when it fell due."""

import datetime as dt

from django.db import transaction

from feedback.tickets.models import Approval, ApprovalSeat, Ticket
from feedback.tickets.services.approvals.common import askers, limit_of, tell_about, write
from feedback.tickets.services.approvals.people import approvers, next_up, not_own

BATCH = 100


def remind_approvers(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch: how many yeses it looked after. Several workers may run it at once.

    Tickets are locked first, as by every verb, and SKIP LOCKED lets one worker have each.
    """
    with transaction.atomic():
        due = ApprovalSeat.objects.filter(next_at__lte=now).values("approval__ticket_id")
        rows = Ticket.objects.filter(pk__in=due).select_related(
            "owner", "service__department", "department__head", "department__deputy", "requester__department"
        )
        tickets = list(rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:limit])
        by_id = {ticket.pk: ticket for ticket in tickets}
        seats = list(
            ApprovalSeat.objects.filter(next_at__lte=now, approval__ticket__in=tickets)
            .select_related("approval__asked_by", "person__department", "stand_in__department", "given_by")
            .order_by("pk")
        )
        for seat in seats:
            seat.approval.ticket = by_id[seat.approval.ticket_id]
            _look_after(seat, now=now)
    return len(seats)


def _look_after(seat: ApprovalSeat, *, now: dt.datetime) -> None:
    if seat.due_at is None:
        return
    if now <= seat.due_at:
        seat.reminded_at, seat.next_at = now, seat.due_at + dt.timedelta(microseconds=1)
        seat.save()
        people = approvers(seat, not_own(seat.approval))
        tell_about(seat.approval, "approval.reminder", people, occasion=f"seat:{seat.pk}", by=None, now=now)
        return
    _escalate(seat, now=now)


def _escalate(seat: ApprovalSeat, *, now: dt.datetime) -> None:
    """The next one up may decide as well, and has as long; told are they, once each, and once those who wait."""
    approval: Approval = seat.approval
    first, above = seat.late_at is None, next_up(seat, now=now)
    seat.late_at = seat.late_at or now
    if above is not None:
        # Who was asked first keeps the seat; the one who stood in before is passed over.
        seat.stand_in = above
    seat.next_at = limit_of(seat, seat.minutes, since=now) if above is not None else None
    seat.save()
    write(approval, "late", by=None, now=now, to=above.reference if above else "")
    if above is not None:
        occasion = f"seat:{seat.pk}:{above.pk}"
        tell_about(approval, "approval.escalated", [above], occasion=occasion, by=None, now=now)
    if first:
        people = [*approvers(seat, not_own(approval)), *askers(approval, now)]
        waiting = [each for each in people if above is None or each is None or each.pk != above.pk]
        tell_about(approval, "approval.late", waiting, occasion=f"seat:{seat.pk}", by=None, now=now)
