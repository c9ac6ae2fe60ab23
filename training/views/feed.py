"""The personal calendar feed: its page, its switch and the file itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.core.errors import NotFound, Text
from portal.records.pages import step_page
from training.queries.feed import feed_of, person_of_feed
from training.services.feed import digest_of, feed_token_make, feed_token_revoke


@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    """Make an address (shown once) or take it back."""
    user: Any = request.user
    address = ""
    if request.method == "POST":
        token = feed_token_make(by=user, now=timezone.now())
        address = request.build_absolute_uri(reverse("training:feed", args=[token]))
    return render(request, "training/feed.html", {"address": address, "is_on": user.feed_token is not None})


def revoke(request: HttpRequest) -> HttpResponse:
    user: Any = request.user

    def run() -> Text:
        feed_token_revoke(by=user, now=timezone.now())
        return _("The feed is off. Its address no longer answers.")

    return step_page(request, run=run, back=reverse("training:feed-settings"))


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The file itself, without a sign-in: whoever has the token is the person. An unknown token is a plain 404."""
    person = person_of_feed(digest_of(token))
    if person is None:
        raise NotFound()
    with translation.override(person.language or None):
        content = feed_of(person, timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="training.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response
