"""Reads of calls for ideas: rows, one with its counts, who is asked, what is open to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from initiatives.choices import CHALLENGE_LOOKS, ChallengeState, IdeaState
from initiatives.models import Challenge, Idea, NamelessSubmission
from initiatives.queries.flags import may_flags
from initiatives.queries.names import DEPARTMENT, PERSON, columns
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.core.names import in_language, person_name
from portal.people.models import Department, User

ORDERINGS = [
    Ordering("closing", ("closes_on", "id")),
    Ordering("newest", ("created_at", "id")),
]
ROW = (
    *("id", "reference", "question", "opens_on", "closes_on", "ended_at", "finished_at", "created_at"),
    *("answer_days", "idea_count", "i_am_asked", "department_id", "answerer_id"),
    *columns("answering", DEPARTMENT),
    *columns("department", DEPARTMENT),
    *columns("answerer", PERSON),
    *columns("sponsor", PERSON),
)
DONE = (IdeaState.ACCEPTED, IdeaState.TURNED)


def beside(user: Any) -> dict[str, Any]:
    """How many ideas it has, and whether this person is asked, read beside each row."""
    ideas = Idea.objects.filter(challenge=OuterRef("pk")).order_by().values("challenge")
    count = Subquery(ideas.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return {"idea_count": Coalesce(count, 0), "i_am_asked": asks(user)}


def asks(user: Any) -> Any:
    """Whether a call asks this person: everybody, or a department that theirs is or stands below."""
    asked = Challenge.asked.through.objects.filter(challenge=OuterRef("pk"))
    return ~Exists(asked) | Exists(asked.filter(department__in=_path(user)))


def _path(user: Any) -> list[int]:
    """The ids of the person's department and of those above it; one query, kept for the length of the request."""
    kept: list[int] | None = getattr(user, "_department_path", None)
    if kept is None:
        found = Department.objects.filter(pk=user.department_id or 0).values_list("path", flat=True).first()
        kept = list(found or [])
        setattr(user, "_department_path", kept)  # noqa: B010  as access_of does, from outside the class
    return kept


def open_calls(today: dt.date) -> QuerySet[Challenge]:
    """What takes ideas today, the one that closes first in front."""
    return Challenge.objects.in_state("open", today).filter(opened_at__isnull=False).order_by("closes_on", "id")


def open_calls_for(user: Any, today: dt.date) -> QuerySet[Challenge]:
    return open_calls(today).filter(asks(user))


def calls_on_page(user: Any, most: int = 3) -> list[Any]:
    """The open calls that ask this person, the one that closes first in front."""
    today = timezone.localdate()
    rows: Any = open_calls_for(user, today).annotate(**beside(user))
    return [_with_days(row, today) for row in rows.values("reference", "question", "closes_on", "idea_count")[:most]]


def _with_days(row: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """The last day itself counts as none left."""
    return row | {"days_left": (row["closes_on"] - today).days}


def calls_to_keep(today: dt.date) -> list[dict[str, Any]]:
    """Every open call with the ids of all departments that it asks (None: everybody), to be kept for many readers."""
    rows = list(open_calls(today).values("id", "reference", "question", "closes_on"))
    through = Challenge.asked.through.objects.filter(challenge__in=[row["id"] for row in rows])
    asked: dict[int, set[int]] = {}
    for call, department in through.values_list("challenge", "department"):
        asked.setdefault(call, set()).add(department)
    whole = set().union(*asked.values())
    below = list(Department.objects.filter(path__overlap=list(whole)).values_list("id", "path")) if whole else []
    return [
        row | {"asks": {pk for pk, path in below if asked[row["id"]] & set(path)} if row["id"] in asked else None}
        for row in rows
    ]


def kept_calls_for(user: Any, kept: Sequence[dict[str, Any]], today: dt.date, most: int = 3) -> list[dict[str, Any]]:
    """Of kept calls those that ask this person and still take ideas; without a query."""
    mine = [
        row for row in kept if row["closes_on"] >= today and (row["asks"] is None or user.department_id in row["asks"])
    ]
    return [_with_days(row, today) for row in mine[:most]]


def asked_users(asked: Sequence[int]) -> QuerySet[User]:
    """Whom a call to these departments asks; without any, everybody."""
    people: QuerySet[User] = User.objects.active()
    return people.filter(department__path__overlap=list(asked)) if asked else people


def asked_people(asked: Sequence[int]) -> int:
    return asked_users(asked).count()


def unanswered() -> Any:
    """Whether an idea of a call still waits for its answer, or, known to nobody, for being published."""
    waits = Q(canonical=None, state=IdeaState.OPEN) | Q(canonical__state=IdeaState.OPEN)
    ideas = Idea.objects.filter(waits, challenge=OuterRef("pk"))
    return Q(Exists(ideas)) | Q(Exists(NamelessSubmission.objects.filter(challenge=OuterRef("pk"))))


@dataclass(frozen=True)
class Counts:
    """Ideas of a call: all, those that wait for their answer, accepted ones (also those in an initiative)."""

    ideas: int
    open: int
    accepted: int
    declined: int
    later: int


def counts_of(challenge: Challenge) -> Counts:
    """Of merged ideas it counts how the one went in which they go on."""
    state = Coalesce("canonical__state", "state")
    rows = Idea.objects.filter(challenge=challenge).annotate(went=state)
    return Counts(
        **rows.aggregate(
            ideas=Count("pk"),
            open=Count("pk", filter=Q(went=IdeaState.OPEN)),
            accepted=Count("pk", filter=Q(went__in=DONE)),
            declined=Count("pk", filter=Q(went=IdeaState.DECLINED)),
            later=Count("pk", filter=Q(went=IdeaState.LATER)),
        )
    )


def challenge_for(user: Any, reference: str) -> Any:
    """A call with its names, its counts and what `user` may do; absent and not visible are the same NotFound."""
    flags = may_flags(user, Challenge, may_edit="challenges.edit")
    rows = Challenge.objects.visible_to(user).annotate(**flags, **beside(user)).prefetch_related("asked")
    found = rows.select_related("answering", "answerer", "sponsor", "department").filter(reference=reference).first()
    if found is None:
        raise NotFound()
    return found


def shown(row: dict[str, Any], today: dt.date | None = None) -> dict[str, Any]:
    """A row of ROW with its words."""
    state = ChallengeState(_state(row, today or timezone.localdate()))
    answering = in_language(row, "answering__name")
    return row | {
        "state": state,
        "look": CHALLENGE_LOOKS[state],
        "answering_name": answering,
        "answerer_name": person_name(row, "answerer") if row["answerer_id"] else "",
        "sponsor_name": person_name(row, "sponsor"),
        "department_name": in_language(row, "department__name") if row["department_id"] else "",
    }


def _state(row: dict[str, Any], today: dt.date) -> str:
    return Challenge(**{name: row[name] for name in ("opens_on", "closes_on", "ended_at", "finished_at")}).state_on(
        today
    )
