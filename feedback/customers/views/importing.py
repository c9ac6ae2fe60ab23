"""Upload of contacts: files in, preview, import."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback.customers.forms import ContactsForm
from feedback.customers.import_words import RULES, TABLE_LABELS
from feedback.customers.services import contacts_apply, contacts_cancel, contacts_upload
from feedback.customers.services.importing.columns import CONTACTS
from feedback.customers.services.importing.keeping import KINDS
from portal.people.queries import import_view
from portal.people.views.importing import job_context
from portal.records.jobs import own_job
from portal.records.pages import form_page, step_page


def upload(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        job = contacts_upload(by=_user(request), now=timezone.now(), uploads=data["files"])
        return reverse("customers:import-job", args=[job.reference]), ""

    return form_page(
        request,
        form=ContactsForm,
        run=run,
        title=_("Import contacts"),
        intro=_("Nothing changes before you have seen the preview. All rows are taken, or none."),
        submit=_("Show the preview"),
        cancel_url=reverse("customers:contacts"),
        template="customers/import.html",
        context={"columns": [{"name": column.name, "required": column.required} for column in CONTACTS]},
    )


def job(request: HttpRequest, reference: str) -> HttpResponse:
    """The page, and for htmx its body, which asks again while the work runs."""
    row = own_job(by=request.user, reference=reference.upper(), kinds=KINDS)
    context = job_context(row, import_view(row, RULES), TABLE_LABELS, "customers:import")
    fragment = request.headers.get("HX-Request")
    return render(request, "people/_import_body.html" if fragment else "customers/import_job.html", context)


@require_POST
def apply(request: HttpRequest, reference: str) -> HttpResponse:
    started = contacts_apply(by=_user(request), now=timezone.now(), job=reference.upper())
    return redirect("customers:import-job", started.reference)


@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    def run() -> str:
        contacts_cancel(by=_user(request), now=timezone.now(), job=reference.upper())
        return _("The import is stopped; nothing of it stays.")

    return step_page(request, run=run, back=reverse("customers:import-job", args=[reference.upper()]))


def _user(request: HttpRequest) -> Any:
    return request.user
