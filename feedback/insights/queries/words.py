"""What customers said about new value-added services: counts for everybody, and words that were written to be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.utils import timezone

from feedback.customers.choices import Channel, Kind
from feedback.customers.models import Contact, ServiceContact
from feedback.customers.queries.report import ZONE, first_of_months
from feedback.customers.rules.words import tells_who
from initiatives.models import Idea, ValueService
from initiatives.queries.authors import together
from initiatives.queries.services import launched_from

MONTHS, WORDS = 12, 20


@dataclass(frozen=True)
class Said:
    """One contact about a service. `contact` is its reference for who may see it, else empty."""

    on: dt.date
    kind: Kind
    channel: Channel
    subject: str
    words: str
    service: str
    name: str
    contact: str


@dataclass(frozen=True)
class Words:
    """Contacts by kind in each of the last months, of all months, and the newest of them."""

    months: list[dt.date]
    counts: dict[Kind, list[int]]
    totals: dict[Kind, int]
    said: list[Said]

    @property
    def total(self) -> int:
        return sum(self.totals.values())


def words_about_idea(idea: Any, user: Any) -> Words:
    """About services that came of an idea and those merged into it; without a user what every colleague may see."""
    return words_about(launched_from(Idea.objects.filter(together(idea.pk)).values("pk"), user), user)


def words_about(services: QuerySet[ValueService], user: Any) -> Words:
    """Two queries. Counts are the same for every reader; of a contact that the reader may not see, only what was
    written to be shown, with its kind, channel, day and subject."""
    rows = ServiceContact.objects.filter(service__in=services.values("pk"))
    months = _months(timezone.now())
    counts = {kind: [0] * len(months) for kind in Kind}
    totals = dict.fromkeys(Kind, 0)
    monthly = rows.annotate(month=TruncMonth("contact__offered_at", tzinfo=ZONE)).order_by()
    for row in monthly.values("month", "contact__kind").annotate(n=Count("contact", distinct=True)):
        kind, month = Kind(row["contact__kind"]), row["month"].date()
        totals[kind] += row["n"]
        if month in months:
            counts[kind][months.index(month)] = row["n"]
    return Words(months, counts, totals, _said(rows, user))


def _months(now: dt.datetime) -> list[dt.date]:
    """The first days of the last twelve months, oldest first."""
    return [first_of_months(now, ago).date() for ago in range(MONTHS, 0, -1)]


def _said(rows: QuerySet[ServiceContact], user: Any) -> list[Said]:
    names = ("contact__offered_at", "contact__kind", "contact__channel", "contact__service", "contact__reference")
    newest = rows.annotate(open=_open_to(user)).order_by("-contact__offered_at", "-id")
    return [
        Said(
            on=timezone.localdate(row["contact__offered_at"]),
            kind=Kind(row["contact__kind"]),
            channel=Channel(row["contact__channel"]),
            # Free words of the source system: what might name somebody stays inside.
            subject="" if tells_who(row["contact__service"], []) else row["contact__service"],
            words=row["words"],
            service=row["service__reference"],
            name=row["service__name"],
            contact=row["contact__reference"] if row["open"] else "",
        )
        for row in newest.values(*names, "words", "service__reference", "service__name", "open")[:WORDS]
    ]


def _open_to(user: Any) -> Any:
    """Whether this reader may open the contact."""
    if user is None:
        return Value(False)
    visible = Contact.objects.visible_to(user).values("pk")
    return Case(When(contact__in=visible, then=Value(True)), default=Value(False), output_field=BooleanField())
