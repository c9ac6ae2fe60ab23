"""An idea in half a minute: the short form, over any page in a dialog, as a page without scripts."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.forms.ideas import CaptureForm
from initiatives.services.ideas import idea_submit, own_path
from initiatives.views.similar import look_first
from portal.records.pages import form_page


def capture(request: HttpRequest) -> HttpResponse:
    """One request opens it, one post saves it. In the dialog the answer says where the idea is; nobody is led away."""
    user: Any = request.user
    over_page = bool(request.headers.get("HX-Request"))
    came_from = own_path((request.GET.get("from") or request.POST.get("came_up_on", "")).replace("\x00", ""))
    context: dict[str, Any] = {"came_from": came_from, "draft_key": "" if over_page else "capture"}

    def run(data: dict[str, Any]) -> tuple[str, str]:
        found = look_first(request, data, context)
        uploads, shown = data.pop("attachments"), [each.reference for each in found]
        idea = idea_submit(**data, uploads=uploads, differs_from=shown, by=user, now=timezone.now())
        return reverse("initiatives:idea", args=[idea.reference]), "" if over_page else _("Your idea is in.")

    response = form_page(
        request,
        form=partial(CaptureForm, user=user),
        run=run,
        title=_("New idea"),
        submit=_("Submit idea"),
        cancel_url=reverse("initiatives:ideas"),
        initial={"department": user.department, "came_up_on": came_from},
        template="initiatives/ideas/_capture.html" if over_page else "initiatives/ideas/capture.html",
        context=context,
    )
    if over_page and (url := response.headers.get("HX-Redirect")):
        response = render(request, "initiatives/ideas/_captured.html", {"url": url})
    response["Vary"] = "HX-Request"
    return response
