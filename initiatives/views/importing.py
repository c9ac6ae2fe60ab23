"""Pages of imports: files in, preview, import; and the workbook of initiatives."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from initiatives.forms.importing import BookForm
from initiatives.import_words import RULES, TABLE_LABELS
from initiatives.services.importing.exporting import initiatives_workbook
from initiatives.services.importing.keeping import BOOKS, book_apply, book_cancel, book_upload
from portal.core.errors import Text
from portal.core.export import XLSX
from portal.people.queries import import_view
from portal.people.views.importing import job_context
from portal.records.jobs import own_job
from portal.records.pages import form_page, step_page


@dataclass(frozen=True)
class Pages:
    """One book's pages. `route` is the start of their names, `back` the list that they belong to."""

    book: str
    route: str
    title: Text
    back: str
    hints: tuple[Text, ...]
    present: tuple[Text, str, str]


IDEAS = Pages(
    "ideas",
    "idea-import",
    gettext_lazy("Import ideas"),
    "initiatives:ideas",
    (
        gettext_lazy("An idea is known by its reference, or by an external id of your own."),
        gettext_lazy("Department: its code. Author: e-mail, employee number or reference; empty: yourself."),
        gettext_lazy("Anonymity: named or office. What is known to nobody comes in by its own page alone."),
    ),
    (gettext_lazy("Present ideas (Excel)"), "initiatives:ideas", "?all=1&export=xlsx"),
)
INITIATIVES = Pages(
    "initiatives",
    "initiative-import",
    gettext_lazy("Import initiatives"),
    "initiatives:portfolio",
    (
        gettext_lazy("An initiative is known by its reference, or by an external id of your own."),
        gettext_lazy("The other sheets name it in their column initiative. What a file doesn't have stays as it is."),
        gettext_lazy("State: draft or running; a running one needs sponsor and target."),
    ),
    (gettext_lazy("Present initiatives (Excel)"), "initiatives:workbook", ""),
)
READINGS = Pages(
    "readings",
    "reading-import",
    gettext_lazy("Import readings"),
    "initiatives:benefits",
    (
        gettext_lazy("One row for each value, with its day and where it can be looked up."),
        gettext_lazy("Readings never change. With an external id the same file adds nothing twice."),
    ),
    (gettext_lazy("Benefits with their references (Excel)"), "initiatives:benefits", "?all=1&export=xlsx"),
)


def paths(start: str, pages: Pages) -> list[URLPattern]:
    """The four addresses of a book."""
    views = (("", "", upload), ("<str:reference>/", "-job", job), ("<str:reference>/apply/", "-apply", apply))
    return [
        path(f"{start}{rest}", partial(view, pages=pages), name=f"{pages.route}{step}")
        for rest, step, view in (*views, ("<str:reference>/cancel/", "-cancel", cancel))
    ]


def upload(request: HttpRequest, pages: Pages) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        job = book_upload(book=pages.book, by=_user(request), now=timezone.now(), uploads=data["files"])
        return reverse(f"initiatives:{pages.route}-job", args=[job.reference]), ""

    label, route, query = pages.present
    tables = [
        {"name": name, "label": TABLE_LABELS[name], "columns": [column for column in columns if column.read]}
        for name, columns in BOOKS[pages.book].tables.items()
    ]
    return form_page(
        request,
        form=BookForm,
        run=run,
        title=str(pages.title),
        intro=_("Nothing changes before you have seen the preview. All rows are taken, or none."),
        submit=_("Show the preview"),
        cancel_url=reverse(pages.back),
        template="initiatives/importing/upload.html",
        context={
            "tables": tables,
            "hints": pages.hints,
            "most": BOOKS[pages.book].most,
            "present": {"label": label, "url": reverse(route) + query},
        },
    )


def job(request: HttpRequest, reference: str, pages: Pages) -> HttpResponse:
    """The page, and for htmx its body, which asks again while the work runs."""
    row = own_job(by=request.user, reference=reference.upper(), kinds=BOOKS[pages.book].kinds)
    context = job_context(row, import_view(row, RULES), TABLE_LABELS, f"initiatives:{pages.route}")
    context |= {"pages": pages, "upload_url": reverse(f"initiatives:{pages.route}"), "back_url": reverse(pages.back)}
    fragment = request.headers.get("HX-Request")
    return render(request, "people/_import_body.html" if fragment else "initiatives/importing/job.html", context)


@require_POST
def apply(request: HttpRequest, reference: str, pages: Pages) -> HttpResponse:
    started = book_apply(book=pages.book, by=_user(request), now=timezone.now(), job=reference.upper())
    return redirect(f"initiatives:{pages.route}-job", started.reference)


@require_POST
def cancel(request: HttpRequest, reference: str, pages: Pages) -> HttpResponse:
    def run() -> str:
        book_cancel(book=pages.book, by=_user(request), now=timezone.now(), job=reference.upper())
        return _("The import is stopped; nothing of it stays.")

    return step_page(request, run=run, back=reverse(f"initiatives:{pages.route}-job", args=[reference.upper()]))


def workbook(request: HttpRequest) -> HttpResponse:
    """Initiatives, departments, benefits and milestones, a sheet for each, as an import reads them."""
    response = HttpResponse(initiatives_workbook(by=_user(request)), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="initiatives.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _user(request: HttpRequest) -> Any:
    return request.user
