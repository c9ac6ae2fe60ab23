"""Rows of the permission table for working calendars."""

from portal.calendars.models import Calendar
from portal.people.models import Role, Scope
from portal.people.registry import ModelScopes, register_actions, register_routes, register_scopes

register_actions(
    {
        "calendars.view": {Role.EMPLOYEE: Scope.ALL},
        "calendars.edit": {Role.ADMINISTRATOR: Scope.ALL, Role.PROGRAMME_OFFICE: Scope.ALL},
    }
)
register_scopes(Calendar, ModelScopes(view="calendars.view"))

VIEW = {"GET": "calendars.view"}
EDIT = {"GET": "calendars.edit", "POST": "calendars.edit"}
register_routes(
    {
        "calendars:list": VIEW,
        "calendars:detail": VIEW,
        "calendars:due": VIEW,
        "calendars:year": VIEW,
        "calendars:new": EDIT,
        "calendars:edit": EDIT,
        "calendars:day": EDIT,
        "calendars:assign": EDIT,
        "calendars:effect": {"POST": "calendars.edit"},
        "calendars:official": {"POST": "calendars.edit"},
        "calendars:make-default": {"POST": "calendars.edit"},
        "calendars:withdraw": {"POST": "calendars.edit"},
        "api:calendar-list": {"GET": "calendars.view", "POST": "calendars.edit"},
        "api:calendar-detail": {"GET": "calendars.view", "PATCH": "calendars.edit"},
        # A question, although it is asked by POST: nothing is written.
        "api:calendar-due": {"POST": "calendars.view"},
        "api:calendar-elapsed": {"POST": "calendars.view"},
        "api:calendar-effect": {"POST": "calendars.edit"},
        "api:calendar-make-default": {"POST": "calendars.edit"},
    }
)
