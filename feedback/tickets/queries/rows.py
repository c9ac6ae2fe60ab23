"""A list's row, read as values: what pages, exports and REST show of a ticket among many."""

from typing import Any, NamedTuple

from feedback.tickets.choices import LOOKS
from feedback.tickets.rules import OPEN, RESOLVED
from portal.core.names import in_language, person_name
from portal.core.states import Look

VALUES = (
    "id", "reference", "title", "kind", "state", "version", "external_id", "customer_key",
    "opened_at", "resolved_at", "next_due_at", "paused_at", "queue_at", "jumped_at",
    "service__reference", "service__name_en", "service__name_zh",
    "department__reference", "department__name_en", "department__name_zh",
    "requester__reference", "requester__full_name", "requester__latin_name",
    "owner__reference", "owner__full_name", "owner__latin_name",
    "first_owner__reference", "first_owner__full_name", "first_owner__latin_name",
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


def row_of(values: dict[str, Any]) -> Row:
    return Row(
        id=values["reference"],
        title=values["title"],
        kind=values["kind"],
        state=values["state"],
        look=LOOKS[values["state"]],
        service=_thing(values, "service"),
        department=_thing(values, "department"),
        requester=_person(values, "requester") or Ref("", ""),
        owner=_person(values, "owner"),
        first_owner=_person(values, "first_owner"),
        opened_at=values["opened_at"],
        resolved_at=values["resolved_at"] if values["state"] == RESOLVED else None,
        next_due_at=values["next_due_at"],
        is_open=values["state"] in OPEN,
        paused=values["paused_at"] is not None,
        jumps=values["jumped_at"] is not None,
        external_id=values["external_id"],
        customer_key=values["customer_key"],
        version=values["version"],
    )


def _thing(values: dict[str, Any], name: str) -> Ref:
    return Ref(values[f"{name}__reference"], in_language(values, f"{name}__name"))


def _person(values: dict[str, Any], name: str) -> Ref | None:
    reference = values[f"{name}__reference"]
    if reference is None:
        return None
    return Ref(reference, person_name(values, name))
