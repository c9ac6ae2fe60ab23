"""Language and time zone of the signed-in person, the permission table in front of every page, calls with a token."""

import zoneinfo
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, ResolverMatch, reverse
from django.utils import timezone, translation

from portal.core.handler import resolved
from portal.core.middleware import refused
from portal.people.access import access_of, not_allowed
from portal.people.registry import PUBLIC, ROUTES, action_for
from portal.people.services.setup import is_set_up

# What works while there is no account yet.
BEFORE_SET_UP = ("setup", "set_language_preference", "delivery:healthz")
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME


def _language(request: HttpRequest) -> str:
    """The person's choice, else the cookie of the sign-in page, else the browser's wish."""
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(LANGUAGE_COOKIE, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)


class TokenCallMiddleware:
    """A REST call with a token is handed to its view at once: it has no session, no form and no messages.

    What stands behind this in MIDDLEWARE is about those, or about pages: 228 of the 3,121 calls of
    functions that a short list took.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _rest_view(request)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        # A fault becomes an answer here, in the caller's language, as it does behind all middleware.
        view = convert_exception_to_response(partial(match.func, *match.args, **match.kwargs))
        # A token says nothing of its person before the view has asked.
        return _answered(request, view, translation.get_language_from_request(request), settings.TIME_ZONE)


def _rest_view(request: HttpRequest) -> ResolverMatch | None:
    path, keyword = request.path_info, request.META.get("HTTP_AUTHORIZATION", "")
    if not path.startswith("/api/") or keyword[:6].lower() != "token ":
        return None
    try:
        match = resolved(path)
    except Resolver404:
        return None
    return match if match.view_name.startswith("api:") else None


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # REST clients say what they want in Accept-Language; a person's own pages follow the person.
        api = request.path_info.startswith("/api/")
        language = translation.get_language_from_request(request) if api else _language(request)
        zone = getattr(request.user, "timezone", "") or settings.TIME_ZONE
        return _answered(request, self.get_response, language, zone)


def _answered(request: HttpRequest, respond: Callable[..., Any], language: str, zone: str) -> HttpResponse:
    """`respond(request)` in that language and zone."""
    with translation.override(language), timezone.override(zoneinfo.ZoneInfo(zone)):
        request.LANGUAGE_CODE = language
        response: Any = respond(request)
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response = response.render()  # before the language ends
    response.headers.setdefault("Content-Language", language)
    return response


class PermissionMiddleware:
    """Every page's URL stands in the table: no row, no answer. REST views are checked by RoutePermission."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if name.startswith("api:"):
            return None
        if name not in ROUTES:
            raise ImproperlyConfigured(f"The URL {name!r} has no row in the permission table.")
        action = action_for(name, request.method or "GET")
        if name not in BEFORE_SET_UP and not request.user.is_authenticated and not is_set_up():
            return redirect("setup")
        if action == PUBLIC:
            return None
        if action is None:
            return HttpResponseNotAllowed([])
        if not request.user.is_authenticated:
            return self._sign_in(request)
        if not access_of(request.user).may(action):
            # Returned, not raised: Django hands what process_view raises to nobody.
            return refused(request, not_allowed(action))
        return None

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
