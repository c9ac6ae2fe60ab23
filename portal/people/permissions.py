"""Rows of the permission table for people, departments, tokens, and the routes of the ground."""

from django.db.models import Q

from portal.people.models import Department, Role, Scope, User
from portal.people.registry import (
    PUBLIC,
    SIGNED_IN,
    ModelScopes,
    register_actions,
    register_routes,
    register_scopes,
)

register_actions(
    {
        # The directory is open: people have to find whom they serve.
        "people.view": {Role.EMPLOYEE: Scope.ALL},
        "people.edit": {Role.ADMINISTRATOR: Scope.ALL},
        "people.import": {Role.ADMINISTRATOR: Scope.ALL},
        "people.export": {Role.ADMINISTRATOR: Scope.ALL, Role.PRIVACY_OFFICER: Scope.ALL},
        "people.away": {
            Role.EMPLOYEE: Scope.OWN,
            Role.DEPARTMENT_HEAD: Scope.DEPARTMENT,
            Role.ADMINISTRATOR: Scope.ALL,
        },
        # What somebody may do about themselves.
        "people.token": {Role.EMPLOYEE: Scope.OWN},
        "people.profile": {Role.EMPLOYEE: Scope.OWN},
        # One's own, and those that others share.
        "views.view": {Role.EMPLOYEE: Scope.OWN},
        "views.keep": {Role.EMPLOYEE: Scope.OWN},
    }
)

register_scopes(
    User,
    ModelScopes(
        view="people.view",
        own=lambda user: Q(pk=user.pk),
        department=lambda departments: Q(department_id__in=departments),
    ),
)
register_scopes(Department, ModelScopes(view="people.view", own=lambda user: Q(pk=user.department_id)))

register_routes(
    {
        "account_login": PUBLIC,
        "account_logout": PUBLIC,
        "account_inactive": PUBLIC,
        "account_reauthenticate": SIGNED_IN,
        "account_change_password": SIGNED_IN,
        "account_set_password": SIGNED_IN,
        "account_reset_password": PUBLIC,
        "account_reset_password_done": PUBLIC,
        "account_reset_password_from_key": PUBLIC,
        "account_reset_password_from_key_done": PUBLIC,
        "usersessions_list": SIGNED_IN,
        "setup": PUBLIC,  # gone (404) once there is somebody
        "people:departments": {"GET": "people.view"},
        "people:department": {"GET": "people.view"},
        "people:department-new": {"GET": "people.edit", "POST": "people.edit"},
        "people:department-edit": {"GET": "people.edit", "POST": "people.edit"},
        "people:department-deactivate": {"POST": "people.edit"},
        "people:department-activate": {"POST": "people.edit"},
        "people:employees": {"GET": "people.view"},
        "people:employee": {"GET": "people.view"},
        "people:employee-new": {"GET": "people.edit", "POST": "people.edit"},
        "people:employee-edit": {"GET": "people.edit", "POST": "people.edit"},
        "people:employee-leave": {"GET": "people.edit", "POST": "people.edit"},
        "people:employee-away": {"GET": "people.away", "POST": "people.away"},
        "people:employee-return": {"POST": "people.edit"},
        "people:role-grant": {"GET": "people.edit", "POST": "people.edit"},
        "people:role-withdraw": {"POST": "people.edit"},
        "people:profile": {"GET": "people.profile", "POST": "people.profile"},
        "people:tokens": {"GET": "people.token"},
        "people:token-new": {"GET": "people.token", "POST": "people.token"},
        "people:token-revoke": {"POST": "people.token"},
        "people:import": {"GET": "people.import", "POST": "people.import"},
        "people:import-job": {"GET": "people.import"},
        "people:import-apply": {"POST": "people.import"},
        "people:import-cancel": {"POST": "people.import"},
        "people:export": {"GET": "people.export"},
        "api:department-list": {"GET": "people.view", "POST": "people.edit"},
        "api:department-detail": {"GET": "people.view", "PATCH": "people.edit"},
        "api:department-deactivate": {"POST": "people.edit"},
        "api:department-activate": {"POST": "people.edit"},
        "api:employee-list": {"GET": "people.view", "POST": "people.edit"},
        "api:employee-detail": {"GET": "people.view", "PATCH": "people.edit"},
        "api:employee-leave": {"POST": "people.edit"},
        "api:employee-away": {"POST": "people.away"},
        "api:employee-return": {"POST": "people.edit"},
        "api:employee-grant": {"POST": "people.edit"},
        "api:employee-withdraw": {"POST": "people.edit"},
        "api:me": {"GET": SIGNED_IN, "PATCH": "people.profile"},
        "api:token-list": {"GET": "people.token", "POST": "people.token"},
        "api:token-revoke": {"POST": "people.token"},
        "api:import-list": {"POST": "people.import"},
        "api:import-detail": {"GET": "people.import"},
        "api:import-apply": {"POST": "people.import"},
        "api:import-cancel": {"POST": "people.import"},
        "api:organisation-export": {"GET": "people.export"},
        "set_language_preference": {"POST": PUBLIC},
        "set_theme": {"POST": SIGNED_IN},
        "set_density": {"POST": SIGNED_IN},
        "records:file": {"GET": SIGNED_IN},
        "records:pulse": {"GET": SIGNED_IN},
        "records:view": "views.keep",
        "records:save-view": {"POST": "views.keep"},
        "records:delete-view": {"POST": "views.keep"},
        "api:saved-view-list": {"GET": "views.view", "POST": "views.keep"},
        "api:saved-view-detail": {"GET": "views.view"},
        "api:saved-view-change": {"POST": "views.keep"},
        "api:saved-view-delete": {"POST": "views.keep"},
        # What can be called is no secret; generated clients read it before they can sign in.
        "api:schema": {"GET": PUBLIC},
        "api:docs": {"GET": PUBLIC},
    }
)
