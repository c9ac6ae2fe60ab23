"""Language, appearance and density: small POST forms in the shell."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.people.models import User
from portal.people.services.preferences import preference_set


def _back(request: HttpRequest) -> str:
    """Only a path of our own: `next=//evil` leads home."""
    target = request.POST.get("next", "")
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    response = redirect(_back(request))
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            preference_set(by=request.user, language=language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if theme in ("auto", "light", "dark"):
        preference_set(by=request.user, theme=theme)  # type: ignore[arg-type]
    return redirect(_back(request))


@require_POST
def set_density(request: HttpRequest) -> HttpResponse:
    name, density = request.POST.get("list", "")[:60], request.POST.get("density", "")
    if name.replace("-", "").isalnum() and density in ("comfortable", "compact"):
        kept = dict(list(request.user.density.items())[-30:])  # type: ignore[union-attr]
        preference_set(by=request.user, density=kept | {name: density})  # type: ignore[arg-type]
    return redirect(_back(request))
