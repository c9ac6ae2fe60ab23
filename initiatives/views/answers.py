"""Forms that write ideas: submit, edit, turn into an initiative."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.forms.ideas import IdeaForm, SubmitForm
from initiatives.forms.initiatives import PlanForm
from initiatives.queries.ideas import idea_for
from initiatives.services.decisions import idea_turn
from initiatives.services.ideas import idea_edit, idea_submit
from initiatives.views.nameless import form_for_nobody
from initiatives.views.plans import people_context, plan_from, plan_initial
from initiatives.views.shared import IDEA_CHANGES
from initiatives.views.similar import look_first
from portal.core.refs import normalise
from portal.people.access import require
from portal.records.pages import form_page
from portal.records.stale import Edited, attributes, version_of, written_as


def _url(reference: str) -> str:
    return reverse("initiatives:idea", args=[reference])


def submit(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and request.GET.get("as") == "nobody":
        return form_for_nobody(request)
    user: Any = request.user

    asked = request.GET.get("challenge", "").replace("\x00", "")[:20]
    context: dict[str, Any] = {"draft_key": f"idea-{asked}" if asked else "idea", "asked": normalise(asked)}

    def run(data: dict[str, Any]) -> tuple[str, str]:
        found = look_first(request, data, context)
        uploads = data.pop("attachments")
        shown = [each.reference for each in found]
        idea = idea_submit(**data, uploads=uploads, differs_from=shown, by=user, now=timezone.now())
        sentence = (
            _("Your idea is in. Whoever answers the call answers it.")
            if idea.challenge
            else _("Your idea is in. The head of the department answers it.")
        )
        return _url(idea.reference), sentence

    return form_page(
        request,
        form=partial(SubmitForm, user=user),
        run=run,
        title=_("New idea"),
        submit=_("Submit idea"),
        cancel_url=reverse("initiatives:ideas"),
        initial={"challenge": normalise(asked)},
        template="initiatives/ideas/submit.html",
        context=context,
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper())
    require(user, "ideas.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        idea_edit(reference=found.reference, changes=data, by=user, now=timezone.now(), expected_version=version)
        return _url(found.reference), _("Saved.")

    return form_page(
        request,
        form=IdeaForm,
        run=run,
        title=_("Edit idea"),
        submit=_("Save"),
        cancel_url=_url(found.reference),
        edited=Edited(found, written_as(*IDEA_CHANGES), attributes("title", "text", "department")),
    )


def turn(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper())
    require(user, "ideas.turn", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        initiative = idea_turn(
            reference=found.reference, plan=plan_from(data), draft=data["draft"], by=user, now=timezone.now()
        )
        return reverse("initiatives:initiative", args=[initiative.reference]), _("The initiative is set up.")

    return form_page(
        request,
        form=PlanForm,
        run=run,
        title=_("Turn into an initiative"),
        submit=_("Set up initiative"),
        cancel_url=_url(found.reference),
        intro=_("From the idea %(title)s") % {"title": found.title},
        template="initiatives/form.html",
        context=people_context(),
        initial=plan_initial(user) | {"title": found.title, "summary": found.text, "department": found.department},
    )
