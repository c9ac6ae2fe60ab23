"""Verbs to follow an idea or an initiative and to stop; what followers of an idea hear at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from initiatives.choices import InitiativeState
from initiatives.models import Idea, IdeaFollow, Initiative, InitiativeFollow, ValueService
from initiatives.queries.follows import followers_of
from initiatives.services.standing import root_for
from portal.people.access import get_visible, require, those_who_may
from portal.people.models import User
from portal.records.services import notify


def initiative_follow(*, reference: str, following: bool, by: User, now: datetime) -> InitiativeFollow:
    """Follow it, or stop, whatever part one has in it. The same again changes nothing."""
    with transaction.atomic():
        initiative: Initiative = get_visible(Initiative, by, reference)
        require(by, "initiatives.view", initiative)
        row, _made = InitiativeFollow.objects.update_or_create(
            initiative=initiative, person=by, defaults={"following": following, "at": now}
        )
    return row


def idea_follow(*, reference: str, following: bool, by: User, now: datetime) -> IdeaFollow:
    """Follow it, or stop, whatever part one has in it; of a merged one, that in which it goes on.

    Leaves no event: who follows is nobody else's to know.
    """
    with transaction.atomic():
        idea = root_for(reference, by)
        require(by, "ideas.follow", idea)
        row, _made = IdeaFollow.objects.update_or_create(
            idea=idea, person=by, defaults={"following": following, "at": now}
        )
    return row


def followers_tell(
    idea: Idea, kind: str, key: str, now: datetime, *, but: Iterable[User], params: Mapping[str, str] | None = None
) -> None:
    """In the inbox, those who follow an idea, may see it, and aren't told otherwise (`but`)."""
    left_out = {person.pk for person in but}
    people = [person for person in followers_of(idea) if person.pk not in left_out]
    facts = {"reference": idea.reference, "title": idea.title} | dict(params or {})
    url = reverse("initiatives:idea-story", args=[idea.reference])
    told = those_who_may("ideas.view", people, idea)
    notify(kind=kind, key=key, recipients=told, params=facts, url=url, at=now)


def launch_tell(service: ValueService, key: str, now: datetime, *, but: Iterable[User]) -> None:
    """A service came of ideas: their followers hear of it, once however many of them they follow.

    Of a draft nothing is told, since most of them don't know that it is there.
    """
    initiative = service.initiative
    if initiative is None or initiative.state == InitiativeState.DRAFT:
        return
    for idea in initiative.ideas.order_by("pk"):
        followers_tell(idea, "followed-launched", key, now, but=but, params={"service": service.name})
