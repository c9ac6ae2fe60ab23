"""How rows of people and departments are written: derived columns and versions, in one place."""

from typing import Any

from django.db import connection, models

from portal.core.names import sort_key
from portal.core.search import search_vector
from portal.people.models import User

TREE_LOCK = 7_201_001  # the shape of the department tree: one change at a time
IMPORT_LOCK = 7_201_002
SETUP_LOCK = 7_201_003


def lock(number: int) -> None:
    """Wait until nobody else holds this lock; it goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def search_texts(person: Any) -> tuple[str, ...]:
    """What the search finds somebody by. Telephone and employee number are left out: they identify, not name."""
    return (person.full_name, person.latin_name, person.email, person.job_title)


def derive(person: User) -> None:
    """`name_key` and `search` from the present names; the instance holds an expression until it is read again."""
    person.name_key = sort_key(person.full_name)
    person.search = search_vector(*search_texts(person))


def changed_fields(obj: models.Model, changes: dict[str, Any]) -> list[str]:
    """Sets the given values and names those that differ."""
    changed = []
    for name, value in changes.items():
        if getattr(obj, name) != value:
            setattr(obj, name, value)
            changed.append(name)
    return changed


def empty_to_none(changes: dict[str, Any], *names: str) -> dict[str, Any]:
    """Unique columns hold NULL, not an empty text: two empty texts would clash."""
    return changes | {name: changes[name] or None for name in names if name in changes}
