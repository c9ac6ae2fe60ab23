"""Reads of thanks: who can be thanked for something, what was said there, what somebody was given.

Of an author who isn't named nothing is read here that tells who it is, or whether anybody knows it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from initiatives.choices import Anonymity
from initiatives.models import Action, Idea, Initiative, Thanks, ValueService
from initiatives.models.services import LAUNCHED
from initiatives.queries.authors import together
from initiatives.queries.names import PERSON, columns
from portal.core.errors import NotFound
from portal.core.keyset import Ordering
from portal.core.names import person_name
from portal.core.refs import normalise
from portal.people.models import User

SHOWN = 20
ORDERINGS = [Ordering("newest", ("id",))]
ROW = (
    *("id", "reference", "text", "at", "giver_id", "receiver_id"),
    *columns("giver", PERSON),
    *columns("receiver", PERSON),
    *("idea__reference", "idea__title", "initiative__reference", "initiative__title"),
    *("service__reference", "service__name"),
)
MODELS: dict[str, Any] = {"idea": Idea, "initiative": Initiative, "service": ValueService}


@dataclass(frozen=True)
class Thankable:
    """Whom one can thank for something. `hidden`: also "the author", who isn't shown."""

    people: list[User] = field(default_factory=list)
    hidden: bool = False
    # Whether one of those who aren't shown is the asker; never shown to anybody else.
    own: bool = False


def thankable(kind: str, row: Any, user: Any) -> Thankable:
    """One query or two; without the asker and who left."""
    if kind == "idea":
        return _of_idea(row, user)
    people = User.objects.active().exclude(pk=user.pk)
    if kind == "initiative":
        doing = Action.objects.filter(initiative=row).values("assignee")
        return Thankable(list(people.filter(Q(pk=row.owner_id) | Q(pk__in=doing)).order_by("name_key", "id")))
    launched = row.state in LAUNCHED
    return Thankable(list(people.filter(pk=row.owner_id)) if launched else [])


def _of_idea(row: Any, user: Any) -> Thankable:
    named, hidden, own = [], False, False
    for idea in Idea.objects.filter(together(row.pk)).select_related("author").order_by("pk"):
        if idea.anonymity != Anonymity.NAMED:
            hidden = True
            own = own or (idea.author_id is not None and idea.author_id == user.pk)
        elif idea.author and idea.author.is_active and idea.author_id != user.pk and idea.author not in named:
            named.append(idea.author)
    return Thankable(named, hidden, own)


def hidden_authors(idea: Idea) -> list[User]:
    """Those who aren't shown and can be told; whom nobody knows reads it by their receipt code."""
    rows = Idea.objects.filter(together(idea.pk), anonymity=Anonymity.OFFICE)
    return list(User.objects.filter(pk__in=rows.values("author")).order_by("pk"))


def of_subject(kind: str, row: Any) -> Q:
    """What was said about it, and about ideas that were merged into it."""
    if kind == "idea":
        return Q(idea=row.pk) | Q(idea__canonical=row.pk)
    return Q(**{kind: row.pk})


def thanks_about(kind: str, row: Any) -> list[dict[str, Any]]:
    """The newest of them; one query."""
    rows = Thanks.objects.filter(of_subject(kind, row)).order_by("-id")
    return [shown(each) for each in rows.values(*ROW)[:SHOWN]]


def thanks_beside() -> dict[str, ArraySubquery]:
    """Those of an idea as JSON, read along with it, since its page has no query to spare."""
    rows = Thanks.objects.filter(Q(idea=OuterRef("pk")) | Q(idea__canonical=OuterRef("pk"))).order_by("-id")
    return {"thanked": ArraySubquery(rows.values(row=JSONObject(**{name: name for name in ROW}))[:SHOWN])}


def thanks_of(idea: Any) -> list[dict[str, Any]]:
    """What `thanks_beside` has read."""
    return [shown(row | {"at": dt.datetime.fromisoformat(row["at"])}) for row in idea.thanked]


def thanks_to_hidden(idea: Idea) -> list[dict[str, Any]]:
    """What whoever holds the receipt code of an idea reads."""
    rows = Thanks.objects.filter(of_subject("idea", idea), receiver=None).order_by("-id")
    return [shown(each) for each in rows.values(*ROW)[:SHOWN]]


def received_by(user: Any) -> Q:
    """What somebody was given: by name, and as the author of ideas whom the office alone knows."""
    mine = Idea.objects.filter(author=user.pk, anonymity=Anonymity.OFFICE)
    there = Q(idea__in=mine.values("pk")) | Q(idea__in=mine.filter(canonical__isnull=False).values("canonical"))
    return Q(receiver=user.pk) | Q(receiver=None) & there


def about(user: Any, reference: str) -> Q:
    """Of what has this reference and may be seen; nothing of anything else."""
    text = normalise(reference.replace("\x00", ""))
    for kind, model in MODELS.items():
        row = model.objects.visible_to(user).filter(reference=text).only("pk").first()
        if row is not None:
            return of_subject(kind, row)
    return Q(pk__in=[])


def find_subject(user: Any, reference: str) -> tuple[str, str]:
    """The kind of what has this reference, and the reference as it is written; NotFound without."""
    text = normalise(reference.replace("\x00", ""))
    for kind, model in MODELS.items():
        if model.objects.visible_to(user).filter(reference=text).exists():
            return kind, text
    raise NotFound()


def given_by(user: Any, reference: str) -> dict[str, Any]:
    """One that this person has said, with its words; NotFound of others'."""
    text = normalise(reference.replace("\x00", ""))
    row = Thanks.objects.filter(giver=user.pk, reference=text).values(*ROW).first()
    if row is None:
        raise NotFound()
    return shown(row)


def givers_of(ideas: list[int]) -> int:
    """How many colleagues said thanks for these ideas; one query."""
    return Thanks.objects.filter(idea__in=ideas).values("giver").distinct().count()


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row of ROW with its words; `kind` and `subject` are what it is for."""
    kind = next(name for name in MODELS if row[f"{name}__reference"])
    return row | {
        "kind": kind,
        "subject": row[f"{kind}__reference"],
        "title": row["service__name"] if kind == "service" else row[f"{kind}__title"],
        "giver_name": person_name(row, "giver"),
        "receiver_name": person_name(row, "receiver") if row["receiver_id"] else "",
    }
