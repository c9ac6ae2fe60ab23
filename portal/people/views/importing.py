"""Pages of the organisation import and export."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.core.errors import NotFound, Text
from portal.people.forms.importing import ImportForm
from portal.people.import_words import TABLE_LABELS
from portal.people.queries import import_view
from portal.people.services.importing.columns import TABLES
from portal.people.services.importing.exporting import organisation_csv, organisation_workbook
from portal.people.services.importing.keeping import import_apply, import_cancel, import_upload
from portal.people.services.importing.running import KINDS
from portal.records.jobs import OPEN, own_job
from portal.records.models import Job
from portal.records.pages import form_page, step_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        job = import_upload(by=request.user, now=timezone.now(), uploads=data["files"])  # type: ignore[arg-type]
        return reverse("people:import-job", args=[job.reference]), ""

    context = {"tables": [{"name": name, "label": label} for name, label in TABLE_LABELS.items()]}
    return form_page(
        request, form=ImportForm, run=run, title=_("Import the organisation"), submit=_("Show the preview"),
        cancel_url=reverse("people:employees"), template="people/import.html", context=context,
        intro=_("Nothing changes before you have seen the preview. All rows are taken, or none."),
    )  # fmt: skip


def job(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, and for htmx its body, which asks again while the work runs."""
    row = own_job(by=request.user, reference=reference.upper(), kinds=KINDS)
    context = job_context(row, import_view(row), TABLE_LABELS, "people:import")
    fragment = request.headers.get("HX-Request")
    return render(request, "people/_import_body.html" if fragment else "people/import_job.html", context)


def job_context(row: Job, view: dict[str, Any], labels: Mapping[str, Text], routes: str) -> dict[str, Any]:
    """What `people/_import_body.html` shows; its URLs are named `routes` and "-job", "-apply", "-cancel"."""
    counts = [{"label": label, **view["counts"][name]} for name, label in labels.items() if name in view["counts"]]
    return {
        "job": row,
        "view": view,
        "counts": counts,
        "has_leaving": any("leaving" in count for count in counts),
        "has_removed": any("removed" in count for count in counts),
        "running": row.state in OPEN,
        "percent": min(100, row.done * 100 // row.total) if row.total else 0,
        "may_apply": view["kind"] == "preview" and row.state == row.State.DONE and view["changes"],
        "job_url": reverse(f"{routes}-job", args=[row.reference]),
        "apply_url": reverse(f"{routes}-apply", args=[row.reference]),
        "cancel_url": reverse(f"{routes}-cancel", args=[row.reference]),
    }


@require_POST
def apply(request: HttpRequest, reference: str) -> HttpResponse:
    started = import_apply(by=request.user, now=timezone.now(), job=reference.upper())  # type: ignore[arg-type]
    return redirect("people:import-job", started.reference)


@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        import_cancel(by=request.user, now=timezone.now(), job=reference.upper())  # type: ignore[arg-type]
        return _("The import is stopped; nothing of it stays.")

    return step_page(request, run=run, back=reverse("people:import-job", args=[reference.upper()]))


def export(request: HttpRequest) -> HttpResponse:
    """`?table=employees` gives that table as CSV, without it the workbook of all."""
    table = request.GET.get("table", "")
    if table and table not in TABLES:
        raise NotFound()
    by: Any = request.user
    if table:
        response = HttpResponse(organisation_csv(by=by, table=table), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(organisation_workbook(by=by), content_type=XLSX)
    name = f"{table}.csv" if table else "organisation.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
