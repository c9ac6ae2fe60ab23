"""Contacts and customers as lists, exports and REST show them; names only for those who may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When

from feedback.customers.choices import NOT_ANSWERED, OUTCOME_LOOKS, STILL_GOING_ON, Channel, Kind, Outcome
from feedback.customers.models import Contact, Identity
from portal.core.lookups import Always
from portal.core.names import in_language, person_name
from portal.core.reading import Beside
from portal.core.states import Look
from portal.people.access import access_of, scope_q
from portal.people.registry import scopes_of

ALL_PERSONAL = Beside(personal=Always())
CONTACT_VALUES = (
    "id", "reference", "external_id", "channel", "number", "offered_at", "answered_at", "ended_at", "service", "kind",
    "outcome", "solved", "ticket", "in_hours", "handling", "personal",
    "source__code", "line__reference", "line__name_en", "line__name_zh",
    "agent__reference", "agent__email", "agent__full_name", "agent__latin_name",
    "department__reference", "department__name_en", "department__name_zh",
    "identity__reference", "identity__source__code", "identity__key", "identity__name", "identity__phone",
    "identity__email",
)  # fmt: skip
IDENTITY_VALUES = (
    "id", "reference", "key", "name", "phone", "email", "created_at", "version", "personal",
    "source__code", "source__name_en", "source__name_zh",
)  # fmt: skip


class Ref(NamedTuple):
    """What a row points to: public reference and name in the reader's language."""

    id: str
    name: str


class Person(NamedTuple):
    """A customer beside a contact; without rights to names the reference stands for them."""

    id: str
    source: str
    key: str
    name: str
    phone: str
    email: str

    @property
    def shown(self) -> str:
        return self.name or self.key or self.id


class ContactRow(NamedTuple):
    id: str
    source: str
    external_id: str
    channel: str
    number: str
    line: Ref | None
    offered_at: dt.datetime
    answered_at: dt.datetime | None
    ended_at: dt.datetime | None
    agent: Ref | None
    agent_email: str
    department: Ref | None
    customer: Person | None
    service: str
    kind: str
    outcome: str
    solved: bool | None
    ticket: str
    in_hours: bool
    handling_seconds: float | None

    @property
    def channel_label(self) -> str:
        return str(Channel(self.channel).label)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def look(self) -> Look:
        if self.answered_at is None:
            return NOT_ANSWERED if self.ended_at else STILL_GOING_ON
        return OUTCOME_LOOKS[self.outcome] if self.ended_at else STILL_GOING_ON

    @property
    def handling_minutes(self) -> int | None:
        return None if self.handling_seconds is None else round(self.handling_seconds / 60)


def shown_contacts(user: Any) -> QuerySet[Any]:
    """Contacts that this person may see; `personal` says of each whether its customer's name is among it."""
    rows: QuerySet[Any] = Contact.objects.visible_to(user)
    return rows.annotate(**personal(user, Contact))


def shown_customers(user: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = Identity.objects.visible_to(user)
    return rows.annotate(**personal(user, Identity))


def personal(user: Any, model: type[Model]) -> Mapping[str, Any]:
    """Beside a row: whether its customer's name is among what `user` may see."""
    if access_of(user).reach("customers.personal_view").all and scopes_of(model).always is None:
        return ALL_PERSONAL
    return {"personal": scope_flag(user, "customers.personal_view", model)}


def scope_flag(user: Any, action: str, model: type[Model]) -> Case:
    """Whether `user` may do this on the row, beside the row."""
    q: Q = scope_q(user, action, model)
    return Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())


def contact_row(values: dict[str, Any]) -> ContactRow:
    plain = (
        "external_id", "channel", "number", "offered_at", "answered_at", "ended_at", "service", "kind", "outcome",
        "solved", "ticket", "in_hours",
    )  # fmt: skip
    handling = values["handling"]
    return ContactRow(
        id=values["reference"],
        source=values["source__code"],
        line=_named(values, "line"),
        agent=_ref(values["agent__reference"], person_name(values, "agent")),
        agent_email=values["agent__email"] or "",
        department=_named(values, "department"),
        customer=_person(values),
        handling_seconds=None if handling is None else handling.total_seconds(),
        **{name: values[name] for name in plain},
    )


def _ref(reference: str | None, name: str) -> Ref | None:
    return None if reference is None else Ref(reference, name)


def _named(values: dict[str, Any], path: str) -> Ref | None:
    reference = values[f"{path}__reference"]
    return None if reference is None else Ref(reference, in_language(values, f"{path}__name"))


def _person(values: dict[str, Any]) -> Person | None:
    if values["identity__reference"] is None:
        return None
    names = ("key", "name", "phone", "email")
    known = {name: values[f"identity__{name}"] if values["personal"] else "" for name in names}
    return Person(values["identity__reference"], values["identity__source__code"], **known)


class CustomerRow(NamedTuple):
    id: str
    source: str
    source_name: str
    key: str
    name: str
    phone: str
    email: str
    created_at: dt.datetime
    version: int

    @property
    def shown(self) -> str:
        return self.name or self.key or self.id


def customer_row(values: dict[str, Any]) -> CustomerRow:
    names = ("key", "name", "phone", "email")
    return CustomerRow(
        id=values["reference"],
        source=values["source__code"],
        source_name=in_language(values, "source__name"),
        created_at=values["created_at"],
        version=values["version"],
        **{name: values[name] if values["personal"] else "" for name in names},
    )
