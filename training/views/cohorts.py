"""Pages of cohorts: list, detail and what can be read there."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.core.names import in_language, person_name
from portal.people.access import access_of
from portal.records.queries import event_items
from portal.records.views import saved_views_of
from training.choices import COHORT_LOOKS, PRESENCE_LOOKS, CohortState, EnrolmentState, Kind, Presence
from training.models import Cohort
from training.queries.cohorts import COHORT_VALUES, LATEST, STARTS
from training.queries.detail import CohortShown, cohort_shown
from training.queries.filters import CohortFilters
from training.rules import COHORT
from training.views.words import WORDS

RUNNING = "state=running"
COLUMNS = [
    Column(gettext_lazy("Cohort")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Curriculum"), css="department"),
    Column(gettext_lazy("Trainer"), css="owner"),
    Column(gettext_lazy("Seats"), numeric=True),
    Column(gettext_lazy("Days"), css="due-cell"),
]
EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("name", lambda row: row["name"]),
    ExportColumn("state", lambda row: row["state"]),
    ExportColumn("curriculum", lambda row: row["curriculum"]),
    ExportColumn("site", lambda row: row["site__code"]),
    ExportColumn("trainer", lambda row: row["owner_name"]),
    ExportColumn("start_date", lambda row: row["start_date"]),
    ExportColumn("end_date", lambda row: row["end_date"]),
    ExportColumn("enrolled", lambda row: row["enrolled"]),
    ExportColumn("capacity", lambda row: row["capacity"]),
]


def cohorts(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    actions = [
        Action(_("Calendar"), reverse("training:calendar"), icon="calendar"),
        Action(_("Curricula"), reverse("training:curricula"), icon="book"),
    ]
    empty = Empty(_("No cohort here. The coming ones stand under Coming."), icon="school")
    if access_of(user).may("training.create"):
        actions.append(Action(_("New cohort"), reverse("training:cohort-new"), primary=True))
        empty = Empty(_("No cohort here yet."), _("New cohort"), reverse("training:cohort-new"), icon="school")
    return ListPage(
        name="cohorts",
        title=_("Training"),
        rows=Cohort.objects.visible_to(user).with_enrolled(),
        values=COHORT_VALUES,
        prepare=lambda found: [shown(row) for row in found],
        rows_template="training/cohorts/_rows.jinja",
        columns=COLUMNS,
        orderings=[(LATEST, _("Latest first")), (STARTS, _("Earliest first"))],
        filterset=CohortFilters,
        tabs=[
            Tab(_("Running"), RUNNING),
            Tab(_("Coming"), "state=planned"),
            Tab(_("Mine"), "mine=true"),
            Tab(_("Done"), "state=done"),
        ],
        default_query=RUNNING,
        opens_filled=True,
        actions=actions,
        empty=empty,
        export_columns=EXPORT,
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    ).respond(request)


def shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "look": COHORT_LOOKS[CohortState(row["state"])],
        "curriculum": in_language(row, "curriculum_version__curriculum__name"),
        "number": row["curriculum_version__number"],
        "site": in_language(row, "site__name"),
        "owner_name": person_name(row, "owner"),
    }


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = cohort_shown(user, reference)
    enrolled = [row for row in found.enrolments if row.state == EnrolmentState.ENROLLED]
    return render(
        request,
        "training/cohorts/detail.html",
        {
            "cohort": found.cohort,
            "look": COHORT_LOOKS[CohortState(found.cohort.state)],
            "steps": steps_of(found),
            "phases": phases_of(found),
            "sessions": [
                {"shown": row, "coaches_short": row.coaches_short(found.cohort.enrolled)} for row in found.sessions
            ],
            "enrolments": enrolled,
            "may_edit": found.may_edit,
            "matrix": matrix_of(found, enrolled),
            "held": [row.session for row in found.sessions],
            "timeline": event_items(found.events, WORDS),
            "facts": facts_of(found),
            "presences": [PRESENCE_LOOKS[status] for status in Presence],
        },
    )


def steps_of(found: CohortShown) -> list[dict[str, Any]]:
    """Only what this person may do in this state; a class without a seat left says so."""
    cohort = found.cohort
    if not found.may_edit:
        return []
    steps: list[dict[str, Any]] = []
    if COHORT.allows("enrol", cohort.state):
        full = cohort.enrolled >= cohort.capacity
        reason = _("All seats are taken.") if full else ""
        steps.append({"label": _("Enrol people"), "url": url("enrol", cohort), "icon": "user-plus", "primary": True,
                      "blocked_reason": reason})  # fmt: skip
    if COHORT.allows("edit", cohort.state):
        steps.append({"label": _("Edit cohort"), "url": url("cohort-edit", cohort), "icon": "edit"})
    if COHORT.allows("cancel", cohort.state):
        steps.append({"label": _("Cancel cohort"), "url": url("cohort-cancel", cohort), "icon": "circle-x",
                      "danger": True})  # fmt: skip
    return steps


def url(name: str, cohort: Cohort) -> str:
    return reverse(f"training:{name}", args=[cohort.reference])


def phases_of(found: CohortShown) -> list[dict[str, Any]]:
    """The phases as the way of the class: what is over, where it stands, what comes."""
    days = {row.session.local_date for row in found.sessions}
    today = found.today
    return [
        {
            "name": phase.name,
            "kind": Kind(phase.kind).label,
            "first_day": phase.first_day,
            "last_day": phase.last_day,
            "done": phase.last_day < today,
            "current": phase.first_day <= today <= phase.last_day,
            "sessions": sum(1 for day in days if phase.first_day <= day <= phase.last_day),
        }
        for phase in found.phases
    ]


def matrix_of(found: CohortShown, enrolled: list[Any]) -> list[dict[str, Any]]:
    """A row per person, a cell per session; empty where nothing is written or may be read."""
    looks = {status.value: look for status, look in PRESENCE_LOOKS.items()}
    return [
        {
            "enrolment": row,
            "cells": [looks.get(found.marks.get((row.pk, each.session.pk), "")) for each in found.sessions],
        }
        for row in enrolled
    ]


def facts_of(found: CohortShown) -> list[dict[str, Any]]:
    cohort = found.cohort
    curriculum = cohort.curriculum_version.curriculum
    curriculum_url = reverse("training:curriculum", args=[curriculum.reference])
    return [
        {"label": _("Curriculum"), "value": curriculum.name, "url": curriculum_url},
        {"label": _("Version"), "value": str(cohort.curriculum_version.number)},
        {"label": _("Trainer"), "value": cohort.owner.display_name if cohort.owner else _("None yet")},
        {"label": _("Site"), "value": cohort.site.name},
        {"label": _("Time zone"), "value": cohort.site.timezone},
        {"label": _("Working calendar"), "value": cohort.calendar.name},
        {"label": _("Reference"), "value": cohort.reference, "copy_text": cohort.reference},
    ]
