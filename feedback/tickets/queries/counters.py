"""Figures over open tickets, each in one query over the partial indexes of open rows."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Value

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Clock, Ticket
from feedback.tickets.queries.finding import asked_q, owned_q, queue_of
from feedback.tickets.queries.rows import Ref
from feedback.tickets.rules import IN_PROGRESS, NEW, OPEN, WAITING
from portal.core.names import in_language
from portal.core.statements import Statement
from portal.people.access import access_of


class QueueCount(NamedTuple):
    """Open tickets of one department: its reference, its name in the reader's language, how many are in which state."""

    department: Ref
    new: int
    in_progress: int
    waiting: int
    late: int

    @property
    def open(self) -> int:
        return self.new + self.in_progress + self.waiting


def queue_counters(user: Any, *, now: dt.datetime, below: int | None = None) -> list[QueueCount]:
    """Every queue of which this person sees something, the latest first: one grouped query, however many there are.

    `below`: the department, and all below it, whose queues are counted.
    """
    rows = Ticket.objects.visible_to(user).filter(state__in=OPEN)
    if below is not None:
        rows = rows.filter(department__path__contains=[below])
    rows = rows.values("department__reference", "department__name_en", "department__name_zh")
    counted = rows.annotate(
        new=Count("id", filter=Q(state=NEW)),
        in_progress=Count("id", filter=Q(state=IN_PROGRESS)),
        waiting=Count("id", filter=Q(state=WAITING)),
        late=Count("id", filter=Q(next_due_at__lt=now)),
    ).order_by("-late", "-new", "department__reference")
    return [
        QueueCount(
            Ref(row["department__reference"], in_language(row, "department__name")),
            row["new"], row["in_progress"], row["waiting"], row["late"],
        )
        for row in counted
    ]  # fmt: skip


class TabCounts(NamedTuple):
    waiting: int
    queue: int
    opened: int


def tab_counts(user: Any) -> TabCounts:
    """What the tabs of the list show: one query of four counts, each of which walks an index of its own."""
    access = access_of(user)
    take, acknowledge = access.reach("tickets.take").departments, access.reach("jumps.acknowledge").departments
    found = {row["of"]: row["found"] for row in _TABS.rows(user.pk, list(take), list(acknowledge))}
    return TabCounts(found.get("owned", 0) + found.get("asked", 0), found.get("queue", 0), found.get("opened", 0))


def _tabs(person: int, take: list[int], acknowledge: list[int]) -> QuerySet[Any]:
    queue = queue_of(take, acknowledge)
    parts = {"owned": owned_q(person), "asked": asked_q(person), "queue": queue, "opened": Q(requester=person)}
    counts = [
        Ticket.objects.filter(q, state__in=OPEN).order_by().values(of=Value(name)).annotate(found=Count("id"))
        for name, q in parts.items()
    ]
    return counts[0].union(*counts[1:], all=True)


_TABS = Statement(_tabs, -7001, [-7002], [-7003])


class Kept(NamedTuple):
    """Resolution clocks that were met, and how many of them in time."""

    met: int
    met_in_time: int


def kept_since(since: dt.datetime, tickets: Any = None) -> Kept:
    """Of all tickets, or of those in `tickets`: one query. A clock that ran out stays late, whatever came after."""
    clocks = Clock.objects.filter(kind=ClockKind.RESOLUTION, met_at__gte=since)
    if tickets is not None:
        clocks = clocks.filter(ticket__in=tickets.values("id"))
    in_time = Q(breached_at=None, met_at__lte=F("due_at"))
    return Kept(**clocks.aggregate(met=Count("id"), met_in_time=Count("id", filter=in_time)))


class Figures(NamedTuple):
    """Of what the reader's roles cover: open now, late now, and of the clocks met since `since` how many in time."""

    open: int
    late: int
    met: int
    met_in_time: int


def figures_of(user: Any, *, now: dt.datetime, since: dt.datetime) -> Figures:
    """Two queries. Departments are those that the reader may work for; readers of everything get the company."""
    visible = Ticket.objects.visible_to(user)
    departments = access_of(user).reach("tickets.take").departments
    if departments and not access_of(user).reach("tickets.view").all:
        visible = visible.filter(department_id__in=departments)
    now_open = visible.filter(state__in=OPEN).aggregate(
        open=Count("id"), late=Count("id", filter=Q(next_due_at__lt=now))
    )
    return Figures(now_open["open"], now_open["late"], *kept_since(since, visible))
