"""What somebody may do with a row, read along with it."""

from typing import Any

from django.db.models import BooleanField, Case, Model, Value, When

from portal.people.access import scope_q


def may_flags(user: Any, model: type[Model], **actions: str) -> dict[str, Case]:
    """`may_flags(user, Idea, may_edit="ideas.edit")` as annotations: the same table, no query of its own."""
    return {
        name: Case(
            When(scope_q(user, action, model), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        for name, action in actions.items()
    }
