"""Who is around a ticket: its watchers, the names in its notes, and who could be mentioned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, Replace

from feedback.tickets.models import Ticket, Watch
from feedback.tickets.rules.mentions import mentioned
from portal.core.names import shown_name
from portal.people.models import Department, Role, RoleAssignment, Scope, User
from portal.people.registry import grants, roles_for

SUGGESTED = 8


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
    """Reference to name in the reader's language, for `rules.mentions.with_names`."""
    return {person.id: person.name for person in people}


def named_in(text: str, people: Iterable[dict[str, Any]]) -> list[Around]:
    """The colleagues whom a note mentions; `people` is what `around` read beside it."""
    known = {person["id"]: Around(**person) for person in people}
    return [known[reference] for reference in mentioned(text) if reference in known]


def people_to_mention(ticket: Ticket, text: str, *, internal: bool) -> list[User]:
    """The first few colleagues whose name begins like `text` and who may read such a note: three queries.

    Names in characters, in Latin letters, in pinyin with or without gaps ("wangxiao"), or its initials ("wx").
    """
    may = who_may("tickets.internal_view" if internal else "tickets.view", ticket)
    rows = User.objects.active().filter(may)
    if wanted := text.strip()[:40]:
        rows = rows.annotate(pinyin=Replace(F("name_key"), Value(" "), Value(""))).filter(_named_like(wanted))
    return list(rows.select_related("department").order_by("name_key", "id")[:SUGGESTED])


def _named_like(text: str) -> Q:
    found = Q(full_name__icontains=text) | Q(latin_name__icontains=text)
    letters = text.lower().replace(" ", "")
    found |= Q(pinyin__startswith=letters)
    if letters.isascii() and letters.isalpha() and len(letters) <= 4:
        found |= Q(name_key__regex="^" + " ".join(f"{letter}[a-z]*" for letter in letters))
    return found


def who_may(action: str, ticket: Ticket) -> Q:
    """The permission table the other way round: the colleagues who may do `action` on one ticket.

    Good for suggesting people. Whether somebody really may, the verbs ask the table itself.
    """
    asked = ticket.requester_department_id
    paths = dict(Department.objects.filter(pk__in=[*ticket.departments, asked or 0]).values_list("pk", "path"))
    above = {
        Scope.DEPARTMENT: {pk for each in ticket.departments for pk in paths.get(each, ())},
        Scope.SERVED: set(paths.get(asked or 0, ())),
    }
    found = Q(pk__in=[])
    for role in roles_for(action):
        for scope in grants(action, role):
            if scope == Scope.OWN:
                found |= Q(pk__in=[each for each in _own(ticket) if each is not None])
            else:
                found |= _holding(role, above.get(scope))
    return found


def _own(ticket: Ticket) -> list[int | None]:
    return [ticket.requester_id, ticket.owner_id, ticket.first_owner_id, *ticket.joined]


def _holding(role: Role, roots: set[int] | None) -> Q:
    """Who holds a role for one of these departments; for any of them where `roots` is None."""
    held: QuerySet[Any] = RoleAssignment.objects.filter(role=role)
    if roots is not None:
        held = held.annotate(root=Coalesce("department_id", "user__department_id")).filter(root__in=roots)
    found = Q(pk__in=held.values("user_id"))
    if role == Role.DEPARTMENT_HEAD:
        headed = Department.objects.filter(active=True)
        headed = headed if roots is None else headed.filter(pk__in=roots)
        found |= Q(pk__in=headed.values("head_id")) | Q(pk__in=headed.values("deputy_id"))
    return found
