"""Who may do what with benefits, and their routes. Whoever sees the initiative sees them."""

from django.db.models import Q

from initiatives.models import Target
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

THOSE_WHO_CARRY_IT = {
    Role.EMPLOYEE: Scope.OWN,
    Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
    Role.PROGRAMME_OFFICE: Scope.ALL,
}
register_actions(
    {
        "benefits.view": {Role.EMPLOYEE: Scope.ALL},
        # Asked of the initiative.
        "benefits.create": THOSE_WHO_CARRY_IT,
        "benefits.edit": THOSE_WHO_CARRY_IT,
    }
)

# Own: the benefit's owner, and owner and sponsor of its initiative.
register_scopes(
    Target,
    ModelScopes(
        view="benefits.view",
        own=lambda user: Q(owner=user) | Q(initiative__owner=user) | Q(initiative__sponsor=user),
        department=lambda ids: Q(initiative__department__in=ids),
    ),
)

EDIT = {"GET": "benefits.edit", "POST": "benefits.edit"}
register_routes(
    {
        "initiatives:benefits": {"GET": "benefits.view"},
        "initiatives:benefit": {"GET": "benefits.view"},
        "initiatives:reading-import": "benefits.edit",
        "initiatives:reading-import-job": {"GET": "benefits.edit"},
        "initiatives:reading-import-apply": {"POST": "benefits.edit"},
        "initiatives:reading-import-cancel": {"POST": "benefits.edit"},
        "api:benefit-reading-batch": {"POST": "benefits.edit"},
        "initiatives:benefit-new": {"GET": "benefits.create", "POST": "benefits.create"},
        "initiatives:benefit-edit": EDIT,
        "initiatives:benefit-forecast": EDIT,
        "initiatives:benefit-reading": EDIT,
        "initiatives:benefit-realise": EDIT,
        "initiatives:benefit-take-back": EDIT,
        "api:benefit-list": {"GET": "benefits.view", "POST": "benefits.create"},
        "api:benefit-detail": {"GET": "benefits.view", "PATCH": "benefits.edit"},
        "api:benefit-readings": {"GET": "benefits.view", "POST": "benefits.edit"},
        "api:benefit-forecast": {"POST": "benefits.edit"},
        "api:benefit-realise": {"POST": "benefits.edit"},
        "api:benefit-take-back": {"POST": "benefits.edit"},
        "api:benefit-sums": {"GET": "benefits.view"},
    }
)
