"""Merging an idea into another one that means the same, and taking it out again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.forms.ideas import MergeForm
from initiatives.queries.ideas import idea_for
from initiatives.queries.similar import similar_ideas
from initiatives.services.merging import idea_merge, idea_unmerge
from initiatives.views.shared import IDEA_CHANGES
from portal.core.errors import Text
from portal.people.access import require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, version_of, written_as


def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, with the ideas that are like this one."""
    user: Any = request.user
    found = idea_for(user, reference.upper())
    require(user, "ideas.merge", found)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        target = idea_merge(
            reference=found.reference, by=user, now=timezone.now(), expected_version=version_of(request), **data
        )
        return reverse("initiatives:idea", args=[target.reference]), _("Both are one idea now. The authors are told.")

    return form_page(
        request,
        form=MergeForm,
        run=run,
        title=_("Merge into another idea"),
        submit=_("Merge"),
        cancel_url=reverse("initiatives:idea", args=[found.reference]),
        edited=Edited(found, written_as(*IDEA_CHANGES)),
        template="initiatives/ideas/merge.html",
        initial={"into": request.GET.get("into", "")[:20]},
        context={"idea": found, "similar": similar_ideas(user, found.title, found.text, exclude=found.pk)},
    )


def unmerge(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> Text:
        idea_unmerge(reference=reference.upper(), by=user, now=timezone.now())
        return _("It stands by itself again.")

    return step_page(request, run=run, back=reverse("initiatives:idea", args=[reference.upper()]))
