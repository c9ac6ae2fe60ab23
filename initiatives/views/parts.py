"""Small forms on the parts of an initiative: milestones, reports, readings, departments."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import Light, PartRole
from initiatives.forms.initiatives import MilestoneForm, ParticipantForm, ReadingForm, ReportForm
from initiatives.queries.initiatives import department_for, initiative_for
from initiatives.services import parts
from initiatives.services.tracking import Value
from initiatives.views.initiatives import url_of
from initiatives.views.plans import people_context
from portal.people.access import require
from portal.records.pages import form_page, step_page

Save = Callable[[str, dict[str, Any]], str]


def _part_page(
    request: HttpRequest,
    reference: str,
    *,
    form: type[forms.Form],
    save: Save,
    title: str,
    submit: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form that adds something to an initiative; `save` gets its reference and the data, and says what was done."""
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        said = save(found.reference, data)
        return url_of(found.reference), said

    return form_page(
        request,
        form=form,
        run=run,
        title=title,
        submit=submit,
        cancel_url=url_of(found.reference),
        intro=found.title,
        initial=initial or {},
        template="initiatives/form.html",
        context=people_context() if form is MilestoneForm else {},
    )


def report_new(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def save(where: str, data: dict[str, Any]) -> str:
        light = Light(data["light"])
        parts.status_report(reference=where, light=light, text=data["text"], by=user, now=timezone.now())
        return _("Reported.")

    title = _("Report status")
    return _part_page(request, reference, form=ReportForm, save=save, title=title, submit=_("Send report"))


def reading_new(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def save(where: str, data: dict[str, Any]) -> str:
        reading = Value(data["value"], data["as_of"], data["source"])
        parts.reading_add(reference=where, reading=reading, by=user, now=timezone.now())
        return _("Reading added.")

    initial = {"as_of": timezone.localdate()}
    title = _("Add reading")
    return _part_page(
        request, reference, form=ReadingForm, save=save, title=title, submit=_("Add reading"), initial=initial
    )


def milestone_new(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def save(where: str, data: dict[str, Any]) -> str:
        parts.milestone_add(reference=where, **data, by=user, now=timezone.now())
        return _("Milestone added.")

    title = _("Add milestone")
    return _part_page(request, reference, form=MilestoneForm, save=save, title=title, submit=_("Add milestone"))


def milestone_done(request: HttpRequest, reference: str, milestone: str) -> HttpResponse:
    """POST `reopen=1` takes it back."""
    user: Any = request.user

    def run() -> str:
        verb = parts.milestone_reopen if request.POST.get("reopen") else parts.milestone_done
        verb(reference=reference.upper(), milestone=milestone.upper(), by=user, now=timezone.now())
        return _("Milestone opened again.") if request.POST.get("reopen") else _("Milestone reached.")

    return step_page(request, run=run, back=f"{url_of(reference.upper())}#milestones")


def participant_new(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def save(where: str, data: dict[str, Any]) -> str:
        role = PartRole(data["role"])
        parts.participant_set(reference=where, department=data["department"], role=role, by=user, now=timezone.now())
        return _("The department takes part.")

    title = _("Add department")
    return _part_page(request, reference, form=ParticipantForm, save=save, title=title, submit=_("Add department"))


def participant_remove(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> str:
        department = department_for(request.POST.get("department", ""))
        parts.participant_remove(reference=reference.upper(), department=department, by=user, now=timezone.now())
        return _("The department no longer takes part.")

    return step_page(request, run=run, back=url_of(reference.upper()))
