"""Budget, decisions log and files of an initiative."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from initiatives.choices import InitiativeState
from initiatives.forms.steering import DecisionForm, EntryForm, FilesForm
from initiatives.queries.filters import EntryFilters
from initiatives.queries.initiatives import initiative_for
from initiatives.queries.steering import ENTRY, ENTRY_ORDERINGS, decisions_of, entries_of, entry_shown, money_of
from initiatives.services.budget import Amount, budget_add
from initiatives.services.decision_log import Decided, decision_correct, decision_log, files_add, find_decision
from initiatives.views.initiatives import url_of
from initiatives.views.plans import people_context
from initiatives.views.shared import type_look
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, ListState
from portal.people.access import require
from portal.records.pages import form_page

COLUMNS = [
    Column(gettext_lazy("What for"), css="main"),
    Column(pgettext_lazy("budget", "Kind")),
    Column(gettext_lazy("Amount"), numeric=True),
    Column(pgettext_lazy("budget", "Day"), css="due-cell"),
    Column(gettext_lazy("Source")),
    Column(gettext_lazy("Entered by"), css="owner"),
]
EXPORT = [
    *("reference", "kind", "amount", "currency", "day", "purpose", "source", "by_name", "at"),
]


def _export(name: str) -> ExportColumn:
    return ExportColumn(name.removesuffix("_name"), lambda row: row[name])


def _page_of(reference: str, page: str) -> str:
    return reverse(f"initiatives:{page}", args=[reference])


def budget(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Planned and spent by currency above the entries."""
    found = initiative_for(request.user, reference.upper())
    add = Action(_("Add entry"), _page_of(found.reference, "budget-new"), primary=True)
    page = ListPage(
        name="budget",
        title=pgettext("initiative", "Budget"),
        rows=entries_of(found),
        values=ENTRY,
        prepare=lambda rows: [entry_shown(row) for row in rows],
        rows_template="initiatives/steering/_entry_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ENTRY_ORDERINGS, [_("Newest"), _("Oldest first")], strict=True)),
        filterset=EntryFilters,
        actions=[add] if found.may_edit else [],
        empty=Empty(_("Nothing is planned or spent yet. Add what is planned first."), icon="chart-bar"),
        export_columns=[_export(name) for name in EXPORT],
    )
    if request.headers.get("HX-Request") or request.GET.get("export"):
        return page.respond(request)
    context = {
        "page": ListState(page, request),
        "initiative": found,
        "type_look": type_look(found.type),
        "money": money_of(found),
    }
    response = render(request, "initiatives/steering/budget.html", context)
    response["Vary"] = "HX-Request"
    return response


def budget_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        budget_add(reference=found.reference, entry=Amount(**data), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _page_of(found.reference, "budget"), _("Entry added.")

    return form_page(
        request,
        form=EntryForm,
        run=run,
        title=_("Add entry"),
        submit=_("Add entry"),
        cancel_url=_page_of(found.reference, "budget"),
        intro=found.title,
        initial={"day": timezone.localdate()},
    )


def log(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    context = {
        "initiative": found,
        "type_look": type_look(found.type),
        "rows": decisions_of(found),
        "may_log": found.may_edit and found.state != InitiativeState.CLOSED,
    }
    return render(request, "initiatives/steering/log.html", context)


def log_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        decision_log(reference=found.reference, decided=Decided(**data), by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _page_of(found.reference, "log"), _("Decision noted.")

    return form_page(
        request,
        form=DecisionForm,
        run=run,
        title=_("Note a decision"),
        submit=_("Note the decision"),
        cancel_url=_page_of(found.reference, "log"),
        intro=_("It stays as you write it. A mistake is corrected by another entry."),
        initial={"decided_by": request.user, "decided_on": timezone.localdate()},
        template="initiatives/form.html",
        context=people_context(),
    )


def log_correct(request: HttpRequest, reference: str, entry: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)
    old = find_decision(found, entry.upper())

    def run(data: dict[str, Any]) -> tuple[str, str]:
        where: dict[str, Any] = {"reference": found.reference, "entry": old.reference, "by": request.user}
        decision_correct(decided=Decided(**data), now=timezone.now(), **where)
        return _page_of(found.reference, "log"), _("The correction stands beside the old entry.")

    names = ("what", "why", "decided_by", "decided_on")
    return form_page(
        request,
        form=DecisionForm,
        run=run,
        title=_("Correct a decision"),
        submit=_("Add the correction"),
        cancel_url=_page_of(found.reference, "log"),
        intro=_("The old entry stays and shows that it is corrected."),
        initial={name: getattr(old, name) for name in names},
        template="initiatives/form.html",
        context=people_context(),
    )


def files_new(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        files_add(reference=found.reference, uploads=data["attachments"], by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return url_of(found.reference), _("The files are added.")

    return form_page(
        request,
        form=FilesForm,
        run=run,
        title=_("Add files"),
        submit=_("Add files"),
        cancel_url=url_of(found.reference),
        intro=found.title,
    )
