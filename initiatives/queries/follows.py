"""Who follows which initiatives, and what changed in them."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q

from initiatives.choices.words import INITIATIVE_WORDS
from initiatives.models import Initiative, InitiativeFollow, Participation, WeeklyDigest
from portal.people.models import User
from portal.records.models import Event


def _default(user: Any) -> Q:
    """Owner, sponsor and the heads of the departments that take part follow without doing anything."""
    heads = Participation.objects.filter(initiative=OuterRef("pk"), department__head=user)
    return Q(owner=user) | Q(sponsor=user) | Q(Exists(heads))


def _chosen(user: Any, following: bool) -> Exists:
    return Exists(InitiativeFollow.objects.filter(initiative=OuterRef("pk"), person=user, following=following))


def following(user: Any) -> Q:
    """The initiatives that `user` follows, as a condition; whether they may see them is another question."""
    return Q(_chosen(user, True)) | (_default(user) & ~Q(_chosen(user, False)))


def followers_without_digest(week: str) -> Any:
    """Active colleagues who may follow something and whose week wasn't looked through yet, by their ids."""
    mine = Q(owned_initiatives__isnull=False) | Q(sponsored_initiatives__isnull=False)
    heads = Participation.objects.filter(department__head=OuterRef("pk"))
    chosen = InitiativeFollow.objects.filter(person=OuterRef("pk"), following=True)
    rows = User.objects.active().filter(mine | Q(Exists(heads)) | Q(Exists(chosen))).distinct()
    done = WeeklyDigest.objects.filter(week=week).values("person")
    return rows.exclude(pk__in=done).select_related("department").order_by("id")


def changes_for(user: Any, since: dt.datetime, until: dt.datetime) -> list[tuple[Initiative, list[Event]]]:
    """Followed initiatives that `user` may see now, each with what others did in that time, newest first.

    Two queries. The one that changed last stands in front.
    """
    rows = Initiative.objects.visible_to(user).filter(following(user))
    followed = {row.pk: row for row in rows.only("reference", "title", "type")}
    events = Event.objects.filter(
        subject_type=Initiative._meta.label_lower,
        subject_id__in=list(followed),
        at__gte=since,
        at__lt=until,
        verb__in=list(INITIATIVE_WORDS),
    )
    found: dict[int, list[Event]] = {}
    for event in events.exclude(actor=user).order_by("-at", "-id"):
        found.setdefault(event.subject_id, []).append(event)
    return [(followed[pk], changes) for pk, changes in found.items()]
