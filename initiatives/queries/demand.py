"""How many colleagues raised an idea: its authors, those of ideas merged into it, and who joined it.

Departments are counted by the parts of the company that statistics follow (services/participation.py); until these
are written, a company is new, they count as they are.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from initiatives.choices import Anonymity

# An author who isn't known to everybody counts as a person of their own, on both levels alike, and says nothing about
# a department.
_SQL = """
SELECT root, count(DISTINCT person), count(DISTINCT coalesce(part.lead_id, unit)) FROM (
    SELECT coalesce(i.canonical_id, i.id) AS root,
        CASE WHEN i.anonymity = %(named)s THEN 'u' || i.author_id ELSE 'i' || i.id END AS person,
        CASE WHEN i.anonymity = %(named)s THEN u.department_id END AS unit
    FROM initiatives_idea i LEFT JOIN people_user u ON u.id = i.author_id
    WHERE i.id = ANY(%(ids)s) OR i.canonical_id = ANY(%(ids)s)
    UNION ALL
    SELECT coalesce(i.canonical_id, i.id), 'u' || r.user_id, r.department_id
    FROM initiatives_idearaise r JOIN initiatives_idea i ON i.id = r.idea_id
    WHERE i.id = ANY(%(ids)s) OR i.canonical_id = ANY(%(ids)s)
) AS raised
LEFT JOIN initiatives_departmentpart part ON part.department_id = unit
    AND part.since = (SELECT max(since) FROM initiatives_departmentpart WHERE since <= %(today)s)
GROUP BY root
"""


class Demand(NamedTuple):
    people: int
    departments: int


def demand_of(ids: Sequence[int]) -> dict[int, Demand]:
    """Of ideas that aren't merged themselves: one query."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"ids": list(ids), "named": Anonymity.NAMED.value, "today": timezone.localdate()})
        return {root: Demand(people, departments) for root, people, departments in cursor.fetchall()}
