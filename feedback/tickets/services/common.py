"""What every verb on a ticket shares: fetching it under its lock, texts, changing its state, telling people."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.customers.models import Identity
from feedback.tickets import rules
from feedback.tickets.choices import ClockKind, State
from feedback.tickets.models import Clock, StateSpan, Step, Ticket
from feedback.tickets.queries.duties import on_duty
from portal.calendars.queries import calendar_of
from portal.calendars.rules import elapsed
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, require
from portal.people.models import Department, User
from portal.people.queries import in_office
from portal.records.models import Event
from portal.records.services import event_write, notify

MAX_TEXT = 20_000


def ticket_for(action: str, *, reference: str, by: User, version: int | None = None) -> Ticket:
    """The ticket under its row lock, for somebody who may do `action`.

    Refuses NotFound, NotAllowed (naming the department that has it, when only that is missing), Stale, and any step
    on a ticket that was merged.
    """
    ticket: Ticket = get_visible(Ticket, by, reference, lock=True)
    try:
        require(by, f"tickets.{action}", ticket)
    except NotAllowed:
        if set(ticket.departments) & access_of(by).reach(f"tickets.{action}").departments:
            raise _elsewhere(ticket) from None
        raise
    check_version(ticket, version)
    _require_not_merged(ticket)
    return ticket


def _require_not_merged(ticket: Ticket) -> None:
    """A merged ticket goes on elsewhere: every step on it is refused with `merged`, which says where."""
    if ticket.merged_into is not None:
        raise Refused(
            "merged",
            _("This ticket was merged into %(into)s. Go on there.") % {"into": ticket.merged_into.reference},
            {"merged_into": ticket.merged_into.reference},
        )


def _elsewhere(ticket: Ticket) -> NotAllowed:
    return NotAllowed(
        "elsewhere",
        _("%(department)s has this ticket now, so only colleagues there can do that.")
        % {"department": ticket.department.name},
        {"department": ticket.department.reference},
    )


def required_text(name: str, text: str) -> str:
    """Trimmed; refuses an empty one, one that is too long, and characters that can't be stored."""
    text = text.strip()
    if not text:
        problem = _("Write a few words: the others read them.")
    elif len(text) > MAX_TEXT:
        problem = _("At most %(max)s characters.") % {"max": MAX_TEXT}
    elif "\x00" in text:
        problem = _("A text holds a character that can't be stored (NUL or half of a pair).")
    else:
        return text
    raise Malformed("malformed", problem, errors={name: [problem]})


def clocks_of(ticket: Ticket) -> list[Clock]:
    """Its clocks, those of ended steps included, locked against the sweep."""
    rows = Clock.objects.filter(ticket=ticket).select_related("calendar").order_by("id")
    clocks = list(rows.select_for_update(of=("self",)))
    for clock in clocks:
        clock.ticket = ticket
    return clocks


def place(ticket: Ticket, clocks: Iterable[Clock]) -> None:
    """Work out anew when the ticket is due next and where it stands in a queue."""
    clocks = list(clocks)
    if ticket.state == State.MERGED:
        ticket.next_due_at = None
    elif ticket.state == State.RESOLVED:
        # A parallel part has its department's clock alone.
        whole = [clock.due_at for clock in clocks if clock.kind == ClockKind.RESOLUTION]
        ticket.next_due_at = (whole or [clock.due_at for clock in clocks])[-1]
    else:
        ticket.next_due_at = rules.next_due(clock.dates for clock in clocks)
    ticket.queue_at = rules.queue_place(
        next_due_at=ticket.next_due_at,
        paused_at=ticket.paused_at,
        resolved_at=ticket.resolved_at or ticket.merged_at,
        jumped_at=ticket.jumped_at,
    )


def change_state(
    ticket: Ticket,
    *,
    action: str,
    by: User | None,
    now: dt.datetime,
    clocks: list[Clock],
    owner: User | None,
    department: Department | None = None,
    state: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Move to the state that `action` leads to, with its span, place in the queue, version and event.

    `state` overrides the target for the cases that the table can't know (a reopened ticket whose owner left, parallel
    parts).
    """
    before = ticket.state
    ticket.state = state or rules.TRANSITIONS.target(action, before, label=str(State(before).label))
    ticket.owner = owner
    ticket.department = department or ticket.department
    ticket.resolved_at = now if ticket.state == State.RESOLVED else None
    ticket.merged_at = now if ticket.state == State.MERGED else None
    ticket.paused_at = now if ticket.state == State.WAITING else None
    span_next(ticket, now=now)
    place(ticket, clocks)
    ticket.version += 1
    ticket.save()
    return event_write(
        subject=ticket,
        verb=rules.EVENTS[action],
        by=by,
        at=now,
        from_state=before,
        to_state=ticket.state,
        reason=reason,
        data=data,
    )


def require_open_step(action: str, ticket: Ticket) -> None:
    """Refuse with `wrong_state` before anything is changed."""
    rules.TRANSITIONS.target(action, ticket.state, label=str(State(ticket.state).label))


def require_open(ticket: Ticket) -> None:
    """For steps that leave the state as it is: refuse a resolved ticket with `wrong_state`."""
    if ticket.state not in rules.OPEN:
        raise Refused("wrong_state", _("A resolved ticket stays as it is. Reopen it first."), {"state": ticket.state})


def span_next(ticket: Ticket, *, now: dt.datetime) -> None:
    """End the running span, measured on its department's calendar, and begin the next."""
    running = StateSpan.objects.select_related("department").filter(ticket=ticket, ended_at=None).first()
    if running is not None:
        # Two web servers' clocks may differ by a moment; a span never ends before it began.
        running.ended_at = max(now, running.started_at)
        worked = elapsed(calendar_of(running.department).rules(), running.started_at, running.ended_at)
        running.working_seconds = int(worked.total_seconds())
        running.save(update_fields=["ended_at", "working_seconds"])
        if running.state != State.WAITING:
            seconds = F("working_seconds") + running.working_seconds
            Step.objects.filter(spans=running).update(working_seconds=seconds)
    StateSpan.objects.create(
        ticket=ticket,
        step=Step.objects.filter(ticket=ticket, ended_at=None).first(),
        state=ticket.state,
        department=ticket.department,
        owner=ticket.owner,
        started_at=max(now, running.started_at) if running else now,
    )


def heads_of(department: Department, *, now: dt.datetime | None = None) -> list[User]:
    """Whom to tell when nobody owns a ticket: the head, or the deputy who stands in (now, unless a time is given)."""
    found = in_office(department, timezone.localdate(now))
    return [found] if found else []


def concerned(department: Department, *, now: dt.datetime) -> list[User]:
    """Whom it may concern when nobody owns a ticket: the head, and who is on duty there at this moment."""
    return list(dict.fromkeys([*heads_of(department, now=now), *on_duty(department, now=now)]))


def tell(
    ticket: Ticket,
    kind: str,
    recipients: Iterable[User | None],
    *,
    occasion: Event | str,
    by: User | None,
    now: dt.datetime,
    anchor: str = "",
    **params: str,
) -> None:
    """Notify everybody but whoever did it. The occasion makes the message one of its kind.

    `anchor`: the part of the ticket's page that the message leads to.
    """
    people = [person for person in recipients if person is not None and (by is None or person.pk != by.pk)]
    mark = occasion if isinstance(occasion, str) else f"event:{occasion.pk}"
    notify(
        kind=kind,
        key=f"{kind}:{ticket.pk}:{mark}",
        recipients=people,
        params={"reference": ticket.reference, "title": ticket.title, "actor": by.full_name if by else ""} | params,
        url=ticket.get_absolute_url() + anchor,
        at=now,
    )


def customer_for(reference: str, by: User) -> Identity:
    """The customer with this reference: one whom `by` may see, or anybody for whoever may take a call."""
    known = Identity.objects.all() if access_of(by).may("customers.pop") else Identity.objects.visible_to(by)
    found: Identity | None = known.filter(reference=reference.upper()).first()
    if found is None:
        text = _("There is no such customer, or it isn't open to you.")
        raise Malformed("unknown_customer", text, errors={"customer": [text]})
    return found
