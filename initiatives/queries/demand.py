"""How many colleagues raised an idea: its authors, those of ideas merged into it, and who joined it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from initiatives.choices import Anonymity

# An author who isn't known to everybody counts as a person, but says nothing about a department.
_SQL = """
SELECT root, count(DISTINCT person), count(DISTINCT department) FROM (
    SELECT coalesce(i.canonical_id, i.id) AS root,
        coalesce('u' || i.author_id, 'i' || i.id) AS person,
        CASE WHEN i.anonymity = %(named)s THEN u.department_id END AS department
    FROM initiatives_idea i LEFT JOIN people_user u ON u.id = i.author_id
    WHERE i.id = ANY(%(ids)s) OR i.canonical_id = ANY(%(ids)s)
    UNION ALL
    SELECT coalesce(i.canonical_id, i.id), 'u' || r.user_id, r.department_id
    FROM initiatives_idearaise r JOIN initiatives_idea i ON i.id = r.idea_id
    WHERE i.id = ANY(%(ids)s) OR i.canonical_id = ANY(%(ids)s)
) AS raised GROUP BY root
"""


class Demand(NamedTuple):
    people: int
    departments: int


def demand_of(ids: Sequence[int]) -> dict[int, Demand]:
    """Of ideas that aren't merged themselves: one query."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"ids": list(ids), "named": Anonymity.NAMED.value})
        return {root: Demand(people, departments) for root, people, departments in cursor.fetchall()}
