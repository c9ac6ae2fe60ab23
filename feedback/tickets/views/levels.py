"""Escalation levels: the list, and the forms of those who keep them."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets import services
from feedback.tickets.filters import LevelFilterSet
from feedback.tickets.forms.levels import LevelForm, NewLevelForm
from feedback.tickets.models import EscalationLevel
from feedback.tickets.queries.levels import VALUES, level_row
from feedback.tickets.services.levels import FIELDS
from portal.core.errors import Text
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.people.access import Reach, access_of, get_visible, require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as

COLUMNS = [
    Column(gettext_lazy("Escalation level"), "main"),
    Column(gettext_lazy("Clock")),
    Column(gettext_lazy("Whom it tells")),
    Column(gettext_lazy("Serving department"), "department"),
]


def level_list(request: HttpRequest) -> HttpResponseBase:
    add = Action(gettext_lazy("New escalation level"), reverse("tickets:level-new"), primary=True)
    page = ListPage(
        name="escalation-levels",
        title=gettext_lazy("Escalation levels"),
        rows=EscalationLevel.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_level_rows.jinja",
        columns=COLUMNS,
        orderings=[
            (Ordering("percent", ("percent", "minutes_after", "id"), descending=False), gettext_lazy("Earliest first")),
            (Ordering("newest", ("id",)), gettext_lazy("Newest first")),
        ],
        filterset=LevelFilterSet,
        prepare=partial(_rows, access_of(request.user).reach("levels.edit")),
        actions=[add] if access_of(request.user).may("levels.edit") else [],
        empty=Empty(gettext_lazy("No department has an escalation level yet: only what is late is told."), icon="bell"),
    )
    return page.respond(request)


def _rows(reach: Reach, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [level_row(row, may_edit=reach.all or row["department"] in reach.departments) for row in found]


def level_new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.level_create(by=_user(request), now=timezone.now(), **data)
        return reverse("tickets:levels"), _("Saved.")

    return form_page(
        request,
        form=NewLevelForm,
        run=run,
        title=_("New escalation level"),
        submit=_("Save"),
        cancel_url=reverse("tickets:levels"),
    )


def level_edit(request: HttpRequest, reference: str) -> HttpResponse:
    level: EscalationLevel = get_visible(EscalationLevel, request.user, reference.upper())
    require(request.user, "levels.edit", level)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        services.level_edit(
            reference=level.reference, by=_user(request), now=timezone.now(), version=version_of(request), **data
        )
        return reverse("tickets:levels"), _("Saved.")

    of = level.service.name if level.service else level.department.name
    return form_page(
        request,
        form=LevelForm,
        run=run,
        title=_("Edit"),
        intro=f"{level.get_clock_display()} · {of}",
        submit=_("Save"),
        cancel_url=reverse("tickets:levels"),
        edited=Edited(level, written_as("level.edited"), _values),
    )


def _values(level: EscalationLevel) -> dict[str, Any]:
    return {name: getattr(level, name) for name in FIELDS}


def _user(request: HttpRequest) -> Any:
    return request.user
