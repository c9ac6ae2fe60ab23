"""Who may do what with new value-added services, and their routes."""

from django.db.models import Q

from initiatives.models import ValueService
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        "services.view": {Role.EMPLOYEE: Scope.ALL},
        "services.create": {Role.DEPARTMENT_HEAD: Scope.ALL, Role.PROGRAMME_OFFICE: Scope.ALL},
        "services.edit": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.PROGRAMME_OFFICE: Scope.ALL,
        },
        # For another department than one's own; the verb says which.
        "services.countersign": {
            Role.DEPARTMENT_HEAD: Scope.ALL,
            Role.CUSTOMER_EXPERIENCE: Scope.ALL,
            Role.EXECUTIVE: Scope.ALL,
        },
        "services.comment": {Role.EMPLOYEE: Scope.ALL},
    }
)

register_scopes(
    ValueService,
    ModelScopes(
        view="services.view",
        own=lambda user: Q(owner=user),
        department=lambda ids: Q(department__in=ids),
    ),
)

EDIT = {"GET": "services.edit", "POST": "services.edit"}
SIGN = {"GET": "services.countersign", "POST": "services.countersign"}
register_routes(
    {
        "initiatives:services": {"GET": "services.view"},
        "initiatives:services-report": {"GET": "services.view"},
        "initiatives:service-new": {"GET": "services.create", "POST": "services.create"},
        "initiatives:service": {"GET": "services.view"},
        "initiatives:service-edit": EDIT,
        "initiatives:service-launch": EDIT,
        "initiatives:service-still-used": EDIT,
        "initiatives:service-retire": EDIT,
        "initiatives:service-countersign": SIGN,
        "initiatives:service-doubt": SIGN,
        "api:service-list": {"GET": "services.view", "POST": "services.create"},
        "api:service-detail": {"GET": "services.view", "PATCH": "services.edit"},
        "api:service-launch": {"POST": "services.edit"},
        "api:service-still-used": {"POST": "services.edit"},
        "api:service-retire": {"POST": "services.edit"},
        "api:service-countersign": {"POST": "services.countersign"},
        "api:service-doubt": {"POST": "services.countersign"},
        "api:service-counts": {"GET": "services.view"},
    }
)
