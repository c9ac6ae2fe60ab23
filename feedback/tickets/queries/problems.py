"""Problems as the sweep, lists, cards and the before-and-after read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback.tickets.choices import LOOKS, PROBLEM_LOOKS, FailureKind, ProblemState
from feedback.tickets.models import WAITING_PROBLEM, Charge, Problem, ProblemTicket, Ticket
from feedback.tickets.queries.rows import Ref
from feedback.tickets.rules import problems as rules
from portal.core.errors import NotFound
from portal.core.names import in_language, person_name
from portal.core.reading import Beside
from portal.core.states import Look
from portal.people.access import scope_q
from portal.people.models import Department

SHOWN_TICKETS = 50
_PEOPLE = ("owner", "proposed_by", "decided_by", "step_consent_by", "suffering_consent_by")
_PERSON = ("reference", "full_name", "latin_name")
_THING = ("reference", "name_en", "name_zh")
PLAIN = (
    "title", "cause", "step", "state", "proposed_at", "week", "count", "mean", "due_at", "decided_at", "reason",
    "escalated_at", "change", "effective_on", "step_consent_at", "suffering_consent_at", "closed_at", "result",
    "version",
)  # fmt: skip
VALUES = (
    "id", "reference", *PLAIN, "ticket_count", "became__initiative__reference", "became__initiative__title",
    *(f"{thing}__{field}" for thing in ("department", "suffering") for field in _THING),
    *(f"{person}__{field}" for person in _PEOPLE for field in _PERSON),
)  # fmt: skip
_JOINED = ProblemTicket.objects.filter(problem=OuterRef("pk"), left_at=None).order_by().values("problem")
ANNOTATIONS = Beside(ticket_count=Coalesce(Subquery(_JOINED.annotate(n=Count("pk")).values("n")), 0))


def day_of(now: dt.datetime) -> dt.date:
    """The company's day: weeks and effective days are the same whoever looks."""
    return now.astimezone(timezone.get_default_timezone()).date()


def starts_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())


def charges_of(problem: Problem) -> QuerySet[Any]:
    """All that was charged to this step by this cause."""
    rows: QuerySet[Any] = Charge.objects.filter(
        department=problem.department, number=problem.step, failure__kind=problem.cause
    )
    return rows


def suffering_of(problem: Problem, since: dt.datetime) -> Department:
    """The department that most of the failed tickets came from: there the customer is told. Else the step's own."""
    rows = charges_of(problem).filter(at__gte=since, failure__ticket__requester_department__isnull=False)
    counted = rows.values("failure__ticket__requester_department").annotate(n=Count("id"))
    first = counted.order_by("-n", "failure__ticket__requester_department").first()
    if first is None:
        return problem.department
    found: Department = Department.objects.get(pk=first["failure__ticket__requester_department"])
    return found


class HotSpot(NamedTuple):
    """A step of a department where one cause was out of the ordinary in a week."""

    department: str  # reference
    step: int
    cause: str
    week: dt.date
    hot: rules.Hot


def hot_spots(*, now: dt.datetime) -> list[HotSpot]:
    """Of the last full week, without those that a living problem is about: two queries, whatever the number."""
    week = rules.last_full_week(day_of(now))
    first, end = starts_of(week - rules.WEEK * rules.TRAILING), starts_of(week + rules.WEEK)
    counted = (
        Charge.objects.filter(at__gte=first, at__lt=end, department__active=True)
        .values("department__reference", "number", "failure__kind")
        .annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone()), n=Count("failure", distinct=True))
        .order_by("department__reference", "number", "failure__kind")
    )
    spots: dict[tuple[str, int, str], dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for row in counted:
        spot = (row["department__reference"], row["number"], row["failure__kind"])
        spots[spot][rules.monday_of(row["day"])] += row["n"]
    taken = set(
        Problem.objects.filter(Q(state__in=rules.ALIVE) | ended_since(week)).values_list(
            "department__reference", "step", "cause"
        )
    )
    found = ((spot, rules.hot_week(counts, week)) for spot, counts in spots.items() if spot not in taken)
    return [HotSpot(*spot, week, hot) for spot, hot in found if hot is not None]


def ended_since(week: dt.date) -> Q:
    """Found in that week, or ended after it: what the week says was part of that decision."""
    end = starts_of(week + rules.WEEK)
    return Q(week=week) | Q(closed_at__gte=end) | Q(state=ProblemState.DECLINED, decided_at__gte=end)


def to_decide(user: Any) -> Q:
    """Proposals about departments that this person heads, and those above whom nobody decided in time."""
    heads = Q(department__head=user) | Q(department__deputy=user)
    late = Q(escalated_at__isnull=False) & scope_q(user, "problems.decide", Problem)
    return WAITING_PROBLEM & (heads | late)


def to_consent(user: Any) -> Q:
    """A worded change to which this person, as the head of a side, has not agreed yet."""
    step = (Q(department__head=user) | Q(department__deputy=user)) & Q(step_consent_at=None)
    suffering = (Q(suffering__head=user) | Q(suffering__deputy=user)) & Q(suffering_consent_at=None)
    return Q(state=ProblemState.OPEN) & ~Q(change="") & (step | suffering)


class Consent(NamedTuple):
    side: str
    department: Ref
    by: Ref | None
    at: dt.datetime | None


class ProblemRow(NamedTuple):
    id: str
    said: str
    cause: str
    step: int
    state: str
    look: Look
    department: Ref
    suffering: Ref
    owner: Ref | None
    proposed_by: Ref | None
    proposed_at: dt.datetime
    week: dt.date | None
    week_count: int | None
    week_mean: float | None
    due_at: dt.datetime
    decided_by: Ref | None
    decided_at: dt.datetime | None
    reason: str
    escalated_at: dt.datetime | None
    change: str
    effective_on: dt.date | None
    consents: list[Consent]
    closed_at: dt.datetime | None
    result: str
    tickets: int
    initiative: Ref | None
    version: int

    @property
    def title(self) -> str:
        """What a person wrote, else what the sweep found, in the reader's language."""
        if self.said:
            return self.said
        words = {"cause": self.cause_label, "department": self.department.name, "step": self.step}
        return _("%(cause)s: %(department)s, step %(step)s") % words

    @property
    def cause_label(self) -> str:
        return str(FailureKind(self.cause).label)

    @property
    def is_proposed(self) -> bool:
        return self.state == ProblemState.PROPOSED

    @property
    def is_worked_on(self) -> bool:
        return self.state in rules.WORKED_ON


def problem_row(values: dict[str, Any]) -> ProblemRow:
    people = {name: _person(values, name) for name in _PEOPLE}
    places = {name: Ref(values[f"{name}__reference"], in_language(values, f"{name}__name")) for name in _PLACES}
    own = {name: values[name] for name in PLAIN if name not in _ELSEWHERE}
    initiative = values["became__initiative__reference"]
    sides = {rules.STEP: "department", rules.SUFFERING: "suffering"}
    return ProblemRow(
        id=values["reference"],
        said=values["title"],
        look=PROBLEM_LOOKS[values["state"]],
        consents=[
            Consent(side, places[place], people[f"{side}_consent_by"], values[f"{side}_consent_at"])
            for side, place in sides.items()
        ],
        tickets=values["ticket_count"],
        initiative=Ref(initiative, values["became__initiative__title"]) if initiative else None,
        week_count=values["count"],
        week_mean=values["mean"],
        department=places["department"],
        suffering=places["suffering"],
        owner=people["owner"],
        proposed_by=people["proposed_by"],
        decided_by=people["decided_by"],
        **own,
    )


_PLACES = ("department", "suffering")
_ELSEWHERE = ("title", "count", "mean", "step_consent_at", "suffering_consent_at")


def _person(values: dict[str, Any], path: str) -> Ref | None:
    reference = values[f"{path}__reference"]
    return Ref(reference, person_name(values, path)) if reference else None


def title_of(problem: Problem) -> str:
    """As ProblemRow.title says it."""
    if problem.title:
        return problem.title
    cause = FailureKind(problem.cause).label
    words = {"cause": cause, "department": problem.department.name, "step": problem.step}
    return _("%(cause)s: %(department)s, step %(step)s") % words


def problem_shown(user: Any, reference: str) -> Problem:
    """With the people and places that a plan is made from. Absent and not visible are the same NotFound."""
    rows = Problem.objects.visible_to(user).select_related(
        "owner__department", "department__head", "department__deputy"
    )
    found: Problem | None = None if "\x00" in reference else rows.filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


class JoinedTicket(NamedTuple):
    id: str
    title: str
    look: Look
    joined_at: dt.datetime


def tickets_joined(problem: Problem, user: Any) -> list[JoinedTicket]:
    """The newest of its tickets that this person may open."""
    links = problem.links.filter(left_at=None, ticket__in=Ticket.objects.visible_to(user)).order_by("-joined_at", "-id")
    rows = links.values_list("ticket__reference", "ticket__title", "ticket__state", "joined_at")[:SHOWN_TICKETS]
    return [JoinedTicket(reference, title, LOOKS[state], at) for reference, title, state, at in rows]


def effect_found(problem: Problem, *, now: dt.datetime) -> rules.Effect | None:
    """Before and after the day of the change; None while there is no day. One query."""
    if problem.effective_on is None:
        return None
    first = starts_of(problem.effective_on - rules.WEEK * rules.TRAILING)
    rows = (
        charges_of(problem)
        .filter(at__gte=first, at__lte=now)
        .annotate(day=TruncDate("at", tzinfo=timezone.get_default_timezone()))
        .values("day")
        .annotate(failures=Count("failure", distinct=True), lost=Sum("minutes"))
        .order_by("day")
    )
    daily = {row["day"]: (row["failures"], row["lost"]) for row in rows}
    return rules.effect_of(daily, effective_on=problem.effective_on, today=day_of(now))


def recent_per_week(problem: Problem, *, now: dt.datetime) -> float:
    """Failures a week over the last twelve weeks: the baseline of an initiative."""
    failures = charges_of(problem).filter(at__gte=now - rules.WEEK * rules.TRAILING, at__lte=now)
    return float(failures.aggregate(n=Count("failure", distinct=True))["n"]) / rules.TRAILING


class Spot(NamedTuple):
    """Where a ticket failed, as a form offers it: `value` is "department/step/cause"."""

    value: str
    label: str


def spots_of(ticket: Ticket) -> list[Spot]:
    """Where this ticket failed: one query."""
    rows = (
        Charge.objects.filter(failure__ticket=ticket)
        .values("department__reference", "department__name_en", "department__name_zh", "number", "failure__kind")
        .distinct()
        .order_by("number", "failure__kind")
    )
    return [
        Spot(
            f"{row['department__reference']}/{row['number']}/{row['failure__kind']}",
            _("%(cause)s: %(department)s, step %(step)s")
            % {
                "cause": FailureKind(row["failure__kind"]).label,
                "department": in_language(row, "department__name"),
                "step": row["number"],
            },
        )
        for row in rows
    ]
