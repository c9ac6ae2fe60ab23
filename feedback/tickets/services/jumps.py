"""The fast lane: started within a budget or asked for beyond it, acknowledged, ended, reviewed."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import Harm, JumpState, State
from feedback.tickets.models import Jump, JumpPass, JumpPolicy, Overtaken, ServiceStep, Ticket
from feedback.tickets.queries.duties import served_next
from feedback.tickets.rules import OPEN
from feedback.tickets.rules import jumps as rules
from feedback.tickets.services.common import clocks_of, concerned, place, require_open, required_text, tell, ticket_for
from portal.calendars.queries import calendar_of
from portal.calendars.rules import due_at, elapsed
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, require
from portal.people.models import Department, User
from portal.records.services import event_write

BATCH = 100
# Of a queue that is longer, the nearest are written down.
MOST_OVERTAKEN = 500


def ticket_jump(
    *,
    reference: str,
    harm: str,
    reason: str,
    by: User,
    now: dt.datetime,
    surcharge: Decimal | None = None,
    currency: str = "",
) -> Jump:
    """Put a ticket on top of every queue that it still has to pass, alone and at once, while the budget lasts.

    The budgets of the person and of their department are counted under one lock: of two for the last one, one starts
    and the other is only asked for, until somebody else grants it. Refuses a ticket that jumps already
    (`already_jumping`), a resolved one, and a surcharge without currency (Malformed).
    """
    with transaction.atomic():
        ticket = ticket_for("jump", reference=reference, by=by)
        require_open(ticket)
        if Jump.objects.filter(ticket=ticket, state__in=rules.OPEN).exists():
            raise Refused("already_jumping", _("This ticket is in the fast lane already, or somebody asked for it."))
        within = _within_budget(by, now=now)
        jump = Jump(
            ticket=ticket,
            state=JumpState.RUNNING if within else JumpState.ASKED,
            harm=_harm(harm),
            reason=required_text("reason", reason)[:1000],
            asked_by=by,
            department=by.department,
            at_department=ticket.department,
            at_position=ticket.position,
            asked_at=now,
            within_budget=within,
            expires_at=now + rules.LASTS,
            **_surcharge(surcharge, currency),
        )
        jump.save()
        if within:
            _begin(jump, ticket, "start", by=by, now=now)
        else:
            _write(jump, "ask", by=by, now=now)
            tell(ticket, "jump.asked", _granters(by), occasion=jump.reference, by=by, now=now)
    return jump


def jump_grant(*, reference: str, by: User, now: dt.datetime, reason: str = "", version: int | None = None) -> Jump:
    """Let it jump beyond the budget. Refuses whoever asked for it (`own_jump`)."""
    with transaction.atomic():
        jump, ticket = _jump_for("grant", reference, by, version)
        _not_own(jump, by)
        jump.decision_reason = reason.strip()[:1000]
        _step(jump, "grant")
        jump.decided_by = by
        jump.expires_at = now + rules.LASTS
        _begin(jump, ticket, "grant", by=by, now=now)
        tell(ticket, "jump.granted", [jump.asked_by], occasion=jump.reference, by=by, now=now)
    return jump


def jump_refuse(*, reference: str, reason: str, by: User, now: dt.datetime, version: int | None = None) -> Jump:
    """Not this time, and why; whoever asked is told."""
    with transaction.atomic():
        jump, ticket = _jump_for("refuse", reference, by, version)
        _not_own(jump, by)
        jump.decision_reason = required_text("reason", reason)[:1000]
        _step(jump, "refuse")
        jump.decided_by, jump.ended_at = by, now
        _save(jump, "refuse", by=by, now=now, reason=jump.decision_reason)
        tell(ticket, "jump.refused", [jump.asked_by], occasion=jump.reference, by=by, now=now)
    return jump


def jump_acknowledge(*, reference: str, by: User, now: dt.datetime) -> Jump:
    """Our department has seen it. Refuses where none of the person's departments is waited for."""
    with transaction.atomic():
        jump, _ticket = _jump_for("acknowledge", reference, by, None)
        mine = access_of(by).reach("jumps.acknowledge").departments
        waiting = jump.passes.filter(must_acknowledge=True, acknowledged_at=None, department_id__in=mine)
        departments = list(waiting.values_list("department__reference", flat=True))
        if jump.state != JumpState.RUNNING or not departments:
            raise Refused("nothing_to_acknowledge", _("Nobody waits for your department to acknowledge this."))
        waiting.update(acknowledged_at=now, acknowledged_by=by)
        _write(jump, "acknowledge", by=by, now=now, departments=departments)
    return jump


def jump_stop(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Jump:
    """End it before its ticket is resolved: the ticket goes back to its own place."""
    with transaction.atomic():
        jump, ticket = _jump_for("stop", reference, by, version)
        _finish(jump, ticket, "stop", by=by, now=now)
        place(ticket, clocks_of(ticket))
        ticket.save(update_fields=["jumped_at", "queue_at"])
    return jump


def jump_review(
    *, reference: str, justified: bool, text: str, by: User, now: dt.datetime, version: int | None = None
) -> Jump:
    """Afterwards: was it right to jump? Once, by a head, never by whoever started it."""
    with transaction.atomic():
        jump, ticket = _jump_for("review", reference, by, version)
        _not_own(jump, by)
        if jump.state != JumpState.ENDED or jump.started_at is None or jump.reviewed_at is not None:
            raise Refused("not_reviewable", _("A jump is reviewed once, after it has ended."), {"state": jump.state})
        jump.reviewed_by, jump.reviewed_at = by, now
        jump.justified, jump.review = justified, required_text("text", text)[:1000]
        _save(jump, "review", by=by, now=now, reason=jump.review, justified=justified)
        tell(ticket, "jump.reviewed", [jump.asked_by], occasion=jump.reference, by=by, now=now)
    return jump


def jump_resolved(ticket: Ticket, *, by: User | None, now: dt.datetime, action: str = "resolve") -> None:
    """Its ticket is resolved, or goes no further ("stop"), so the jump ends. The caller places and saves the ticket."""
    for jump in Jump.objects.filter(ticket=ticket, state__in=rules.OPEN).select_for_update():
        _finish(jump, ticket, action, by=by, now=now)


def jump_arrives(ticket: Ticket, department: Department, *, now: dt.datetime) -> None:
    """The ticket reaches the next department of its way: whom it overtakes there is written down too."""
    if ticket.jumped_at is None:
        return
    for jump in Jump.objects.filter(ticket=ticket, state=JumpState.RUNNING):
        _add_passes(jump, [department], must_acknowledge=True, now=now)
        _write_overtaken(jump, ticket, department)


def expire_jumps(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: jumps whose time is over. Several workers may run it at once."""
    with transaction.atomic():
        # The ticket first, as every verb does.
        due = Jump.objects.filter(state__in=rules.OPEN, expires_at__lt=now).values("ticket_id")
        tickets = Ticket.objects.filter(pk__in=due).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        found = list(tickets[:limit])
        for ticket in found:
            for jump in Jump.objects.filter(ticket=ticket, state__in=rules.OPEN, expires_at__lt=now):
                _finish(jump, ticket, "expire", by=None, now=now)
            place(ticket, clocks_of(ticket))
            ticket.save(update_fields=["jumped_at", "queue_at"])
    return len(found)


def find_unacknowledged(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: departments that have not acknowledged in time, each found once."""
    with transaction.atomic():
        rows = JumpPass.objects.filter(must_acknowledge=True, acknowledged_at=None, late_at=None, due_at__lt=now)
        late = rows.filter(jump__state=JumpState.RUNNING).select_related(
            "jump__ticket", "jump__asked_by", "department__head", "department__deputy"
        )
        found = list(late.select_for_update(of=("self",), skip_locked=True).order_by("due_at")[:limit])
        for each in found:
            each.late_at = now
            each.save(update_fields=["late_at"])
            _write(each.jump, "late", by=None, now=now, departments=[each.department.reference])
            people = [*concerned(each.department, now=now), each.jump.asked_by]
            occasion = f"{each.jump.reference}:{each.department_id}"
            tell(each.jump.ticket, "jump.not_acknowledged", people, occasion=occasion, by=None, now=now)
    return len(found)


def policy_of(department: Department | None, *, lock: bool = False) -> JumpPolicy:
    """The department's own policy, else the nearest above it, else the company's."""
    path = list(department.path) if department else []
    rows = JumpPolicy.objects.filter(department_id__in=path)
    by_department = {row.department_id: row for row in rows}
    nearest = next((by_department[pk].pk for pk in reversed(path) if pk in by_department), None)
    chosen = JumpPolicy.objects.filter(pk=nearest) if nearest else JumpPolicy.objects.filter(department=None)
    return (chosen.select_for_update() if lock else chosen).get()


def _within_budget(by: User, *, now: dt.datetime) -> bool:
    """Counted under the lock of the policy's row, so that nobody starts one in between."""
    budget = policy_of(by.department, lock=True).budget
    used = Jump.objects.filter(within_budget=True, asked_at__gt=budget.since(now))
    return budget.covers(
        person=used.filter(asked_by=by).count(),
        department=used.filter(department=by.department).count() if by.department_id else 0,
    )


def _begin(jump: Jump, ticket: Ticket, action: str, *, by: User, now: dt.datetime) -> None:
    jump.started_at = now
    beside = parts_of(ticket)
    way = [ticket.department, *(each.department for each in beside), *_ahead(ticket)]
    _add_passes(jump, way, must_acknowledge=True, now=now)
    informed = list(policy_of(by.department).informs.filter(active=True).select_related("head", "deputy"))
    _add_passes(jump, informed, must_acknowledge=False, now=now)
    _write_overtaken(jump, ticket, ticket.department)
    ticket.jumped_at = now
    # All that it will pass see it from now on.
    ticket.departments = list(dict.fromkeys([*ticket.departments, *(each.pk for each in way)]))
    place(ticket, clocks_of(ticket))
    ticket.save(update_fields=["jumped_at", "queue_at", "departments"])
    _lift(beside, now)
    _save(jump, action, by=by, now=now, reason=jump.reason, harm=jump.harm)
    people = {person.pk: person for department in (*way, *informed) for person in concerned(department, now=now)}
    for person in (ticket.owner, ticket.first_owner):
        if person is not None:
            people[person.pk] = person
    tell(ticket, "jump.started", people.values(), occasion=jump.reference, by=by, now=now)


def parts_of(ticket: Ticket) -> list[Ticket]:
    """Its parallel parts that are open, under their locks."""
    rows = Ticket.objects.filter(parent=ticket, part__gt=0, state__in=OPEN).select_related("department__head")
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def _lift(parts: list[Ticket], at: dt.datetime | None) -> None:
    """What jumps, jumps with all its parts, and they go back together; a jump of a part's own goes on."""
    own = set(Jump.objects.filter(ticket__in=parts, state=JumpState.RUNNING).values_list("ticket_id", flat=True))
    for each in parts:
        if each.pk not in own:
            each.jumped_at = at
            place(each, clocks_of(each))
            each.save(update_fields=["jumped_at", "queue_at"])


def _ahead(ticket: Ticket) -> list[Department]:
    if ticket.part:
        return []
    parts = ServiceStep.objects.filter(service=ticket.service_id, stage__gt=ticket.position).order_by("number")
    return [part.department for part in parts.select_related("department__head", "department__deputy")]


def _add_passes(jump: Jump, departments: Iterable[Department], *, must_acknowledge: bool, now: dt.datetime) -> None:
    there = set(jump.passes.values_list("department_id", flat=True))
    passes = []
    for department in {each.pk: each for each in departments if each.pk not in there}.values():
        calendar = calendar_of(department).rules()
        served = served_next(department, calendar, now=now)
        due = due_at(calendar, served, policy_of(department).acknowledge_minutes) if must_acknowledge else None
        opens = served if served > now else None
        passes.append(
            JumpPass(jump=jump, department=department, must_acknowledge=must_acknowledge, due_at=due, opens_at=opens)
        )
    JumpPass.objects.bulk_create(passes)


def _write_overtaken(jump: Jump, ticket: Ticket, department: Department) -> None:
    """Who would have been before it in this queue, and by how many working minutes earlier each is due."""
    own = ticket.next_due_at
    if own is None:
        return
    rows = Ticket.objects.filter(department=department, state=State.NEW, jumped_at=None, next_due_at__lt=own)
    before = rows.exclude(pk=ticket.pk).order_by("-next_due_at").values_list("pk", "next_due_at")[:MOST_OVERTAKEN]
    calendar = calendar_of(department).rules()
    overtaken = [
        Overtaken(jump=jump, ticket_id=pk, department=department, minutes=_minutes(calendar, due, own))
        for pk, due in before
    ]
    Overtaken.objects.bulk_create(overtaken, ignore_conflicts=True)


def _minutes(calendar: Any, start: dt.datetime | None, end: dt.datetime) -> int:
    return 0 if start is None else int(elapsed(calendar, start, end).total_seconds() // 60)


def _finish(jump: Jump, ticket: Ticket, action: str, *, by: User | None, now: dt.datetime) -> None:
    _step(jump, action)
    jump.ended_at = now
    ticket.jumped_at = None
    _lift(parts_of(ticket), None)
    _save(jump, action, by=by, now=now)


def _step(jump: Jump, action: str) -> None:
    jump.state = rules.TRANSITIONS.target(action, jump.state, label=str(JumpState(jump.state).label))


def _save(jump: Jump, action: str, *, by: User | None, now: dt.datetime, reason: str = "", **data: Any) -> None:
    jump.version += 1
    jump.save()
    _write(jump, action, by=by, now=now, reason=reason, **data)


def _write(jump: Jump, action: str, *, by: User | None, now: dt.datetime, reason: str = "", **data: Any) -> None:
    """On the ticket, whose timeline tells the whole story."""
    facts = {"jump": jump.reference} | data
    event_write(subject=jump.ticket, verb=rules.EVENTS[action], by=by, at=now, reason=reason, data=facts)


def _jump_for(action: str, reference: str, by: User, version: int | None) -> tuple[Jump, Ticket]:
    """The jump and its ticket under their locks, the ticket first. Refuses NotFound, NotAllowed and Stale."""
    seen: Jump = get_visible(Jump, by, reference)
    require(by, f"jumps.{action}", seen)
    ticket = (
        Ticket.objects.select_for_update(of=("self",)).select_related("service", "department").get(pk=seen.ticket_id)
    )
    jump: Jump = Jump.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=seen.pk)
    jump.ticket = ticket
    check_version(jump, version)
    return jump, ticket


def _not_own(jump: Jump, by: User) -> None:
    if jump.asked_by_id == by.pk:
        raise NotAllowed("own_jump", _("Somebody else decides about a jump that you started."))


def _granters(by: User) -> list[User]:
    """The head of the department, and the deputy when it is the head who asks."""
    if by.department is None:
        return []
    return [person for person in (by.department.head, by.department.deputy) if person and person.pk != by.pk]


def _harm(harm: str) -> str:
    if harm not in Harm.values:
        text = _("Choose what is at stake.")
        raise Malformed("malformed", text, errors={"harm": [text]})
    return harm


def _surcharge(amount: Decimal | None, currency: str) -> dict[str, Any]:
    code = currency.strip().upper()
    if amount is None:
        return {"surcharge": None, "currency": ""}
    if amount <= 0 or amount >= Decimal(10) ** 10:
        text = _("A surcharge is more than nothing and less than ten thousand million.")
        raise Malformed("malformed", text, errors={"surcharge": [text]})
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        text = _("Name the currency by its three letters, for example CNY.")
        raise Malformed("malformed", text, errors={"currency": [text]})
    return {"surcharge": amount, "currency": code}
