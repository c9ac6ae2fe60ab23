"""Tickets that hang together with one: merged into it, made out of it, as arrays of the query that reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from feedback.tickets.choices import LOOKS
from feedback.tickets.models import Ticket
from portal.core.states import Look
from portal.people.models import User


@dataclass(frozen=True)
class Related:
    """Another ticket, as far as a reader of this one is told about it."""

    id: str
    title: str
    state: str

    @property
    def look(self) -> Look:
        return LOOKS[self.state]


@dataclass(frozen=True)
class MergedHere:
    """A ticket that goes on in this one: what it said is read here."""

    pk: int
    id: str
    title: str
    text: str
    opened_at: str
    full_name: str
    latin_name: str

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.opened_at)

    @property
    def requester(self) -> User:
        return User(full_name=self.full_name, latin_name=self.latin_name)


def related(user: Any, link: Q) -> ArraySubquery:
    """Those that `link` finds and that the reader sees."""
    rows: QuerySet[Any] = Ticket.objects.visible_to(user).filter(link).order_by("pk")
    return ArraySubquery(rows.values(found=JSONObject(id="reference", title="title", state="state")))


def merged_here() -> ArraySubquery:
    """Whoever reads a ticket reads what was merged into it, too."""
    columns = {
        "pk": "pk",
        "id": "reference",
        "title": "title",
        "text": "text",
        "opened_at": "opened_at",
        "full_name": "requester__full_name",
        "latin_name": "requester__latin_name",
    }
    rows = Ticket.objects.filter(merged_into=OuterRef("pk")).order_by("merged_at", "pk")
    return ArraySubquery(rows.values(found=JSONObject(**columns)))
