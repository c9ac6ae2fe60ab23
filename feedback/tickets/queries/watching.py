"""Who is around a ticket: its watchers, the names in its notes, and who could be mentioned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from feedback.tickets.models import Ticket, Watch
from portal.core.mentions import mentioned
from portal.core.names import shown_name
from portal.people.mentions import people_like, who_may
from portal.people.models import Scope, User


@dataclass(frozen=True)
class Around:
    """A colleague who watches (`active`), or who was named in what was said."""

    id: str
    full_name: str
    latin_name: str
    active: bool

    @property
    def name(self) -> str:
        return shown_name(self.full_name, self.latin_name)


def around(ticket: str) -> ArraySubquery:
    """Everybody around a ticket as an array of the same query; `ticket` is the outer column with its row id."""
    columns = {
        "id": "person__reference",
        "full_name": "person__full_name",
        "latin_name": "person__latin_name",
        "active": "active",
    }
    rows = Watch.objects.filter(ticket=OuterRef(ticket)).order_by("id")
    return ArraySubquery(rows.values(found=JSONObject(**columns)))


def notes(comments: QuerySet[Any]) -> QuerySet[Any]:
    """Comments on tickets with the reference of theirs (`ticket`) and who is around it (`around`)."""
    ticket = Ticket.objects.filter(pk=OuterRef("subject_id")).values("reference")
    return comments.annotate(ticket=Subquery(ticket), around=around("subject_id"))


def names_of(people: Iterable[Around]) -> dict[str, str]:
    """Reference to name in the reader's language, for `portal.core.mentions.with_names`."""
    return {person.id: person.name for person in people}


def named_in(text: str, people: Iterable[dict[str, Any]]) -> list[Around]:
    """The colleagues whom a note mentions; `people` is what `around` read beside it."""
    known = {person["id"]: Around(**person) for person in people}
    return [known[reference] for reference in mentioned(text) if reference in known]


def people_to_mention(ticket: Ticket, text: str, *, internal: bool) -> list[User]:
    """The first few colleagues whose name begins like `text` and who may read such a note: three queries."""
    may = readers_of(ticket, "tickets.internal_view" if internal else "tickets.view")
    return people_like(User.objects.filter(may), text)


def readers_of(ticket: Ticket, action: str) -> Q:
    """Who may do `action` on one ticket, by the table read the other way round."""
    own = [ticket.requester_id, ticket.owner_id, ticket.first_owner_id, *ticket.joined]
    departments: dict[Scope, list[int | None]] = {
        Scope.DEPARTMENT: list(ticket.departments),
        Scope.SERVED: [ticket.requester_department_id],
    }
    return who_may(action, own=own, departments=departments)
