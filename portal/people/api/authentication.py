"""REST callers: a browser's session, or a token of their own."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions

from portal.core.statements import Statement
from portal.people.access import Access, with_roles
from portal.people.models import ApiToken


def _live_token(digest: str, now: dt.datetime) -> Any:
    live = ApiToken.objects.filter(digest=digest, revoked_at=None, expires_at__gt=now, user__is_active=True)
    return with_roles(live.select_related("user"), "user_id")[:1]


_LIVE_TOKEN = Statement(_live_token, "digest", dt.datetime(1901, 1, 1, tzinfo=dt.UTC))


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token stp_…`. Expired, revoked, or of somebody who left: 401, all with the same words."""

    keyword = "Token"

    def authenticate_header(self, request: Any) -> str:
        return self.keyword

    def authenticate(self, request: Any) -> tuple[Any, ApiToken] | None:
        keyword, _space, key = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        token: Any = _LIVE_TOKEN.first(ApiToken.digest_of(key.strip()), timezone.now())
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is unknown, expired or revoked. Make a new one."))
        self._note_use(token)
        user: Any = token.user
        user.roles_held, user.departments_headed = token.roles_held, token.departments_headed
        user._access = Access.of(user).limited_to(frozenset(token.scopes))
        return user, token

    def _note_use(self, token: ApiToken) -> None:
        """Once an hour is enough to find forgotten tokens, and keeps reads from writing."""
        now = timezone.now()
        if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 3600:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's own session, CSRF token required; 401 rather than 403 for the signed-out."""

    def authenticate_header(self, request: Any) -> str:
        return "Session"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names a token."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        text = "`Token stp_…`: made by its owner, limited to scopes, expiring."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


class SessionScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names a browser's session."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
