"""Puts the permission table behind Django's `has_perm(perm, obj)`."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied

from portal.core.statements import Statement
from portal.people.access import access_of, scope_q, with_roles
from portal.people.models import User
from portal.people.registry import ROWS

_ACTIVE_USER = Statement(lambda pk: with_roles(User.objects.filter(pk=pk, is_active=True), "pk")[:1], -7001)


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


class SignInBackend(AuthenticationBackend):
    """Who a session belongs to: asked by every page, so by a statement that is made once."""

    def get_user(self, user_id: int) -> Any:
        return _ACTIVE_USER.first(user_id)
