"""A contact as it is before and after an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feedback.customers.rules.handling import Held
from feedback.customers.services.importing.customers import Key
from portal.people.services.importing.reading import Place

PLAIN = ("channel", "number", "offered_at", "answered_at", "ended_at", "service", "kind", "outcome", "solved", "ticket")
LINKS = ("line_id", "agent_id", "department_id", "identity_id")
FIELDS = (*PLAIN, *LINKS, "in_hours", "handling")
COMPARED = tuple(name for name in FIELDS if name != "handling")
BLANK: dict[str, Any] = dict.fromkeys(FIELDS) | {
    "number": "", "service": "", "kind": "request", "outcome": "", "ticket": "", "in_hours": True
}  # fmt: skip


@dataclass
class Target:
    """One contact as it is after the import. `customer` is the key of a customer who may not be written yet."""

    source_id: int
    external_id: str
    values: dict[str, Any]
    before: dict[str, Any] | None
    place: Place
    pk: int | None = None
    customer: Key | None = None
    customer_named: bool = False

    @property
    def differs(self) -> bool:
        """From what is known; a share that only follows from other contacts is no difference of this one."""
        return self.before is None or any(self.values[name] != self.before[name] for name in COMPARED)

    @property
    def held(self) -> Held | None:
        """When its agent held it; None while it goes on, or when nobody answered."""
        return held_by(self.values)

    @property
    def held_before(self) -> Held | None:
        return held_by(self.before or {})

    @property
    def agents(self) -> set[int]:
        """Whose minutes it takes, or took."""
        return {values["agent_id"] for values in (self.values, self.before) if values and values["agent_id"]}


def held_by(values: dict[str, Any]) -> Held | None:
    start, end = values.get("answered_at"), values.get("ended_at")
    return Held(start, end) if start and end else None
