"""Promises: made, kept, put off with the customer's consent, found broken, found in danger."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils.translation import gettext as _

from feedback.tickets.choices import Channel, PromiseKind, PromiseState
from feedback.tickets.models import Clock, Promise, Step, Ticket
from feedback.tickets.queries.projection import projected_end
from feedback.tickets.queries.stages import chain_q
from feedback.tickets.rules.promises import EVENTS, TRANSITIONS
from feedback.tickets.services.common import concerned, require_open, required_text, tell, ticket_for
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, require
from portal.people.models import Department, User
from portal.records.services import event_write

BATCH = 100
LONGEST = dt.timedelta(days=366)


def ticket_promise(
    *,
    reference: str,
    text: str,
    due_at: dt.datetime,
    by: User,
    now: dt.datetime,
    kind: str = PromiseKind.CUSTOMER,
    customer: str = "",
    channel: str = "",
    outer: str = "",
) -> Promise:
    """Promise something about a ticket until `due_at`; for an inner promise `outer` is the reference of the other one.

    It is made even where the open parts can't meet it: then `endangered_at` is set and those who answer are told.
    Refuses an instant that is not ahead or more than a year away, a promise to a customer without channel, an inner
    one that does not end before its outer one (`after_outer`), and a ticket that is resolved (`wrong_state`).
    """
    with transaction.atomic():
        found = ticket_for("promise", reference=reference, by=by)
        require_open(found)
        upper = _outer(found, kind, outer, due_at)
        promise = Promise(
            ticket=found,
            outer=upper,
            kind=kind,
            text=required_text("text", text),
            customer=customer.strip() or found.customer_key,
            channel=_channel(kind, channel),
            promised_by=by,
            department=_department_of(by, found),
            due_at=_ahead(due_at, now),
            made_at=now,
        )
        promise.save()
        _write(promise, "make", by=by, now=now)
        answerable = [found.owner] if found.owner else concerned(found.department, now=now)
        tell(found, "promise.made", [*answerable, found.first_owner], occasion=promise.reference, by=by, now=now)
        note_danger(promise, now=now)
    return promise


def promise_keep(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Promise:
    """What was promised is done. After the due instant that makes the promise broken and fulfilled late.

    Refuses a promise that has ended, but for a broken one that is now fulfilled once.
    """
    with transaction.atomic():
        promise = _promise_for(reference, by, version)
        if promise.state == PromiseState.OPEN and now > promise.due_at:
            _break(promise, now=now)
        if promise.state == PromiseState.BROKEN and promise.fulfilled_at is None:
            promise.fulfilled_at = now
            _save(promise, "fulfil", by=by, now=now)
            return promise
        _require_step("keep", promise)
        promise.fulfilled_at = now
        _end(promise, PromiseState.KEPT, now=now)
        _save(promise, "keep", by=by, now=now)
    return promise


def promise_renegotiate(
    *, reference: str, due_at: dt.datetime, consent: str, by: User, now: dt.datetime, version: int | None = None
) -> Promise:
    """Another instant that the other side agreed to, noted in `consent`: a new promise takes the old one's place.

    Open inner promises go over to it. Refuses it once the old one fell due (`too_late`): then it is broken.
    """
    with transaction.atomic():
        old = _promise_for(reference, by, version)
        _require_step("renegotiate", old)
        if now > old.due_at:
            raise Refused(
                "too_late",
                _("This promise fell due before the customer was asked, so it counts as broken. Make a new one."),
                {"due_at": old.due_at.isoformat()},
            )
        upper = _outer(old.ticket, old.kind, old.outer.reference if old.outer else "", due_at)
        new = Promise(
            ticket=old.ticket,
            outer=upper,
            kind=old.kind,
            text=old.text,
            customer=old.customer,
            channel=old.channel,
            promised_by=by,
            department=old.department,
            due_at=_ahead(due_at, now),
            made_at=now,
        )
        _inner_fit(old, new.due_at)
        old.consent = required_text("consent", consent)
        new.save()
        old.replaced_by = new
        _end(old, PromiseState.RENEGOTIATED, now=now)
        _save(old, "renegotiate", by=by, now=now, due_at=new.due_at.isoformat())
        old.inner.filter(state=PromiseState.OPEN).update(outer=new)
        answerable = [old.ticket.owner, old.ticket.first_owner, old.promised_by]
        tell(old.ticket, "promise.renegotiated", answerable, occasion=new.reference, by=by, now=now)
        note_danger(new, now=now)
    return new


def break_due_promises(*, now: dt.datetime, limit: int = BATCH) -> int:
    """One batch of the sweep: how many open promises have fallen due. Several workers may run it at once."""
    with transaction.atomic():
        rows = _open_promises().filter(due_at__lt=now).order_by("due_at", "id")
        promises = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for promise in promises:
            _break(promise, now=now)
    return len(promises)


def promises_move(source: Ticket, target: Ticket, *, by: User | None, now: dt.datetime) -> None:
    """What was promised on a ticket that is merged is promised on the other one; both keep the event.

    Asked for until none is left: somebody may have put one off while its row was waited for.
    """
    rows = Promise.objects.filter(ticket=source, state=PromiseState.OPEN).order_by("pk")
    while found := list(rows.select_for_update(of=("self",))):
        for promise in found:
            # Whether it can be met there is worked out anew, by the next sweep.
            promise.ticket, promise.endangered_at = target, None
            promise.version += 1
            promise.save()
            facts = {"promise": promise.reference, "due_at": promise.due_at.isoformat()}
            facts |= {"from": source.reference, "to": target.reference}
            for ticket in (source, target):
                event_write(subject=ticket, verb=EVENTS["move"], by=by, at=now, data=facts)


def find_endangered(*, now: dt.datetime, limit: int = BATCH, after: int = 0) -> tuple[int, int]:
    """One batch of the sweep over promises that nobody was warned of: how many are in danger, and where to go on.

    Looked at are those whose ticket has a clock that ends later or stands still. `after` is the id to begin behind;
    the second number is the last id looked at, 0 at the end.
    """
    later = Clock.objects.filter(ticket=OuterRef("ticket"), met_at=None)
    slow = Exists(later.filter(due_at__gt=OuterRef("due_at"))) | Exists(later.exclude(paused_at=None))
    ahead = Exists(Ticket.objects.filter(pk=OuterRef("ticket"), position__gt=0))
    with transaction.atomic():
        rows = _open_promises().filter(slow | ahead, endangered_at=None, due_at__gte=now, pk__gt=after).order_by("pk")
        promises = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        found = sum(note_danger(promise, now=now) for promise in promises)
    return found, promises[-1].pk if len(promises) == limit else 0


def note_danger(promise: Promise, *, now: dt.datetime) -> bool:
    """Warn once when the open parts of the ticket end after the promise."""
    end = projected_end(promise.ticket, now=now)
    if promise.endangered_at is not None or end is None or end <= promise.due_at:
        return False
    promise.endangered_at = now
    _save(promise, "endanger", by=None, now=now, projected=end.isoformat())
    _tell_all(promise, "promise.endangered", now=now)
    return True


def _break(promise: Promise, *, now: dt.datetime) -> None:
    _end(promise, PromiseState.BROKEN, now=promise.due_at)
    _save(promise, "break", by=None, now=now)
    _tell_all(promise, "promise.broken", now=now)


def _tell_all(promise: Promise, kind: str, *, now: dt.datetime) -> None:
    ticket = promise.ticket
    answerable = [ticket.owner] if ticket.owner else concerned(ticket.department, now=now)
    people = {each.pk: each for each in (*answerable, ticket.first_owner, promise.promised_by) if each is not None}
    tell(ticket, kind, people.values(), occasion=promise.reference, by=None, now=now)


def _end(promise: Promise, state: str, *, now: dt.datetime) -> None:
    promise.state, promise.ended_at = state, now
    promise.ended_step = _step_of(promise.ticket)


def _step_of(ticket: Ticket) -> Step | None:
    """Where it is: of parallel parts that are open, the one that takes longest."""
    open_ones = Step.objects.filter(chain_q(ticket), ended_at=None).order_by(F("clock__due_at").desc(nulls_last=True))
    return open_ones.first() or Step.objects.filter(chain_q(ticket)).order_by("-number", "-pk").first()


def _save(promise: Promise, action: str, *, by: User | None, now: dt.datetime, **data: str) -> None:
    promise.version += 1
    promise.save()
    _write(promise, action, by=by, now=now, **data)


def _write(promise: Promise, action: str, *, by: User | None, now: dt.datetime, **data: str) -> None:
    """On the ticket, whose timeline tells the whole story."""
    facts = {"promise": promise.reference, "due_at": promise.due_at.isoformat()} | data
    event_write(subject=promise.ticket, verb=EVENTS[action], by=by, at=now, reason=promise.consent, data=facts)


def _open_promises() -> Any:
    people = ("ticket__owner", "ticket__first_owner", "ticket__department__head", "ticket__department__deputy")
    rows = Promise.objects.filter(state=PromiseState.OPEN)
    return rows.select_related("promised_by", "ticket__service", *people)


def _promise_for(reference: str, by: User, version: int | None) -> Promise:
    """Under its lock and its ticket's, for somebody who may change it. Refuses NotFound, NotAllowed and Stale.

    The ticket first, as everywhere: a hand-over holds it while its departments are passed on to the promises.
    """
    seen: Promise = get_visible(Promise, by, reference)
    Ticket.objects.select_for_update(of=("self",)).get(pk=seen.ticket_id)
    promise: Promise = get_visible(Promise, by, reference, lock=True)
    require(by, "promises.change", promise)
    check_version(promise, version)
    return promise


def _require_step(action: str, promise: Promise) -> None:
    TRANSITIONS.target(action, promise.state, label=str(PromiseState(promise.state).label))


def _ahead(due_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    if not now < due_at <= now + LONGEST:
        text = _("Promise an instant that lies ahead, within a year.")
        raise Malformed("not_ahead", text, errors={"due_at": [text]})
    return due_at


def _channel(kind: str, channel: str) -> str:
    if kind == PromiseKind.CALL_BACK:
        return Channel.PHONE
    if kind == PromiseKind.CUSTOMER and not channel:
        text = _("Say on which channel the customer was told.")
        raise Malformed("malformed", text, errors={"channel": [text]})
    return channel


def _outer(ticket: Ticket, kind: str, reference: str, due_at: dt.datetime) -> Promise | None:
    """The promise that an inner one serves, under its lock. Refuses one that has ended or ends first."""
    if kind != PromiseKind.INNER:
        return None
    rows = Promise.objects.filter(ticket=ticket, state=PromiseState.OPEN).exclude(kind=PromiseKind.INNER)
    found: Promise | None = rows.select_for_update(of=("self",)).filter(reference=reference.upper()).first()
    if found is None:
        text = _("Name an open promise to the customer on this ticket.")
        raise Malformed("unknown_promise", text, errors={"outer": [text]})
    if due_at >= found.due_at:
        raise Refused(
            "after_outer",
            _("A promise between departments ends before the one to the customer, which is due first."),
            {"outer": found.reference, "due_at": found.due_at.isoformat()},
            field="due_at",
        )
    return found


def _inner_fit(old: Promise, due_at: dt.datetime) -> None:
    last = old.inner.filter(state=PromiseState.OPEN).aggregate(last=Max("due_at"))["last"]
    if last is not None and due_at <= last:
        raise Refused(
            "before_inner",
            _("A department has promised its part for a later instant. Agree an earlier one with it first."),
            {"due_at": last.isoformat()},
            field="due_at",
        )


def _department_of(by: User, ticket: Ticket) -> Department:
    """Who answers for it: the department that `by` works for on this ticket, else the one that has it."""
    if ticket.department_id in access_of(by).reach("tickets.promise").departments:
        return ticket.department
    return by.department or ticket.department
