"""Puts the permission table behind Django's `has_perm(perm, obj)`."""

from typing import Any

from django.core.exceptions import PermissionDenied

from portal.people.access import access_of, scope_q
from portal.people.registry import ROWS


class PermissionBackend:
    """Grants what a row of the table grants, and nothing to a superuser flag."""

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def has_perm(self, user: Any, perm: str, obj: Any = None) -> bool:
        if perm in ROWS and self._granted(user, perm, obj):
            return True
        # The last word: the sign-in's backend behind this one would ask for flags and groups that we don't have.
        raise PermissionDenied

    def _granted(self, user: Any, perm: str, obj: Any) -> bool:
        if obj is None:
            return access_of(user).may(perm)
        return bool(type(obj)._default_manager.filter(scope_q(user, perm, type(obj)), pk=obj.pk).exists())
