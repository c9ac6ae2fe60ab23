"""Finding customers: by words, and by the number that calls."""

from typing import Any

from django.conf import settings
from django.db.models import Q

from feedback.customers.models import Identity
from feedback.customers.rules.phones import digits_of
from portal.core.search import query_tokens, search_q
from portal.core.search_registry import Hit

MOST = 20  # one number of a household or a company


def find_customers(user: Any, text: str, limit: int) -> list[Hit]:
    """The newest customers that `user` may see, by words of name, number and mail or by telephone: one query."""
    digits = digits_of(text, country=settings.PHONE_COUNTRY)
    meant = Q(pk__in=[]) if not query_tokens(text) else search_q(text)
    if digits:
        meant |= Q(phone_digits=digits)
    rows = Identity.objects.visible_to(user).filter(meant).order_by("-created_at", "-id")
    return [
        Hit(row.reference, row.shown, row.get_absolute_url(), row.phone)
        for row in rows.only("reference", "name", "key", "phone")[:limit]
    ]


def calling(phone: str) -> list[Identity]:
    """Whoever has this number in any source, the newest first: for whoever may take the call. One query."""
    digits = digits_of(phone, country=settings.PHONE_COUNTRY)
    if not digits:
        return []
    rows = Identity.objects.filter(phone_digits=digits).select_related("source").order_by("-created_at", "-id")
    return list(rows.defer("search")[:MOST])
