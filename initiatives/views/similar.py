"""Ideas like the one that somebody writes: beside the form, again when it is sent, and joining one of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models.ideas import TITLE_MAX
from initiatives.queries.similar import TEXT_READ, Similar, similar_ideas
from initiatives.services.joining import idea_join
from portal.core.errors import Refused, Text
from portal.core.refs import normalise
from portal.records.pages import step_page

SHOWN_MAX = 20
# Ids of the forms whose fields go along when an idea is joined.
FORMS = ("main-form", "capture-form")
NEAR = 0.45  # close enough to ask once more before an idea is sent


def similar(request: HttpRequest) -> HttpResponse:
    """A fragment of the form of a new idea. A POST, so that no address and no log holds what somebody writes.

    It writes nothing, and without a session it gives what everybody may see.
    """
    title, text = typed(request, "title", TITLE_MAX), typed(request, "text", TEXT_READ)
    user = request.user if request.user.is_authenticated else None
    asking = typed(request, "form", 20)
    context = {"similar": similar_ideas(user, title, text), "form_id": asking if asking in FORMS else FORMS[0]}
    return render(request, "initiatives/ideas/_similar.html", context)


def typed(request: HttpRequest, name: str, most: int) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:most]


def shown_before(request: HttpRequest) -> list[str]:
    """References of the ideas that stood beside the form."""
    given = request.POST.get("shown", "").replace("\x00", "").split(",")[:SHOWN_MAX]
    return [normalise(each.strip()) for each in given if each.strip()]


def look_first(request: HttpRequest, data: dict[str, Any], context: dict[str, Any]) -> list[Similar]:
    """Show similar ideas once more before one is submitted, unless they were seen already; never a second time."""
    found = [each for each in similar_ideas(request.user, data["title"], data["text"]) if each.closeness >= NEAR]
    seen = shown_before(request)
    if all(each.reference in seen for each in found):
        return found
    context["similar"] = found
    context["shown"] = ",".join([*(each.reference for each in found), *seen][:SHOWN_MAX])
    raise Refused(
        "similar_ideas",
        _("Ideas like yours are there already: look beside the form. Join one, or send again to submit yours anyway."),
    )


def join(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> Text:
        idea_join(
            reference=reference.upper(),
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            title=typed(request, "title", TITLE_MAX),
        )
        return _("You raised it too: your voice counts here, and you hear what becomes of it.")

    return step_page(request, run=run, back=reverse("initiatives:idea", args=[reference.upper()]))
