"""The sweep that finds failures which reached a customer and charges their minutes to the steps behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery, Sum

from feedback.tickets.choices import FailureKind, PromiseKind, PromiseState
from feedback.tickets.models import Charge, Failure, Jump, Overtaken, Promise, Resolution, Step, Ticket
from feedback.tickets.queries.stages import chain_q
from feedback.tickets.rules import origins
from feedback.tickets.rules.contact import REPEAT_DAYS
from feedback.tickets.rules.jumps import OPEN as OPEN_JUMPS

BATCH = 100
# How far back a sweep looks for what it has not seen: longer than it may ever stand still.
LOOK_BACK = dt.timedelta(days=35)


def find_failures(*, now: dt.datetime, look_back: dt.timedelta = LOOK_BACK) -> int:
    """Write down failures that are new; how many were found. Several workers may run it at once: each is kept once."""
    since = now - look_back
    rows = [*_broken(since), *_reopened(since), *_repeated(since), *_jumped(since)]
    before = Failure.objects.count()
    Failure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Failure.objects.count() - before if rows else 0


def charge_failures(*, now: dt.datetime, limit: int = BATCH, after: int = 0) -> int:
    """One batch of failures that still go on, behind the id `after`: charge them. The last id looked at, 0 at the end.

    What another worker holds is left to it.
    """
    with transaction.atomic():
        rows = Failure.objects.filter(settled=False, pk__gt=after).select_related("ticket").order_by("pk")
        failures = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
        for failure in failures:
            _charge(failure, now=now)
    return failures[-1].pk if len(failures) == limit else 0


def _unseen(rows: Any, kind: str) -> Any:
    return rows.exclude(Exists(Failure.objects.filter(kind=kind, source=OuterRef("pk"))))


def _broken(since: dt.datetime) -> list[Failure]:
    """What was promised to a customer; a promise between departments reaches none."""
    rows = Promise.objects.filter(state=PromiseState.BROKEN, due_at__gte=since).exclude(kind=PromiseKind.INNER)
    return [
        Failure(kind=FailureKind.PROMISE, source=pk, ticket_id=ticket, at=at)
        for pk, ticket, at in _unseen(rows, FailureKind.PROMISE).values_list("pk", "ticket_id", "due_at")
    ]


def _reopened(since: dt.datetime) -> list[Failure]:
    rows = Resolution.objects.filter(reopened_at__gte=since)
    return [
        Failure(kind=FailureKind.REOPEN, source=pk, ticket_id=ticket, at=at)
        for pk, ticket, at in _unseen(rows, FailureKind.REOPEN).values_list("pk", "ticket_id", "reopened_at")
    ]


def _repeated(since: dt.datetime) -> list[Failure]:
    """A second ticket of the same customer about the same service, soon after the first was resolved."""
    first = Resolution.objects.filter(
        ticket__customer_key=OuterRef("customer_key"),
        service=OuterRef("service"),
        at__lt=OuterRef("opened_at"),
        at__gte=OuterRef("opened_at") - dt.timedelta(days=REPEAT_DAYS),
    ).exclude(ticket=OuterRef("pk"))
    again = Ticket.objects.filter(opened_at__gte=since).exclude(customer_key="")
    rows = again.annotate(first=Subquery(first.order_by("-at", "-pk").values("ticket_id")[:1]))
    rows = _unseen(rows.filter(first__isnull=False), FailureKind.REPEAT)
    return [
        Failure(kind=FailureKind.REPEAT, source=pk, ticket_id=ticket, at=at)
        for pk, ticket, at in rows.values_list("pk", "first", "opened_at")
    ]


def _jumped(since: dt.datetime) -> list[Failure]:
    rows = Jump.objects.filter(asked_at__gte=since, started_at__isnull=False)
    return [
        Failure(kind=FailureKind.JUMP, source=pk, ticket_id=ticket, at=at)
        for pk, ticket, at in _unseen(rows, FailureKind.JUMP).values_list("pk", "ticket_id", "started_at")
    ]


def _charge(failure: Failure, *, now: dt.datetime) -> None:
    minutes, charged, settled = WORKED_OUT[FailureKind(failure.kind)](failure, now)
    steps = Step.objects.in_bulk(list(charged))
    Charge.objects.filter(failure=failure).delete()
    Charge.objects.bulk_create(
        Charge(
            failure=failure,
            step=steps[pk],
            department_id=steps[pk].department_id,
            number=steps[pk].number,
            minutes=share,
            at=failure.at,
        )
        for pk, share in charged.items()
    )
    failure.minutes, failure.settled = minutes, settled
    failure.save(update_fields=["minutes", "settled"])


WorkedOut = tuple[int, dict[int, int], bool]


def _of_promise(failure: Failure, now: dt.datetime) -> WorkedOut:
    promise = Promise.objects.get(pk=failure.source)
    end = promise.fulfilled_at or failure.ticket.resolved_at
    minutes = max(0, int(((end or now) - promise.due_at).total_seconds() // 60))
    stays = _stays(failure.ticket_id, before=promise.due_at)
    return minutes, origins.of_promise(minutes, stays), end is not None


def _of_reopening(failure: Failure, now: dt.datetime) -> WorkedOut:
    undone = Resolution.objects.select_related("step").get(pk=failure.source)
    following = Resolution.objects.filter(ticket=undone.ticket_id, number=undone.number + 1)
    until = following.values_list("step__number", flat=True).first()
    steps = Step.objects.filter(ticket=undone.ticket_id, number__gt=undone.step.number)
    minutes = _worked(steps.filter(number__lte=until) if until else steps)
    return minutes, origins.of_one(minutes, undone.step_id), until is not None


def _of_repeat(failure: Failure, now: dt.datetime) -> WorkedOut:
    second = Ticket.objects.get(pk=failure.source)
    minutes = _worked(Step.objects.filter(ticket=second))
    stays = _stays(failure.ticket_id, before=second.opened_at)
    return minutes, origins.of_time_spent(minutes, stays), not second.is_open


def _of_jump(failure: Failure, now: dt.datetime) -> WorkedOut:
    jump = Jump.objects.get(pk=failure.source)
    minutes = Overtaken.objects.filter(jump=jump).aggregate(minutes=Sum("minutes", default=0))["minutes"]
    steps = Step.objects.filter(ticket=jump.ticket_id, started_at__lte=jump.asked_at).order_by("-number")
    step = steps.first() or Step.objects.filter(ticket=jump.ticket_id).order_by("number")[:1].get()
    return minutes, origins.of_one(minutes, step.pk), jump.state not in OPEN_JUMPS


WORKED_OUT = {
    FailureKind.PROMISE: _of_promise,
    FailureKind.REOPEN: _of_reopening,
    FailureKind.REPEAT: _of_repeat,
    FailureKind.JUMP: _of_jump,
}


def _stays(ticket: int, *, before: dt.datetime) -> list[origins.Stay]:
    rows = Step.objects.filter(chain_q(ticket), started_at__lt=before).order_by("number", "pk")
    values = rows.values_list("pk", "working_seconds", "clock__minutes")
    return [origins.Stay(pk, seconds / 60, allowed) for pk, seconds, allowed in values]


def _worked(steps: Any) -> int:
    return int(steps.aggregate(seconds=Sum("working_seconds", default=0))["seconds"] // 60)
