"""Asking for an approval: by hand, or because the service demands it; and asking the next level."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from feedback.tickets.choices import ApprovalMode, ApprovalState, Approver
from feedback.tickets.models import OPEN_APPROVAL, Approval, ApprovalRule, ApprovalSeat, Ticket
from feedback.tickets.rules import approvals as rules
from feedback.tickets.services.approvals.common import limit_of, tell, write
from feedback.tickets.services.approvals.people import approvers, find_approver, not_own
from feedback.tickets.services.common import require_open, required_text, ticket_for
from portal.core.errors import Malformed, Refused
from portal.people.models import User
from portal.records.models import Event
from portal.records.services import comment_write


def ticket_ask_approval(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    text: str = "",
    people: Sequence[str] = (),
    mode: str = ApprovalMode.ALL,
    minutes: int = rules.MINUTES,
) -> Approval:
    """Ask colleagues, by their references, for a yes to `text`; without people: again what the service demands.

    `minutes` are working minutes of each of them. Refuses a resolved ticket, a second approval while one is open
    (`already_requested`), nobody where the service demands nothing, more than five, oneself and the requester.
    """
    with transaction.atomic():
        ticket = ticket_for("ask_approval", reference=reference, by=by)
        require_open(ticket)
        _require_none_open(ticket)
        if not people:
            return _again(ticket, by=by, now=now)
        said = required_text("text", text)
        seats = _named_seats(_people(people, ticket, by), _mode(mode), _minutes(minutes))
        approval = _request(ticket, seats, by=by, now=now, text=said)
        comment_write(subject=ticket, by=by, text=said, internal=True, at=now)
    return approval


def request_by_rule(ticket: Ticket, *, by: User | None, now: dt.datetime) -> Approval | None:
    """Ask what the ticket's service demands of tickets of this kind; nothing where it demands nothing."""
    found = [rule for rule in ApprovalRule.objects.filter(service=ticket.service_id) if rule.kind in ("", ticket.kind)]
    if not found:
        return None
    seats = [
        ApprovalSeat(
            number=number, level=rule.level, mode=rule.mode, who=rule.who, person=rule.person, role=rule.role,
            name_en=rule.name_en, name_zh=rule.name_zh, minutes=rule.minutes,
        )
        for number, rule in enumerate(found, 1)
    ]  # fmt: skip
    return _request(ticket, seats, by=by, now=now, by_rule=True)


def request_if_new(ticket: Ticket, *, by: User, now: dt.datetime) -> None:
    """The ticket became of another kind: ask what is demanded of that one, if nothing was asked by rule before."""
    asked = Approval.objects.filter(ticket=ticket).filter(Q(by_rule=True) | OPEN_APPROVAL)
    if not asked.exists():
        request_by_rule(ticket, by=by, now=now)


def _again(ticket: Ticket, *, by: User, now: dt.datetime) -> Approval:
    made = request_by_rule(ticket, by=by, now=now)
    if made is None:
        text = _("Name who is to approve: this service demands nothing by itself.")
        raise Malformed("malformed", text, errors={"people": [text]})
    return made


def _require_none_open(ticket: Ticket) -> None:
    waits = Approval.objects.filter(ticket=ticket, state=ApprovalState.REQUESTED).first()
    if waits is not None:
        raise Refused(
            "already_requested",
            _("An approval is open on this ticket already. Wait for it, or withdraw it."),
            {"approval": waits.reference},
        )


def _request(
    ticket: Ticket,
    seats: list[ApprovalSeat],
    *,
    by: User | None,
    now: dt.datetime,
    text: str = "",
    by_rule: bool = False,
) -> Approval:
    first = min(seat.level for seat in seats)
    approval = Approval(
        ticket=ticket, text=text, by_rule=by_rule, asked_by=None if by_rule else by, asked_at=now, level=first
    )
    for seat in seats:
        seat.approval = approval
    ask_level(approval, seats, now=now)
    approval.save()
    for seat in seats:
        seat.approval = approval
        seat.save()
    event = write(approval, "request", by=by, now=now, level=first)
    tell_level(approval, seats, event=event, by=by, now=now)
    return approval


def ask_level(approval: Approval, seats: list[ApprovalSeat], *, now: dt.datetime) -> None:
    """The level is asked from now on: who has each seat, until when, and when to remind."""
    here = [seat for seat in seats if seat.level == approval.level]
    for seat in here:
        find_approver(seat, now=now)
        seat.asked_at = now
        seat.due_at = limit_of(seat, seat.minutes, since=now)
        seat.next_at = limit_of(seat, rules.reminded_after(seat.minutes), since=now)
    approval.due_at = max(seat.due_at for seat in here if seat.due_at)


def tell_level(
    approval: Approval, seats: list[ApprovalSeat], *, event: Event, by: User | None, now: dt.datetime
) -> None:
    own = not_own(approval)
    people = [each for seat in seats if seat.level == approval.level for each in approvers(seat, own)]
    tell(approval, "approval.requested", people, event=event, by=by, now=now)


def _named_seats(people: list[User], mode: str, minutes: int) -> list[ApprovalSeat]:
    return [
        ApprovalSeat(number=number, level=1, mode=mode, who=Approver.PERSON, person=each, minutes=minutes)
        for number, each in enumerate(people, 1)
    ]


def _people(references: Sequence[str], ticket: Ticket, by: User) -> list[User]:
    wanted = {reference.upper() for reference in references}
    problem = ""
    if len(wanted) > rules.MOST_PEOPLE:
        problem = _("Ask one to %(most)s colleagues.") % {"most": rules.MOST_PEOPLE}
    found = list(User.objects.active().filter(reference__in=wanted).select_related("department").order_by("pk"))
    if not problem and len(found) != len(wanted):
        problem = _("There is no such colleague, or they have left.")
    if not problem and by.pk in {each.pk for each in found}:
        problem = _("You can't ask yourself.")
    if not problem and {ticket.requester_id, *ticket.joined} & {each.pk for each in found}:
        problem = _("The requester can't approve what they asked for.")
    if problem:
        raise Malformed("unknown_person", problem, errors={"people": [problem]})
    return found


def _mode(mode: str) -> str:
    if mode not in ApprovalMode.values:
        problem = _("Choose one of those offered.")
        raise Malformed("malformed", problem, errors={"mode": [problem]})
    return mode


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= rules.MOST_MINUTES:
        text = _("From 1 to %(max)s working minutes.") % {"max": rules.MOST_MINUTES}
        raise Malformed("malformed", text, errors={"minutes": [text]})
    return minutes
