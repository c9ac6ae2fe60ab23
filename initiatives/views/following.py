"""The steps to follow an initiative and to stop."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.services.following import initiative_follow
from initiatives.views.initiatives import url_of
from portal.records.pages import step_page


def _step(request: HttpRequest, reference: str, following: bool, said: str) -> HttpResponse:
    user: Any = request.user

    def run() -> str:
        initiative_follow(reference=reference.upper(), following=following, by=user, now=timezone.now())
        return said

    return step_page(request, run=run, back=url_of(reference.upper()))


def follow(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("You follow it: once a week you get what changed.")
    return _step(request, reference, True, said)


def unfollow(request: HttpRequest, reference: str) -> HttpResponse:
    return _step(request, reference, False, _("You don't follow it any more."))
