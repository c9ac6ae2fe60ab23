"""Who may do what with programmes and the company's targets, and their routes."""

from django.db.models import Q

from initiatives.models import CompanyTarget, Programme
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        # Bold aims are told to everybody.
        "programmes.view": {Role.EMPLOYEE: Scope.ALL},
        "programmes.create": {Role.PROGRAMME_OFFICE: Scope.ALL, Role.EXECUTIVE: Scope.ALL},
        "programmes.edit": {Role.EMPLOYEE: Scope.OWN, Role.PROGRAMME_OFFICE: Scope.ALL},
        # Upload readings; to which targets, `programmes.edit` says.
        "programmes.load": {Role.PROGRAMME_OFFICE: Scope.ALL, Role.EXECUTIVE: Scope.ALL},
    }
)

# Own: its sponsor.
register_scopes(Programme, ModelScopes(view="programmes.view", own=lambda user: Q(sponsor=user)))
register_scopes(CompanyTarget, ModelScopes(view="programmes.view", own=lambda user: Q(programme__sponsor=user)))

EDIT = {"GET": "programmes.edit", "POST": "programmes.edit"}
register_routes(
    {
        "initiatives:overview": {"GET": "initiatives.view"},
        "api:initiative-overview": {"GET": "initiatives.view"},
        "initiatives:pack": {"POST": "initiatives.view"},
        "initiatives:pack-job": {"GET": "initiatives.view"},
        "api:board-pack-list": {"POST": "initiatives.view"},
        "api:board-pack-detail": {"GET": "initiatives.view"},
        "api:board-pack-file": {"GET": "initiatives.view"},
        "initiatives:programmes": {"GET": "programmes.view"},
        "initiatives:programme-new": {"GET": "programmes.create", "POST": "programmes.create"},
        "initiatives:programme": {"GET": "programmes.view"},
        "initiatives:programme-edit": EDIT,
        "initiatives:programme-take-in": EDIT,
        "initiatives:programme-leave-out": {"POST": "programmes.edit"},
        "initiatives:company-target-new": EDIT,
        "initiatives:company-target": {"GET": "programmes.view"},
        "initiatives:company-target-edit": EDIT,
        "initiatives:company-target-reading": EDIT,
        "initiatives:readings-import": {"GET": "programmes.load", "POST": "programmes.load"},
        "initiatives:readings-import-job": {"GET": "programmes.load"},
        "initiatives:readings-import-apply": {"POST": "programmes.load"},
        "initiatives:readings-import-cancel": {"POST": "programmes.load"},
        "api:programme-list": {"GET": "programmes.view", "POST": "programmes.create"},
        "api:programme-detail": {"GET": "programmes.view", "PATCH": "programmes.edit"},
        "api:programme-take-in": {"POST": "programmes.edit"},
        "api:programme-leave-out": {"POST": "programmes.edit"},
        "api:company-target-list": {"GET": "programmes.view", "POST": "programmes.edit"},
        "api:company-target-detail": {"GET": "programmes.view", "PATCH": "programmes.edit"},
        "api:company-target-readings": {"GET": "programmes.view", "POST": "programmes.edit"},
        "api:reading-import-list": {"POST": "programmes.load"},
        "api:reading-import-detail": {"GET": "programmes.load"},
        "api:reading-import-apply": {"POST": "programmes.load"},
        "api:reading-import-cancel": {"POST": "programmes.load"},
    }
)
