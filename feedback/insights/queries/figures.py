"""Three figures per role, company-wide or of the reader's department, counted over the last 30 days.

They are totals that every colleague may know. Counted at most every five minutes: the page says as of when.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.customers.choices import Kind
from feedback.customers.models import Contact
from feedback.tickets.models import Ticket
from feedback.tickets.queries import kept_since
from initiatives.queries.challenges import calls_to_keep, kept_calls_for
from initiatives.queries.services import Counted as CountedServices
from initiatives.queries.services import wall
from initiatives.queries.work import idea_counts, initiative_counts
from portal.core.names import in_language
from portal.people.access import access_of
from portal.people.models import Department, Role, User
from training.choices import Presence
from training.queries.figures import attendance_counts

PERIOD = dt.timedelta(days=30)
KEPT_SECONDS = 300
ON_HOME = 6


@dataclass(frozen=True)
class Figure:
    """A number, what it is compared with, the list behind it, and how it is computed. No cases: no value."""

    label: str
    value: str
    comparison: str
    url: str
    computed: str


class Counted(NamedTuple):
    """What is kept for some minutes: three figures, the launched services, when that was, open calls for ideas."""

    figures: list[Figure]
    launched: Launched
    at: dt.datetime
    calls: list[dict[str, Any]]


def figures_for(user: User, now: dt.datetime) -> Counted:
    """Three figures for this person's work, the launched services, and the calls for ideas that ask them."""
    access = access_of(user)
    # Who reads every ticket looks at the company, whatever department they sit in.
    counts = _counts(None if access.reach("tickets.view").all else user.department_id, now)
    makers = [_on_time, _answered, _on_track]
    if access.has_role(Role.TRAINER, Role.COACH):
        makers = [_present, _on_time, _answered]
    calls = kept_calls_for(user, counts["calls"], timezone.localdate(now))
    return Counted([make(counts) for make in makers], _in_my_language(counts["launched"]), counts["at"], calls)


def _counts(department_id: int | None, now: dt.datetime) -> dict[str, Any]:
    """Nine queries, and none while the counts of this department are kept."""
    # The number counts up with the names below: what an older process kept is not read as ours.
    key = f"home-counts:2:{department_id}"
    counts: dict[str, Any] | None = cache.get(key)
    if counts is None:
        since = now - PERIOD
        counts = {
            "at": now,
            "tickets": kept_since(since, _tickets_of(department_id)),
            "ideas": idea_counts(since),
            "initiatives": initiative_counts(),
            "presence": attendance_counts(since),
            "launched": _launched(now),
            "calls": calls_to_keep(timezone.localdate(now)),
        }
        cache.set(key, counts, KEPT_SECONDS)
    return counts


@dataclass(frozen=True)
class Launched:
    """The headline: services that count, the newest on the wall; `liked` stands small beside it."""

    counted: CountedServices
    wall: list[dict[str, Any]]
    liked: str


def _launched(now: dt.datetime) -> Launched:
    """One query: what counts, the newest of it, and how contacts went."""
    beside = {kind.value: _contacts(kind, now - PERIOD) for kind in (Kind.COMPLIMENT, Kind.COMPLAINT)}
    whole, rows = wall(timezone.localdate(now), ON_HOME, beside)
    return Launched(whole, rows, _ratio(rows[0]) if rows else "")


def _in_my_language(launched: Launched) -> Launched:
    """Kept for readers of both languages."""
    rows = [row | {"department_name": in_language(row, "department__name")} for row in launched.wall]
    return replace(launched, wall=rows)


def _contacts(kind: Kind, since: dt.datetime) -> Any:
    """How many contacts with customers were of this kind, read beside another row."""
    rows = Contact.objects.filter(offered_at__gte=since, kind=kind).order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(rows.annotate(count=Count("id")).values("count")), 0)


def _ratio(row: dict[str, Any]) -> str:
    """Compliments to complaints, `12 : 5`; empty where there was neither."""
    pair = (row[Kind.COMPLIMENT.value], row[Kind.COMPLAINT.value])
    return "{} : {}".format(*pair) if any(pair) else ""


def _tickets_of(department_id: int | None) -> Any:
    """What a department, or one below it, asked for or had a part in; of everybody for who belongs to none."""
    if department_id is None:
        return None
    below = list(Department.objects.filter(path__contains=[department_id]).values_list("pk", flat=True))
    return Ticket.objects.filter(Q(departments__overlap=below) | Q(requester_department__in=below))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""


def _on_time(counts: dict[str, Any]) -> Figure:
    whole, kept = counts["tickets"]
    return Figure(
        label=_("Tickets solved in time"),
        value=_share(kept, whole),
        comparison=_("%(kept)s of %(all)s in 30 days") % {"kept": kept, "all": whole},
        url=reverse("tickets:list") + "?state=resolved",
        computed=_(
            "Tickets that your department asked for or had a part in, solved within the last 30 days: those whose"
            " resolution clock had not run out, divided by all."
        ),
    )


def _answered(counts: dict[str, Any]) -> Figure:
    waiting, answered = counts["ideas"]
    return Figure(
        label=_("Ideas answered"),
        value=str(answered),
        comparison=_("in 30 days, %(waiting)s still wait") % {"waiting": waiting},
        url=reverse("initiatives:ideas") + "?state=open",
        computed=_("Ideas of the whole company that got a decision with a reason within the last 30 days."),
    )


def _on_track(counts: dict[str, Any]) -> Figure:
    running, green = counts["initiatives"]
    return Figure(
        label=_("Initiatives on track"),
        value=_share(green, running),
        comparison=_("%(green)s of %(running)s running") % {"green": green, "running": running},
        url=reverse("initiatives:portfolio"),
        computed=_("Running initiatives whose newest status report is green, divided by all that are running."),
    )


def _present(counts: dict[str, Any]) -> Figure:
    presence = counts["presence"]
    there, whole = sum(presence.get(kind, 0) for kind in (Presence.PRESENT, Presence.LATE)), sum(presence.values())
    return Figure(
        label=_("Trainees present"),
        value=_share(there, whole),
        comparison=_("%(there)s of %(all)s in 30 days") % {"there": there, "all": whole},
        url=reverse("training:cohorts"),
        computed=_("Attendance recorded in the last 30 days: present or late, divided by all records."),
    )
