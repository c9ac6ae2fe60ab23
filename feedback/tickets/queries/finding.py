"""Finding tickets: for the search field, for a leaver's list, and what waits where."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from feedback.tickets.models import Ticket, Watch
from feedback.tickets.queries.jumps import waits_for
from feedback.tickets.rules import IN_PROGRESS, NEW, OPEN, WAITING
from portal.core.lookups import any_of, one_of
from portal.core.search import search_q
from portal.core.search_registry import Hit
from portal.people.access import access_of
from portal.people.handover import OpenWork
from portal.people.models import User


def find_tickets(user: Any, text: str, limit: int) -> list[Hit]:
    """The newest tickets that `user` may see and that hold all words of `text`: one query."""
    rows = Ticket.objects.visible_to(user).filter(search_q(text)).order_by("-opened_at", "-id")
    return [Hit(row.reference, row.title, row.get_absolute_url()) for row in rows.only("reference", "title")[:limit]]


def open_work_of(user: User) -> list[OpenWork]:
    """What `user` owns and has not resolved, most urgent first."""
    rows = Ticket.objects.filter(owner=user, state__in=OPEN).order_by("queue_at", "id")
    return [OpenWork(row.reference, row.title, row.get_absolute_url()) for row in rows.only("reference", "title")]


def asked_q(user: Any) -> Q:
    """Questions put to this person; the clock stands still until they answer."""
    return Q(requester=user, state=WAITING)


def owned_q(user: Any) -> Q:
    """What this person works on."""
    return Q(owner=user, state=IN_PROGRESS)


def waiting_q(user: Any) -> Q:
    """What waits for this person: tickets they own and work on, and questions put to them."""
    return owned_q(user) | asked_q(user)


def watched_q(user: Any) -> Q:
    """What this person watches; whether they still see it, the list says."""
    return Q(pk__in=Watch.objects.filter(person=user, active=True).values("ticket_id"))


def first_q(user: Any) -> Q:
    """What this person took first, still answers for, and others have now."""
    return Q(first_owner=user, state__in=OPEN) & ~Q(owner=user)


def queue_q(user: Any) -> Q:
    """What nobody has taken yet where this person may take, and the fast lane that their department must see."""
    access = access_of(user)
    return queue_of(access.reach("tickets.take").departments, access.reach("jumps.acknowledge").departments)


def queue_of(take: Collection[int], acknowledge: Collection[int]) -> Q:
    """`queue_q` of who may take and acknowledge in these departments."""
    return Q(one_of("department_id", take), state=NEW) | any_of("pk", waits_for(acknowledge))
