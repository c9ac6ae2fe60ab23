"""Who may work on the risks of initiatives; routes of risks, budget, decisions log and files."""

from portal.people.models import Role, Scope
from portal.people.registry import register_actions, register_routes

register_actions(
    {
        # Own: a risk in it is theirs (permissions/initiatives.py); which one, the verb asks.
        "initiatives.risk": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        }
    }
)

EDIT = {"GET": "initiatives.edit", "POST": "initiatives.edit"}
RISK = {"GET": "initiatives.risk", "POST": "initiatives.risk"}
register_routes(
    {
        "initiatives:risks": {"GET": "initiatives.view"},
        "initiatives:risk-new": EDIT,
        "initiatives:risk-edit": RISK,
        "initiatives:risk-move": RISK,
        "initiatives:budget": {"GET": "initiatives.view"},
        "initiatives:budget-new": EDIT,
        "initiatives:log": {"GET": "initiatives.view"},
        "initiatives:log-new": EDIT,
        "initiatives:log-correct": EDIT,
        "initiatives:files-new": EDIT,
        "api:initiative-risks": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-risk-edit": {"POST": "initiatives.risk"},
        "api:initiative-risk-move": {"POST": "initiatives.risk"},
        "api:initiative-budget": {"GET": "initiatives.view"},
        "api:initiative-budget-entries": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-decisions": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-decision-correct": {"POST": "initiatives.edit"},
        "api:initiative-files": {"GET": "initiatives.view", "POST": "initiatives.edit"},
    }
)
