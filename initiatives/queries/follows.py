"""Who follows which ideas and initiatives, and what changed in them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.db.models.functions import Coalesce

from initiatives.choices.words import IDEA_NEWS, INITIATIVE_NEWS
from initiatives.models import (
    Idea,
    IdeaFollow,
    IdeaRaise,
    Initiative,
    InitiativeFollow,
    Participation,
    Vote,
    WeeklyDigest,
)
from initiatives.queries.authors import together
from portal.core.errors import Text
from portal.people.models import User
from portal.records.models import Comment, Event


def _default(user: Any) -> Q:
    """Owner, sponsor and the heads of the departments that take part follow without doing anything."""
    heads = Participation.objects.filter(initiative=OuterRef("pk"), department__head=user)
    return Q(owner=user) | Q(sponsor=user) | Q(Exists(heads))


def _chosen(user: Any, following: bool) -> Exists:
    return Exists(InitiativeFollow.objects.filter(initiative=OuterRef("pk"), person=user, following=following))


def following(user: Any) -> Q:
    """The initiatives that `user` follows, as a condition; whether they may see them is another question."""
    return Q(_chosen(user, True)) | (_default(user) & ~Q(_chosen(user, False)))


# Idea and person of everybody who has a part in one, by kind of part. Of an author known to nobody nothing is stored,
# and what an author known to the office says stands without a name.
_PARTS: tuple[tuple[Any, str, str], ...] = (
    (Idea.objects.filter(author__isnull=False), "pk", "author"),
    (Vote.objects.filter(gathered=False), "idea", "user"),
    (IdeaRaise.objects.all(), "idea", "user"),
    (Comment.objects.filter(subject_type=Idea._meta.label_lower, author__isnull=False), "subject_id", "author"),
)


def following_ideas(user: Any) -> Q:
    """The ideas that `user` follows: of what was merged, the one in which it goes on.

    Who follows one of those that are one now, by their part or by choice, follows that one, unless they stopped there.
    Nothing is moved by a merge, so that taking an idea out again leaves everybody as they were.
    """
    chosen = IdeaFollow.objects.filter(person=user)
    stopped = chosen.filter(following=False).values("idea")
    mine = [rows.filter(**{person: user}).values_list(idea) for rows, idea, person in _PARTS]
    some = chosen.filter(following=True).values_list("idea").union(*mine)
    ideas = Idea.objects.filter(pk__in=some).exclude(pk__in=stopped)
    return Q(pk__in=ideas.values_list(Coalesce("canonical", "pk"))) & ~Q(pk__in=stopped)


def followers_of(idea: Idea) -> list[User]:
    """The same from the other side: active colleagues who follow an idea that isn't merged itself. Three queries."""
    here = list(Idea.objects.filter(together(idea.pk)).values_list("pk", flat=True))
    first, *others = (rows.filter(**{f"{row}__in": here}).values_list(row, person) for rows, row, person in _PARTS)
    rows = IdeaFollow.objects.filter(idea__in=here).values_list("idea", "person", "following")
    chosen = {(row, person): follows for row, person, follows in rows}
    pairs = {*first.union(*others), *(pair for pair, follows in chosen.items() if follows)}
    people = {person for row, person in pairs if chosen.get((row, person), True)}
    people -= {person for (row, person), follows in chosen.items() if row == idea.pk and not follows}
    return list(User.objects.active().filter(pk__in=people).order_by("pk"))


def followers_without_digest(week: str) -> Any:
    """Active colleagues who may follow something and whose week wasn't looked through yet, by their ids."""
    mine = Q(owned_initiatives__isnull=False) | Q(sponsored_initiatives__isnull=False)
    may: list[Any] = [Participation.objects.filter(department__head=OuterRef("pk"))]
    may += [model.objects.filter(person=OuterRef("pk"), following=True) for model in (InitiativeFollow, IdeaFollow)]
    may += [rows.filter(**{person: OuterRef("pk")}) for rows, _idea, person in _PARTS]
    for rows in may:
        mine |= Q(Exists(rows))
    done = WeeklyDigest.objects.filter(week=week).values("person")
    rows = User.objects.active().filter(mine).distinct()
    return rows.exclude(pk__in=done).select_related("department").order_by("id")


@dataclass(frozen=True)
class Changed:
    """What others did with one of the things that somebody follows, newest first."""

    subject: Idea | Initiative
    events: list[Event]
    words: dict[str, Text]


def changes_for(user: Any, since: dt.datetime, until: dt.datetime) -> list[Changed]:
    """What `user` follows and may see now, as far as others did something in that time.

    Four queries. The one that changed last stands in front.
    """
    initiatives = Initiative.objects.visible_to(user).filter(following(user)).only("reference", "title", "type")
    ideas = Idea.objects.visible_to(user).filter(following_ideas(user)).only("reference", "title")
    found = _changes(Initiative, initiatives, INITIATIVE_NEWS, user, since, until)
    found += _changes(Idea, ideas, IDEA_NEWS, user, since, until)
    return sorted(found, key=lambda each: (each.events[0].at, each.events[0].pk), reverse=True)


def _changes(
    model: type[Model], rows: Any, words: dict[str, Text], user: Any, since: dt.datetime, until: dt.datetime
) -> list[Changed]:
    followed = {row.pk: row for row in rows}
    events = Event.objects.filter(
        subject_type=model._meta.label_lower, subject_id__in=list(followed), at__gte=since, at__lt=until,
        verb__in=list(words),
    )  # fmt: skip
    found: dict[int, list[Event]] = {}
    for event in events.exclude(actor=user).order_by("-at", "-id"):
        found.setdefault(event.subject_id, []).append(event)
    return [Changed(followed[pk], changes, words) for pk, changes in found.items()]


def still_seen(user: Any, references: list[str]) -> set[str]:
    """Those of these ideas and initiatives that `user` may see at this moment."""
    rows = [model.objects.visible_to(user).filter(reference__in=references) for model in (Idea, Initiative)]
    return {reference for found in rows for reference in found.values_list("reference", flat=True)}
