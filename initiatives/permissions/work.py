"""Who may work on the actions of initiatives, and their routes."""

from portal.people.models import Role, Scope
from portal.people.registry import register_actions, register_routes

register_actions(
    {
        # Own: an action of theirs is in it (permissions/initiatives.py); which one, the verb asks.
        "initiatives.act": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        }
    }
)

register_routes(
    {
        "initiatives:work": {"GET": "initiatives.view"},
        "initiatives:board": {"GET": "initiatives.view"},
        "initiatives:action-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:action-edit": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:action-move": {"POST": "initiatives.act"},
        "initiatives:action-remove": {"POST": "initiatives.edit"},
        "initiatives:milestone-edit": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:milestone-remove": {"POST": "initiatives.edit"},
        "initiatives:dependency-new": {"GET": "initiatives.edit", "POST": "initiatives.edit"},
        "initiatives:dependency-remove": {"POST": "initiatives.edit"},
        "api:initiative-actions": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-action-edit": {"POST": "initiatives.edit"},
        "api:initiative-action-move": {"POST": "initiatives.act"},
        "api:initiative-action-remove": {"POST": "initiatives.edit"},
        "api:initiative-milestone-edit": {"POST": "initiatives.edit"},
        "api:initiative-milestone-remove": {"POST": "initiatives.edit"},
        "api:initiative-dependencies": {"GET": "initiatives.view", "POST": "initiatives.edit"},
        "api:initiative-dependency-remove": {"POST": "initiatives.edit"},
    }
)
