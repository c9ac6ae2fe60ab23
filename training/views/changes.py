"""Forms that change cohorts: new, edit, enrol, withdraw, cancel."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.calendars.models import Calendar
from portal.core.errors import Refused, Text
from portal.people.access import access_of, get_visible, require
from portal.people.models import Role, Site
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, attributes, version_of, written_as
from training.forms.cohorts import CohortEditForm, CohortForm, EnrolForm, ReasonForm
from training.models import Cohort, Enrolment
from training.queries.cohorts import open_years
from training.services.cohorts import cohort_cancel, cohort_create, cohort_edit, layout_of
from training.services.curricula import published_version
from training.services.enrolments import cohort_enrol, enrolment_withdraw
from training.views.cohorts import url

CHANGES = written_as(*(f"cohort.{change}" for change in ("edited", "handed_over", "running", "done", "cancelled")))


def _editable(request: HttpRequest, reference: str) -> Cohort:
    """The cohort if this person may change it; the form is not even shown otherwise."""
    cohort: Cohort = get_visible(Cohort, request.user, reference.upper())
    require(request.user, "training.edit", cohort)
    return cohort


def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        curriculum = data.pop("curriculum").reference
        cohort = cohort_create(curriculum=curriculum, by=user, now=timezone.now(), **data)
        return url("cohort", cohort), _("The cohort is laid out. Book trainers and rooms, then enrol people.")

    form = partial(CohortForm, user=user, names_owner=access_of(user).has_role(Role.PROGRAMME_OFFICE))
    return form_page(
        request,
        form=form,
        run=run,
        title=_("New cohort"),
        submit=_("Make cohort"),
        cancel_url=reverse("training:cohorts"),
        initial=_first_values(request),
        template="training/cohorts/new.html",
        context={"draft_key": "cohort"},
    )


def _first_values(request: HttpRequest) -> dict[str, Any]:
    """One site or one calendar needs no choosing."""
    sites, calendars = list(Site.objects.all()[:2]), Calendar.objects.filter(is_default=True)[:1]
    return {
        "curriculum": request.GET.get("curriculum", ""),
        "site": sites[0].code if len(sites) == 1 else None,
        "calendar": calendars[0].reference if calendars else None,
        "capacity": 12,
    }


def preview(request: HttpRequest) -> HttpResponse:
    """The days of the cohort that the form describes, before it is saved; a fragment."""
    user: Any = request.user
    form = CohortForm(request.GET, user=user, names_owner=False)
    form.full_clean()
    wanted = {name: form.cleaned_data.get(name) for name in ("curriculum", "site", "calendar", "start_date")}
    context: dict[str, Any] = {"ready": all(wanted.values())}
    if context["ready"]:
        curriculum: Any = wanted.pop("curriculum")
        try:
            planned = layout_of(version=published_version(curriculum.reference, user), **wanted)  # type: ignore[arg-type]
            calendar: Any = wanted["calendar"]
            context |= {"planned": planned, "open_years": open_years(calendar, planned), "asked": wanted["start_date"]}
        except Refused as refusal:
            context["refusal"] = refusal
    return render(request, "training/cohorts/_layout.html", context)


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    cohort = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        expected = version_of(request)
        cohort_edit(reference=cohort.reference, by=user, now=timezone.now(), expected=expected, **data)
        return url("cohort", cohort), _("Saved.")

    return form_page(
        request,
        form=CohortEditForm,
        run=run,
        title=_("Edit cohort"),
        submit=_("Save"),
        cancel_url=url("cohort", cohort),
        edited=Edited(cohort, CHANGES, attributes("name", "capacity", "owner")),
    )


def enrol(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    cohort = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        people = data["people"]
        with transaction.atomic():
            for person in people:
                cohort_enrol(reference=cohort.reference, person=person, by=user, now=timezone.now())
        said = ngettext("%(n)s person has a seat now.", "%(n)s people have a seat now.", len(people))
        return url("cohort", cohort), said % {"n": len(people)}

    return form_page(
        request,
        form=EnrolForm,
        run=run,
        title=_("Enrol people"),
        submit=_("Enrol people"),
        cancel_url=url("cohort", cohort),
        intro=cohort.name,
    )


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    enrolment: Enrolment = get_visible(Enrolment, user, reference.upper())

    def run() -> Text:
        enrolment_withdraw(reference=enrolment.reference, by=user, now=timezone.now())
        return _("The seat is free again.")

    return step_page(request, run=run, back=url("cohort", enrolment.cohort))


def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    cohort = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        expected = version_of(request)
        cohort_cancel(reference=cohort.reference, reason=data["reason"], by=user, now=timezone.now(), expected=expected)
        return url("cohort", cohort), _("The cohort is cancelled. Everybody who takes part is told.")

    return form_page(
        request,
        form=ReasonForm,
        run=run,
        title=_("Cancel cohort"),
        submit=_("Cancel cohort"),
        cancel_url=url("cohort", cohort),
        intro=_("Sessions to come are cancelled and their rooms are free. What was held stays on record."),
        edited=Edited(cohort, CHANGES),
    )
