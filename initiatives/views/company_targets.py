"""Pages of the company's targets: one with its curve and every reading, its steps, and the upload of readings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from initiatives.forms.initiatives import ReadingForm
from initiatives.forms.programmes import CompanyTargetForm, ReadingsForm
from initiatives.import_words import RULES, TABLE_LABELS
from initiatives.models import CompanyReading, CompanyTarget
from initiatives.queries.programmes import programme_for, target_for, targets_shown
from initiatives.services import company_readings as uploads
from initiatives.services import company_targets as verbs
from initiatives.services.tracking import Value
from initiatives.views.curves import chart_of
from initiatives.views.shared import PROGRAMME_WORDS, TARGET_CHANGES
from portal.people.access import require
from portal.people.queries import import_view
from portal.people.views.importing import job_context
from portal.records.jobs import own_job
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, attributes, version_of, written_as

READINGS_SHOWN = 200


def target(request: HttpRequest, reference: str) -> HttpResponse:
    found = target_for(request.user, reference.upper())
    shown = targets_shown(CompanyTarget.objects.filter(pk=found.pk), timezone.localdate())[0]
    readings = CompanyReading.objects.filter(target=found).select_related("by").order_by("-as_of", "-id")
    context = {
        "item": {"target": shown, "chart": chart_of(shown, 0)},
        "target": found,
        "readings": list(readings[:READINGS_SHOWN]),
        "steps": _steps(found),
        "timeline": history(found, words=PROGRAMME_WORDS),
        "facts": [
            {"label": _("Programme"), "value": found.programme.name, "url": found.programme.get_absolute_url()},
            {"label": _("Direction"), "value": found.get_better_display()},
            {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
            {"label": _("External id"), "value": found.external_id or ""},
        ],
    }
    return render(request, "initiatives/programmes/target.html", context)


def _steps(found: Any) -> list[dict[str, Any]]:
    if not found.may_edit:
        return []
    offered = [
        (_("Add reading"), "company-target-reading", "plus", True),
        (_("Edit"), "company-target-edit", "pencil", False),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"initiatives:{route}", args=[found.reference]),
            "icon": icon,
            "primary": primary,
        }
        for label, route, icon, primary in offered
    ]


def new(request: HttpRequest, reference: str) -> HttpResponse:
    found = programme_for(request.user, reference.upper())
    require(request.user, "programmes.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        plan, by = verbs.TargetPlan(**data), _user(request)
        made = verbs.company_target_add(programme=found.reference, plan=plan, by=by, now=timezone.now())
        return made.get_absolute_url(), _("The target is added.")

    return form_page(
        request,
        form=CompanyTargetForm,
        run=run,
        title=_("Add target"),
        submit=_("Add target"),
        intro=found.name,
        cancel_url=found.get_absolute_url(),
        initial={"due_on": found.due_on},
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    found = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        who: dict[str, Any] = {"by": request.user, "now": timezone.now(), "expected_version": version_of(request)}
        verbs.company_target_edit(reference=found.reference, changes=data, **who)
        return found.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=CompanyTargetForm,
        run=run,
        title=_("Edit target"),
        submit=_("Save"),
        intro=found.metric,
        cancel_url=found.get_absolute_url(),
        edited=Edited(found, written_as(*TARGET_CHANGES), attributes(*verbs.EDITABLE)),
    )


def _editable(request: HttpRequest, reference: str) -> Any:
    found = target_for(request.user, reference.upper())
    require(request.user, "programmes.edit", found)
    return found


def reading(request: HttpRequest, reference: str) -> HttpResponse:
    found = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        value, by = Value(**data), _user(request)
        verbs.company_reading_add(reference=found.reference, reading=value, by=by, now=timezone.now())
        return found.get_absolute_url(), _("Reading added.")

    return form_page(
        request,
        form=ReadingForm,
        run=run,
        title=_("Add reading"),
        submit=_("Add reading"),
        intro=found.metric,
        cancel_url=found.get_absolute_url(),
        initial={"as_of": timezone.localdate()},
    )


def upload(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        job = uploads.readings_upload(by=_user(request), now=timezone.now(), uploads=data["files"])
        return reverse("initiatives:readings-import-job", args=[job.reference]), ""

    return form_page(
        request,
        form=ReadingsForm,
        run=run,
        title=_("Upload readings"),
        intro=_("Nothing changes before you have seen the preview. All rows are taken, or none."),
        submit=_("Show the preview"),
        cancel_url=reverse("initiatives:programmes"),
        template="initiatives/programmes/import.html",
        context={"columns": [{"name": column.name, "required": column.required} for column in uploads.READINGS]},
    )


def job(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, and for htmx its body, which asks again while the work runs."""
    row = own_job(by=request.user, reference=reference.upper(), kinds=uploads.KINDS)
    context = job_context(row, import_view(row, RULES), TABLE_LABELS, "initiatives:readings-import")
    fragment = request.headers.get("HX-Request")
    page = "people/_import_body.html" if fragment else "initiatives/programmes/import_job.html"
    return render(request, page, context)


@require_POST
def apply(request: HttpRequest, reference: str) -> HttpResponse:
    started = uploads.readings_apply(by=_user(request), now=timezone.now(), job=reference.upper())
    return redirect("initiatives:readings-import-job", started.reference)


@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        uploads.readings_cancel(by=_user(request), now=timezone.now(), job=reference.upper())
        return _("The import is stopped; nothing of it stays.")

    return step_page(request, run=run, back=reverse("initiatives:readings-import-job", args=[reference.upper()]))


def _user(request: HttpRequest) -> Any:
    return request.user
