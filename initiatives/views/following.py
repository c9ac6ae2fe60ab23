"""The steps to follow an idea or an initiative and to stop."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.services.following import idea_follow, initiative_follow
from initiatives.views.initiatives import url_of
from portal.records.pages import step_page


def _step(request: HttpRequest, verb: Any, reference: str, following: bool, *, said: str, back: str) -> HttpResponse:
    user: Any = request.user

    def run() -> str:
        verb(reference=reference, following=following, by=user, now=timezone.now())
        return said

    return step_page(request, run=run, back=back)


def follow(request: HttpRequest, reference: str) -> HttpResponse:
    said, back = _("You follow it: once a week you get what changed."), url_of(reference.upper())
    return _step(request, initiative_follow, reference.upper(), True, said=said, back=back)


def unfollow(request: HttpRequest, reference: str) -> HttpResponse:
    said, back = _("You don't follow it any more."), url_of(reference.upper())
    return _step(request, initiative_follow, reference.upper(), False, said=said, back=back)


def _idea_page(reference: str) -> str:
    return reverse("initiatives:idea", args=[reference.upper()])


def follow_idea(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("You follow it: what becomes of it you hear at once, the rest once a week.")
    return _step(request, idea_follow, reference.upper(), True, said=said, back=_idea_page(reference))


def unfollow_idea(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("You don't follow it any more.")
    return _step(request, idea_follow, reference.upper(), False, said=said, back=_idea_page(reference))
