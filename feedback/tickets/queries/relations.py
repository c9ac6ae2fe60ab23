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
from portal.core.names import either
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


@dataclass(frozen=True)
class Child:
    """A ticket under this one. Who sees the parent is told where it stands; the ticket itself may be closed to them."""

    id: str
    title: str
    state: str
    next_due_at: str | None
    resolved_at: str | None
    part: int
    position: int
    department: str
    department_en: str
    department_zh: str

    @property
    def look(self) -> Look:
        return LOOKS[self.state]

    @property
    def due_at(self) -> dt.datetime | None:
        return dt.datetime.fromisoformat(self.next_due_at) if self.next_due_at else None

    @property
    def done_at(self) -> dt.datetime | None:
        return dt.datetime.fromisoformat(self.resolved_at) if self.resolved_at else None

    @property
    def department_name(self) -> str:
        return either(self.department_en, self.department_zh)


def children() -> ArraySubquery:
    columns = {
        "id": "reference",
        "title": "title",
        "state": "state",
        "next_due_at": "next_due_at",
        "resolved_at": "resolved_at",
        "part": "part",
        "position": "position",
        "department": "department__reference",
        "department_en": "department__name_en",
        "department_zh": "department__name_zh",
    }
    rows = Ticket.objects.filter(parent=OuterRef("pk")).order_by("pk")
    return ArraySubquery(rows.values(found=JSONObject(**columns)))


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
