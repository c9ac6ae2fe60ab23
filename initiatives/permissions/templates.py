"""Who keeps templates and who begins with them; routes of copy, templates and archive."""

from initiatives.models import PlanTemplate
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        # Whoever may set up an initiative.
        "templates.view": {
            Role.DEPARTMENT_HEAD: Scope.ALL,
            Role.PROGRAMME_OFFICE: Scope.ALL,
            Role.EXECUTIVE: Scope.ALL,
        },
        "templates.edit": {Role.PROGRAMME_OFFICE: Scope.ALL},
    }
)
register_scopes(PlanTemplate, ModelScopes(view="templates.view"))

CREATE = {"GET": "initiatives.create", "POST": "initiatives.create"}
EDIT = {"GET": "templates.edit", "POST": "templates.edit"}
register_routes(
    {
        "initiatives:copy": CREATE,
        "initiatives:archive": {"POST": "initiatives.edit"},
        "initiatives:unarchive": {"POST": "initiatives.edit"},
        "initiatives:templates": {"GET": "templates.view"},
        "initiatives:template-keep": EDIT,
        "initiatives:template-use": CREATE,
        "initiatives:template-edit": EDIT,
        "initiatives:template-remove": {"POST": "templates.edit"},
        "api:initiative-copy": {"POST": "initiatives.create"},
        "api:initiative-archive": {"POST": "initiatives.edit"},
        "api:initiative-unarchive": {"POST": "initiatives.edit"},
        "api:initiative-template-list": {"GET": "templates.view", "POST": "templates.edit"},
        "api:initiative-template-detail": {"GET": "templates.view", "PATCH": "templates.edit"},
        "api:initiative-template-use": {"POST": "initiatives.create"},
        "api:initiative-template-remove": {"POST": "templates.edit"},
    }
)
