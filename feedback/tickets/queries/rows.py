"""A list's row, read as values: what pages, exports and REST show of a ticket among many."""

from typing import Any, NamedTuple

from feedback.tickets.choices import LOOKS
from feedback.tickets.models import CatalogueService
from feedback.tickets.queries.forms import answers_line
from feedback.tickets.rules import OPEN, RESOLVED
from portal.core.names import looked_up
from portal.core.reading import Beside
from portal.core.states import Look
from portal.core.wording import is_chinese
from portal.people.models import Department, User

PERSON = ("reference", "full_name", "latin_name")
THING = ("reference", "name_en", "name_zh")
NAMED = Beside(
    {
        "service_named": looked_up(CatalogueService, "service_id", *THING),
        "department_named": looked_up(Department, "department_id", *THING),
        "requester_named": looked_up(User, "requester_id", *PERSON),
        "owner_named": looked_up(User, "owner_id", *PERSON),
        "first_owner_named": looked_up(User, "first_owner_id", *PERSON),
    }
)
VALUES = (
    "id", "reference", "title", "kind", "state", "version", "external_id", "customer_key",
    "opened_at", "resolved_at", "next_due_at", "paused_at", "queue_at", "jumped_at", *NAMED,
)  # fmt: skip


class Ref(NamedTuple):
    """What a row points to: public reference and name in the reader's language."""

    id: str
    name: str


class Row(NamedTuple):
    id: str
    title: str
    kind: str
    state: str
    look: Look
    service: Ref
    department: Ref
    requester: Ref
    owner: Ref | None
    first_owner: Ref | None
    opened_at: Any
    resolved_at: Any
    next_due_at: Any
    is_open: bool
    paused: bool
    jumps: bool
    external_id: str | None
    customer_key: str
    version: int
    answers: str = ""  # read for exports alone


def row_of(values: dict[str, Any]) -> Row:
    in_chinese = is_chinese()
    return Row(
        id=values["reference"],
        title=values["title"],
        kind=values["kind"],
        state=values["state"],
        look=LOOKS[values["state"]],
        service=thing_of(values["service_named"], in_chinese),
        department=thing_of(values["department_named"], in_chinese),
        requester=person_of(values["requester_named"], in_chinese) or Ref("", ""),
        owner=person_of(values["owner_named"], in_chinese),
        first_owner=person_of(values["first_owner_named"], in_chinese),
        opened_at=values["opened_at"],
        resolved_at=values["resolved_at"] if values["state"] == RESOLVED else None,
        next_due_at=values["next_due_at"],
        is_open=values["state"] in OPEN,
        paused=values["paused_at"] is not None,
        jumps=values["jumped_at"] is not None,
        external_id=values["external_id"],
        customer_key=values["customer_key"],
        version=values["version"],
        answers=answers_line(values["answers_found"]) if "answers_found" in values else "",
    )


def thing_of(named: list[str], in_chinese: bool) -> Ref:
    return Ref(named[0], named[2] if in_chinese else named[1])


def person_of(named: list[str] | None, in_chinese: bool) -> Ref | None:
    if named is None:
        return None
    reference, full_name, latin_name = named
    return Ref(reference, full_name if in_chinese or not latin_name else latin_name)
