"""The permission table in front of every REST view."""

from typing import Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission

from portal.people.access import access_of, not_allowed
from portal.people.registry import PUBLIC, action_for


class RoutePermission(BasePermission):
    """Signed out: 401. No role that may: 403. A method without a row: 405. Rows of data: `visible_to`."""

    def has_permission(self, request: Any, view: Any) -> bool:
        action = action_for(request.resolver_match.view_name, request.method)
        if action is None:
            raise exceptions.MethodNotAllowed(request.method)
        if action == PUBLIC:
            return True
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated()
        if not access_of(request.user).may(action):
            raise not_allowed(action)
        return True
