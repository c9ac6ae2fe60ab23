"""New services that customers spoke of, and the thanks that an idea's story tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from feedback.customers.choices import Kind
from feedback.customers.models import Contact, ServiceContact
from initiatives.choices.story import StationKind
from initiatives.models import ValueService
from initiatives.models.services import LAUNCHED
from initiatives.queries.services import launched_from
from initiatives.queries.story import Station
from portal.core.search import search_q
from portal.people.access import get_visible

FOUND = 20
THANKS = 10


def services_told(user: Any, contact: str) -> list[ServiceContact]:
    """What a contact is about, as far as this person may see it; absent and not visible are the same NotFound."""
    found: Contact = get_visible(Contact, user, contact)
    return list(told_of(user, found.pk))


def told_of(user: Any, contact: int) -> QuerySet[ServiceContact]:
    visible = ValueService.objects.visible_to(user).values("pk")
    rows = ServiceContact.objects.filter(contact=contact, service__in=visible)
    return rows.select_related("service").order_by("id")


def services_found(user: Any, text: str) -> list[dict[str, str]]:
    """Launched services by words of their name, the newest first."""
    rows = ValueService.objects.visible_to(user).filter(search_q(text) if text.strip() else Q(), state__in=LAUNCHED)
    return list(rows.order_by("-launched_on", "-id").values("reference", "name", "for_whom")[:FOUND])


def thanks_told(ideas: Sequence[int], user: Any) -> list[Station]:
    """Compliments about services that came of these ideas, the newest ten, oldest first: what everybody may read."""
    rows = ServiceContact.objects.filter(service__in=launched_from(ideas, user), contact__kind=Kind.COMPLIMENT)
    names = ("words", "contact__offered_at", "service__reference", "service__name")
    newest = rows.order_by("-contact__offered_at", "-id").values(*names)[:THANKS]
    return [
        Station(
            StationKind.THANKS,
            row["service__name"],
            timezone.localdate(row["contact__offered_at"]),
            row["service__reference"],
            row["words"],
        )
        for row in reversed(newest)
    ]
