"""Who answers for a department."""

from django.db.models import F

from portal.people.models import Department, User


def heads_of(department: Department) -> list[User]:
    """Head and deputy of the nearest department, from this one upward, that has either of them in office; one query."""
    rows = (
        Department.objects.filter(pk__in=department.path, active=True)
        .select_related("head", "deputy")
        .annotate(depth=F("path__len"))
        .order_by("-depth")
    )
    for row in rows:
        found = [person for person in (row.head, row.deputy) if person and person.is_active]
        if found:
            return found
    return []
