"""Starting texts: the list, and the forms of those who keep them."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets import forms, services
from feedback.tickets.filters import StartingTextFilterSet
from feedback.tickets.models import StartingText
from feedback.tickets.queries.starting_texts import VALUES
from feedback.tickets.services.starting_texts import NAMES, TEXTS
from portal.core.errors import Text
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import in_language
from portal.people.access import Reach, access_of, get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as

COLUMNS = [
    Column(gettext_lazy("Starting text"), "main"),
    Column(gettext_lazy("Serving department"), "department"),
    Column(gettext_lazy("Service")),
]


def text_list(request: HttpRequest) -> HttpResponseBase:
    may_add = access_of(request.user).may("texts.edit")
    add = Action(gettext_lazy("New starting text"), reverse("tickets:text-new"), primary=True)
    page = ListPage(
        name="starting-texts",
        title=gettext_lazy("Starting texts"),
        rows=StartingText.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_text_rows.jinja",
        columns=COLUMNS,
        orderings=[
            (Ordering("name", ("name_en", "id"), descending=False), gettext_lazy("By name")),
            (Ordering("newest", ("id",)), gettext_lazy("Newest first")),
        ],
        filterset=StartingTextFilterSet,
        prepare=partial(_rows, access_of(request.user).reach("texts.edit")),
        actions=[add] if may_add else [],
        empty=Empty(gettext_lazy("No department has a starting text yet."), icon="message"),
        default_query="active=true",
    )
    return page.respond(request)


def _rows(reach: Reach, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        row
        | {
            "name": in_language(row, "name"),
            "may_edit": reach.all or row["department"] in reach.departments,
            "text": in_language(row, "text"),
            "department": in_language(row, "department__name"),
            "service": in_language(row, "service__name") if row["service__reference"] else "",
        }
        for row in found
    ]


def text_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.text_create(by=_user(request), now=timezone.now(), **data)
        return reverse("tickets:texts"), _("Saved.")

    return form_page(
        request,
        form=forms.NewStartingTextForm,
        run=run,
        title=_("New starting text"),
        submit=_("Save"),
        cancel_url=reverse("tickets:texts"),
    )


def text_edit(request: HttpRequest, reference: str) -> HttpResponse:
    text: StartingText = get_visible(StartingText, request.user, reference.upper())
    require(request.user, "texts.edit", text)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.text_edit(
            reference=text.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return reverse("tickets:texts"), _("Saved.")

    return form_page(
        request,
        form=forms.StartingTextForm,
        run=run,
        title=_("Edit"),
        intro=f"{text.name} · {text.department.name}",
        submit=_("Save"),
        cancel_url=reverse("tickets:texts"),
        edited=Edited(text, written_as("text.edit"), _values),
    )


def _values(text: StartingText) -> dict[str, Any]:
    values = {name: getattr(text, name) for name in (*NAMES, *TEXTS, "active")}
    return values | {"service": text.service.reference if text.service else ""}


def _user(request: HttpRequest) -> Any:
    return request.user
