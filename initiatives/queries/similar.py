"""Ideas that mean the same as a text, found in the database by weighted terms (docs/mechanisms/similar-ideas.md).

Nothing is written and nothing is logged here: a text that somebody types is theirs until they send it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from initiatives.choices import IDEA_LOOKS, IdeaState
from initiatives.models import Idea
from initiatives.queries.demand import Demand, demand_of
from initiatives.queries.ideas import voted_by
from initiatives.rules.similar import Query, long_enough, rarest, terms
from portal.core.states import Look

ALL = ""  # the term that counts the ideas themselves
TEXT_SHARE = 0.7  # of a term of the text beside one of the title
TEXT_TERMS, TEXT_READ = 16, 300  # the rarest terms of the first characters of a text
BUDGET = 6_000  # rows of terms that one question may read
CANDIDATES = 60
CLOSE = 0.3  # what is less close is not worth a look
SHOWN = 5


@dataclass(frozen=True)
class Similar:
    reference: str
    title: str
    state: str
    look: Look
    closeness: float
    vote_count: int
    voted: bool
    mine: bool
    demand: Demand


def similar_ideas(user: Any, title: str, text: str = "", *, limit: int = SHOWN, exclude: int = 0) -> list[Similar]:
    """The closest ideas that `user` may see, the closest first; of merged ones that into which they were merged.

    Without a user: those that everybody may see, and nothing is known about votes.
    """
    if not long_enough(f"{title} {text}"):
        return []
    counts = counts_of([*terms(title), *terms(text[:TEXT_READ]), ALL])
    found = shares_of(title, text, counts)
    query = Query.of(title or text, terms(title or text), counts, counts.get(ALL, 0))
    everything = Query.of("", found, counts, counts.get(ALL, 0)).weights
    chosen = rarest({term: counts.get(term, 0) for term in found}, BUDGET)
    visible = _visible(user)
    candidates = _candidates(visible, [(term, everything[term] * found[term]) for term in chosen])
    return _shown(user, visible, query, candidates, limit, exclude)


def shares_of(title: str, text: str, counts: Mapping[str, int] | None = None) -> dict[str, float]:
    """The terms by which an idea is found, and how much each counts: the title's, and the rarest of the text."""
    own = terms(title)
    more = terms(text[:TEXT_READ]) - own
    counts = counts_of(more) if counts is None else counts
    rare = sorted(more, key=lambda term: (counts.get(term, 0), term))[:TEXT_TERMS]
    return dict.fromkeys(sorted(own), 1.0) | dict.fromkeys(rare, TEXT_SHARE)


def counts_of(found: Any) -> dict[str, int]:
    """In how many ideas each of these terms is; as its own SQL, because it is asked while somebody types."""
    if not found:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, count FROM initiatives_termcount WHERE term = ANY(%s)", [list(found)])
        return dict(cursor.fetchall())


def _visible(user: Any) -> QuerySet[Idea]:
    """For nobody in particular, what every colleague may see: today that is every idea."""
    rows: QuerySet[Idea] = Idea.objects.all() if user is None else Idea.objects.visible_to(user)
    return rows


@dataclass(frozen=True)
class Candidate:
    """`score`: what the terms that it shares with the question weigh together. `root`: into which it was merged."""

    score: float
    title: str
    root: int


def _candidates(visible: QuerySet[Idea], weighted: list[tuple[str, float]]) -> list[Candidate]:
    """The best ones among those that may be seen."""
    if not weighted:
        return []
    sql = (
        "SELECT t.idea_id, sum(a.weight * t.share) AS score"
        " FROM unnest(%s::text[], %s::float8[]) AS a(term, weight)"
        " JOIN initiatives_ideaterm t ON t.term = a.term"
    )
    params: list[Any] = [[term for term, _weight in weighted], [weight for _term, weight in weighted]]
    if visible.query.where:
        try:
            inner, more = visible.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # somebody who may see none
            return []
        sql += f" WHERE t.idea_id IN ({inner})"
        params += more
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT best.score, i.title, coalesce(i.canonical_id, i.id)"  # noqa: S608  our own SQL, values apart
            f" FROM ({sql} GROUP BY t.idea_id ORDER BY score DESC, t.idea_id LIMIT {CANDIDATES}) AS best"
            " JOIN initiatives_idea i ON i.id = best.idea_id",
            params,
        )
        return [Candidate(*row) for row in cursor.fetchall()]


def _shown(
    user: Any, visible: QuerySet[Idea], query: Query, candidates: list[Candidate], limit: int, exclude: int
) -> list[Similar]:
    best: dict[int, float] = {}
    for each in candidates:
        closeness = query.closeness(each.score, each.title)
        if closeness >= CLOSE and each.root != exclude:
            best[each.root] = max(best.get(each.root, 0.0), closeness)
    near = sorted(best, key=lambda pk: (-best[pk], pk))[: limit + 1]
    voted = voted_by(user) if user is not None else {}
    rows = {row["id"]: row for row in visible.filter(pk__in=near).annotate(**voted).values(*_COLUMNS, *voted)}
    near = [pk for pk in near if pk in rows][:limit]
    demand = demand_of(near)
    return [_similar(rows[pk], user, best[pk], demand[pk]) for pk in near]


_COLUMNS = ("id", "reference", "title", "state", "vote_count", "author_id")


def _similar(row: Mapping[str, Any], user: Any, closeness: float, demand: Demand) -> Similar:
    return Similar(
        reference=row["reference"],
        title=row["title"],
        state=row["state"],
        look=IDEA_LOOKS[IdeaState(row["state"])],
        closeness=closeness,
        vote_count=row["vote_count"],
        voted=bool(row.get("voted")),
        mine=user is not None and row["author_id"] == user.pk,
        demand=demand,
    )
