"""Who wrote an idea, as far as somebody may know it: the one place that shows authors.

Named authors are everybody's to know; those "known to the programme office only" are the office's and the author's
own; of those known to nobody there is nothing to know.
"""

from typing import Any

from django.db.models import Q

from initiatives.choices import Anonymity
from initiatives.models import Challenge, Idea, IdeaRaise
from portal.core.names import person_name
from portal.people.access import access_of
from portal.people.models import User


def may_know(user: Any, *, anonymity: str, author_id: int | None) -> bool:
    if author_id is None:
        return False
    return anonymity == Anonymity.NAMED or author_id == user.pk or access_of(user).may("ideas.author_view")


def author_of(idea: Idea, user: Any) -> User | None:
    """The author where `user` may know them."""
    known = may_know(user, anonymity=idea.anonymity, author_id=idea.author_id)
    return idea.author if known else None


def author_of_row(row: dict[str, Any], user: Any) -> dict[str, str] | None:
    """Reference and name out of a row of `queries.ideas.ROW`, or None."""
    if not may_know(user, anonymity=row["anonymity"], author_id=row["author_id"]):
        return None
    return {"reference": row["author__reference"], "name": person_name(row, "author")}


def author_words(anonymity: str) -> str:
    """What stands in the place of an author who isn't shown."""
    return str(Anonymity(anonymity).label)


def shown_actor(idea: Idea, by: User) -> User | None:
    """Who is written down for what `by` does to an idea: nobody where it would give a hidden author away."""
    return None if idea.anonymity != Anonymity.NAMED and idea.author_id == by.pk else by


def authors_told(idea: Idea) -> list[User]:
    """Those who are told what becomes of an idea as theirs: its authors, and colleagues who raised it too."""
    rows = Idea.objects.filter(together(idea.pk))
    told = Q(pk__in=rows.values("author")) | Q(pk__in=IdeaRaise.objects.filter(idea__in=rows).values("user"))
    return list(User.objects.filter(told).order_by("pk"))


def authors_of_call(challenge: Challenge) -> list[User]:
    """Those who submitted an idea to a call, to be told what became of it; of authors known to nobody there is none."""
    rows = Idea.objects.filter(challenge=challenge, author__isnull=False)
    return list(User.objects.filter(pk__in=rows.values("author")).order_by("pk"))


def together(pk: int) -> Q:
    """An idea and those that were merged into it."""
    return Q(pk=pk) | Q(canonical=pk)


def is_author(user: Any, idea: Idea) -> bool:
    return idea.author_id is not None and bool(idea.author_id == user.pk)
