"""From the plan form to the verb's plan and back."""

from typing import Any

from initiatives import rules
from initiatives.choices import Better
from initiatives.forms.people import suggestions
from initiatives.models import Initiative, Target
from initiatives.services.initiatives import EDITABLE, OWN_FIELDS, TARGET_FIELDS, Plan
from initiatives.services.pilots import TYPE_FIELDS


def plan_from(data: dict[str, Any]) -> Plan:
    return Plan(**changes_from(data))


def changes_from(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of the verb; the direction follows from the two numbers."""
    changes = {name: data[name] for name in (*EDITABLE, *TYPE_FIELDS) if name in data}
    if not data["metric"]:
        return {name: value for name, value in changes.items() if name not in TARGET_FIELDS}
    return changes | {"better": Better(rules.better_of(data["baseline"], data["target_value"]))}


def plan_initial(user: Any) -> dict[str, Any]:
    return {"owner": user}


def values_of(initiative: Initiative, target: Target | None) -> dict[str, Any]:
    """The present values of every field of the form; without a target its fields are empty."""
    values = {name: getattr(initiative, name) for name in OWN_FIELDS}
    return values | {name: getattr(target, name, None) for name in TARGET_FIELDS if name != "better"}


def people_context() -> dict[str, Any]:
    return {"colleagues": suggestions()}
