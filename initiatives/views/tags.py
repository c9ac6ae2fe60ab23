"""Pages of tags: the list, its forms for the programme office, the tags of an idea, suggestions."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from initiatives.forms.tags import RenameForm, TagMergeForm, TagsForm
from initiatives.queries.filters import TagFilters
from initiatives.queries.ideas import idea_for
from initiatives.queries.tags import ORDERINGS, ROW, counted, standing, suggested, tag_for
from initiatives.services.tags import idea_tag, tag_merge, tag_rename
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.people.access import access_of, require
from portal.records.pages import form_page
from portal.records.stale import Edited, attributes, version_of, written_as

EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("name", lambda row: row["name"]),
    ExportColumn("idea_count", lambda row: row["idea_count"]),
]
CHANGES = ("tag.renamed", "tag.merged")


def tags(request: HttpRequest) -> HttpResponseBase:
    may_edit = access_of(request.user).may("tags.edit")
    return ListPage(
        name="tags",
        title=_("Tags"),
        rows=standing(request.user).annotate(**counted()),
        values=ROW,
        prepare=partial(_rows, may_edit),
        rows_template="initiatives/tags/_rows.jinja",
        columns=[
            Column(pgettext_lazy("tag", "Name"), css="main"),
            Column(gettext_lazy("Ideas"), numeric=True),
            Column(gettext_lazy("Your step")),
        ],
        orderings=list(zip(ORDERINGS, [_("By name"), _("Most used")], strict=True)),
        filterset=TagFilters,
        default_query="sort=used",
        actions=[Action(_("Ideas"), reverse("initiatives:ideas"), icon="bulb")],
        empty=Empty(_("No tag yet. They come with ideas."), icon="tag"),
        export_columns=EXPORT,
    ).respond(request)


def _rows(may_edit: bool, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"may_edit": may_edit} for row in found]


def suggest(request: HttpRequest) -> HttpResponse:
    """Words for the list under the field, most used first."""
    text = request.GET.get("q", "").replace("\x00", "")[:60]
    return render(request, "initiatives/tags/_suggested.html", {"names": suggested(request.user, text)})


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = tag_for(user, reference.upper())
    require(user, "tags.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = version_of(request)
        tag_rename(reference=found.reference, by=user, now=timezone.now(), expected_version=version, **data)
        return reverse("initiatives:tags"), _("Saved.")

    return form_page(
        request,
        form=RenameForm,
        run=run,
        title=_("Rename tag"),
        submit=_("Save"),
        cancel_url=reverse("initiatives:tags"),
        edited=Edited(found, written_as(*CHANGES), attributes("name")),
    )


def merge(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = tag_for(user, reference.upper())
    require(user, "tags.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        target = tag_merge(reference=found.reference, by=user, now=timezone.now(), **data)
        return reverse("initiatives:tags"), _("Merged into %(name)s.") % {"name": target.name}

    return form_page(
        request,
        form=TagMergeForm,
        run=run,
        title=_("Merge tag"),
        submit=_("Merge"),
        intro=found.name,
        cancel_url=reverse("initiatives:tags"),
    )


def tag_idea(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = idea_for(user, reference.upper())
    require(user, "ideas.tag", found)
    back = reverse("initiatives:idea", args=[found.reference])

    def run(data: dict[str, Any]) -> tuple[str, str]:
        idea_tag(reference=found.reference, by=user, now=timezone.now(), **data)
        return back, _("Saved.")

    return form_page(
        request,
        form=TagsForm,
        run=run,
        title=_("Tags"),
        submit=_("Save"),
        intro=found.title,
        cancel_url=back,
        initial={"tags": [row["name"] for row in found.tagged]},
        template="initiatives/tags/form.html",
    )
