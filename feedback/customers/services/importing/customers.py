"""The customers that rows of contacts name: found, or written down, with what is known of them now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from feedback.customers.models import Identity, Source
from feedback.customers.services.common import chunks, phone_digits
from feedback.customers.services.identities import search_texts
from portal.core.search import search_vector
from portal.people.models import User
from portal.people.services.importing.reading import Errors, Row

CHUNK = 5_000
COLUMNS = {"name": "customer_name", "phone": "customer_phone", "email": "customer_email"}
WRITTEN = ["name", "phone", "phone_digits", "email", "search", "version"]
Key = tuple[int, str]


@dataclass
class Customers:
    """`by_key`: the customers of these rows by source and key; `changed` holds those that differ from the database."""

    by_key: dict[Key, Identity] = field(default_factory=dict)
    before: dict[Key, tuple[str, str, str]] = field(default_factory=dict)

    @property
    def new(self) -> list[Identity]:
        return [each for key, each in self.by_key.items() if key not in self.before]

    @property
    def changed(self) -> list[Identity]:
        return [self.by_key[key] for key, known in self.before.items() if _facts(self.by_key[key]) != known]

    def counts(self) -> dict[str, int]:
        new, changed = len(self.new), len(self.changed)
        return {"new": new, "changed": changed, "unchanged": len(self.by_key) - new - changed}


def plan_customers(
    rows: list[Row], sources: dict[str, Source], errors: Errors, *, by: User, now: dt.datetime
) -> tuple[Customers, list[Key | None]]:
    """The customers, and for each row the key of its own one."""
    keys = [_key_of(row, sources, errors) for row in rows]
    found = Customers()
    for chunk in chunks({key for key in keys if key}, CHUNK):
        known = Identity.objects.filter(
            source__in={source for source, _key in chunk}, key__in=[key for _source, key in chunk]
        )
        wanted = set(chunk)
        for identity in known.defer("search"):
            key = (identity.source_id, identity.key)
            if key in wanted:
                found.by_key[key], found.before[key] = identity, _facts(identity)
    for row, named in zip(rows, keys, strict=True):
        if named is None:
            continue
        if named not in found.by_key:
            found.by_key[named] = Identity(source_id=named[0], key=named[1], created_at=now, created_by=by)
        identity = found.by_key[named]
        for name, column in COLUMNS.items():
            if value := row.values.get(column):
                setattr(identity, name, value)
    return found, keys


def _key_of(row: Row, sources: dict[str, Source], errors: Errors) -> Key | None:
    """Source and key; a telephone system that knows no customer number is known by the telephone's digits."""
    values = row.values
    code = values.get("customer_source") or values["source"]
    source = sources.get(code)
    if source is None:
        if values.get("customer_source"):
            errors.add(row.place, "customer_source", "unknown_source", value=code)
        return None
    key = values.get("customer") or phone_digits(values.get("customer_phone") or "")
    if key:
        return source.pk, key
    if values.get("customer_name") or values.get("customer_email"):
        errors.add(row.place, "customer", "customer_missing")
    return None


def _facts(identity: Identity) -> tuple[str, str, str]:
    return identity.name, identity.phone, identity.email


def write_customers(customers: Customers, *, step: Callable[[], None]) -> None:
    """Those that differ, in the caller's transaction; new ones get their ids."""
    for chunk in chunks([*customers.new, *customers.changed], 2_000):
        step()
        for identity in chunk:
            identity.phone_digits = phone_digits(identity.phone)
            identity.search = search_vector(*search_texts(identity))
            identity.version += 1 if identity.pk else 0
            identity.pk = None  # decided by the key below: whoever wrote it down meanwhile was first
        Identity.objects.bulk_create(
            chunk, update_conflicts=True, unique_fields=["source", "key"], update_fields=WRITTEN
        )
