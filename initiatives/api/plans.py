"""From a checked body to the verb's plan or changes."""

from typing import Any

from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.choices import Better, InitiativeType
from initiatives.services.initiatives import OWN_FIELDS, Plan
from initiatives.services.pilots import TYPE_FIELDS
from portal.core.errors import Malformed


def plan_of(body: dict[str, Any]) -> Plan:
    """Refuses (Malformed) an owner without a department when none is given."""
    target = dict(body.get("target") or {})
    if target:
        target["better"] = Better(target.get("better") or rules.better_of(target["baseline"], target["target_value"]))
    department = body.get("department") or body["owner"].department
    if department is None:
        text = _("The owner has no department, so choose one.")
        raise Malformed("department_missing", text, errors={"department": [text]})
    own = {name: body[name] for name in (*OWN_FIELDS, *TYPE_FIELDS) if name in body}
    if "type" in own:
        own["type"] = InitiativeType(own["type"])
    return Plan(**(own | target | {"department": department}))


def changes_of(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "target"} | dict(body.get("target", {}))
