"""The sweep over levels: each is told once for a due time, by however many workers."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from feedback.tickets import rules
from feedback.tickets.models import Clock, Escalation, Ticket
from feedback.tickets.queries.levels import Reached, pending
from feedback.tickets.rules.levels import EXECUTIVE, FIRST_OWNER, HEAD, HEAD_ABOVE, OWNER, side_of
from feedback.tickets.services.common import concerned, heads_of, tell
from portal.people.models import Department, Role, User
from portal.records.services import event_write

BATCH = 100
MOST_EXECUTIVES = 20


def escalate_clocks(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: how many clocks had reached a level. Several workers may run it at once.

    Found by an index over `next_level_at`, which is worked out where the due time is. SKIP LOCKED and the conditional
    UPDATE let one worker have a clock; the unique key of what was told is the last guard.
    """
    with transaction.atomic():
        due = Clock.objects.filter(next_level_at__lte=now, met_at=None, ended_at=None, paused_at=None)
        rows = due.select_related("calendar", "step__department").order_by("next_level_at")
        claimed = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        tickets = Ticket.objects.select_related(
            "service__department", "owner", "first_owner", "department__head", "department__deputy"
        ).in_bulk([clock.ticket_id for clock in claimed])
        for clock in claimed:
            clock.ticket = tickets[clock.ticket_id]
            escalate(clock, now=now)
    return len(claimed)


def escalate(clock: Clock, *, now: dt.datetime) -> int:
    """Tell what this clock has reached; how many levels. Nothing when somebody else moved it on in between."""
    levels = pending(clock, clock.calendar)
    reached = [each for each in levels if each.at <= now]
    following = next((each.at for each in levels if each.at > now), None)
    unmoved = Clock.objects.filter(pk=clock.pk, next_level_at=clock.next_level_at, due_at=clock.due_at)
    if not unmoved.update(next_level_at=following):
        return 0
    clock.next_level_at = following
    for each in reached:
        Escalation.objects.create(clock=clock, level=each.level, due_at=clock.due_at, level_at=each.at, told_at=now)
        _tell(clock, each, now=now)
    return len(reached)


def _tell(clock: Clock, reached: Reached, *, now: dt.datetime) -> None:
    level, ticket = reached.level, clock.ticket
    facts = {"clock": clock.kind, "percent": level.percent, "minutes_after": level.minutes_after}
    event_write(
        subject=ticket,
        verb=rules.EVENTS["escalate"],
        by=None,
        at=now,
        data=facts | {"level": level.reference, "due_at": clock.due_at.isoformat()},
    )
    side = side_of(percent=level.percent, minutes_after=level.minutes_after)
    tell(
        ticket,
        f"level.{side}",
        _people(ticket, level.tells, now=now),
        occasion=f"{clock.pk}:{level.pk}:{clock.due_at.isoformat()}",
        by=None,
        now=now,
        percent=str(level.percent),
        minutes=str(level.minutes_after),
    )


def _people(ticket: Ticket, tells: Iterable[str], *, now: dt.datetime) -> list[User]:
    """Each once. Where nobody owns the ticket, its owner's part goes to those whom it may concern."""
    found: list[User] = []
    for whom in tells:
        if whom == OWNER:
            found += [ticket.owner] if ticket.owner else concerned(ticket.department, now=now)
        elif whom == FIRST_OWNER and ticket.first_owner:
            found.append(ticket.first_owner)
        elif whom == HEAD:
            found += heads_of(ticket.department, now=now)
        elif whom == HEAD_ABOVE:
            found += _head_above(ticket.department, now=now)
        elif whom == EXECUTIVE:
            executives = User.objects.active().filter(role_assignments__role=Role.EXECUTIVE).order_by("pk").distinct()
            found += executives[:MOST_EXECUTIVES]
    return list(dict.fromkeys(found))


def _head_above(department: Department, *, now: dt.datetime) -> list[User]:
    """Of the nearest department above that is headed by somebody else."""
    here = heads_of(department, now=now)
    above = Department.objects.filter(pk__in=department.path[:-1]).select_related("head", "deputy")
    by_id = {each.pk: each for each in above}
    heads = (heads_of(by_id[pk], now=now) for pk in reversed(department.path[:-1]) if pk in by_id)
    return next((found for found in heads if found and found != here), [])
