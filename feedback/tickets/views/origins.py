"""Back office first: which step stands behind what went wrong for customers, and which tickets those were."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from feedback.tickets.choices import FailureKind
from feedback.tickets.filters import ChargeFilterSet
from feedback.tickets.models import Charge
from feedback.tickets.queries.origins import VALUES, ChargeRow, Origin, charge_row, origins
from feedback.tickets.report_forms import ReportForm
from feedback.tickets.views.charts import HeatMap, heat_map
from feedback.tickets.views.reporting import Col, Table, report_page
from portal.core import wording
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import access_of


def origin_report(request: HttpRequest) -> HttpResponseBase:
    form = ReportForm(request.GET)
    asked = form.asked(timezone.now())
    return report_page(
        request,
        name="back-office-first",
        title=_("Back office first"),
        intro=_("Behind what goes wrong at the front stands a step at the back: these, by customers harmed."),
        tables=[_table(origins(request.user, asked))],
        form=form,
        up=(reverse("tickets:reports"), _("Reports of tickets")),
        empty=_("Nothing that went wrong for a customer in these days is known yet."),
    )


def _table(rows: list[Origin]) -> Table:
    columns = [
        Col("department", _("Department"), lambda row: row.department, link=_to_list),
        Col("step", _("Step"), lambda row: row.step, "number"),
        Col("customers", _("Customers harmed"), lambda row: row.customers, "number"),
        Col("minutes", _("Minutes lost"), lambda row: row.minutes, "number"),
        Col("promises", FailureKind.PROMISE.label, lambda row: row.kinds["promise"], "number"),
        Col("reopened", FailureKind.REOPEN.label, lambda row: row.kinds["reopen"], "number"),
        Col("repeats", FailureKind.REPEAT.label, lambda row: row.kinds["repeat"], "number"),
        Col("jumps", FailureKind.JUMP.label, lambda row: row.kinds["jump"], "number"),
    ]
    how = _(
        "Failures that reached a customer in the period, charged to the steps of the ticket. Broken promise: minutes "
        "on the wall over the promised instant, shared by how far each step exceeded its own time, else by time "
        "spent. Reopened: working minutes after the reopening, to the step that had resolved. Came again within 7 "
        "days: the second ticket's working minutes, to the steps of the first by time spent. Fast lane: the minutes "
        "by which others were overtaken, to the step in which it was started. A customer is a customer number, else "
        "a ticket. What still goes on counts as far as it has come."
    )
    return Table("steps", _("Steps that stand behind it"), columns, rows, how, heat=_heat(rows))


def _to_list(row: Origin) -> str:
    return f"{reverse('tickets:failures')}?{urlencode({'department': row.reference, 'step': row.step})}"


def _heat(rows: list[Origin]) -> HeatMap | None:
    names = list(dict.fromkeys(row.department for row in rows))
    steps = {step: _("Step %(number)s") % {"number": step} for step in sorted({row.step for row in rows})}
    values = {}
    for row in rows:
        said = _("%(department)s, step %(step)s: %(minutes)s minutes, %(customers)s customers") % {
            "department": row.department,
            "step": row.step,
            "minutes": wording.number(row.minutes),
            "customers": wording.number(row.customers),
        }
        values[row.department, steps[row.step]] = (row.minutes, wording.number(row.minutes), said, _to_list(row))
    return heat_map(_("Minutes lost by department and step"), names, list(steps.values()), values)


COLUMNS = [
    Column(gettext_lazy("Ticket"), "main"),
    Column(gettext_lazy("What went wrong")),
    Column(gettext_lazy("Department"), "department"),
    Column(gettext_lazy("Step"), numeric=True),
    Column(gettext_lazy("Minutes of this step"), numeric=True),
    Column(gettext_lazy("Minutes in all"), numeric=True),
]
NEWEST: list[tuple[Ordering, Text]] = [(Ordering("newest", ("at", "id")), gettext_lazy("Newest first"))]
EXPORT = [
    ExportColumn("ticket", lambda row: row.ticket.id),
    ExportColumn("title", lambda row: row.ticket.name),
    ExportColumn("kind", lambda row: row.kind_label),
    ExportColumn("department", lambda row: row.department.name),
    ExportColumn("step", lambda row: row.step),
    ExportColumn("minutes", lambda row: row.minutes),
    ExportColumn("failure_minutes", lambda row: row.failure_minutes),
    ExportColumn("at", lambda row: row.at),
]


def failure_list(request: HttpRequest) -> HttpResponseBase:
    """The tickets behind the report."""
    page = ListPage(
        name="failures",
        title=gettext_lazy("What went wrong for customers"),
        rows=Charge.objects.visible_to(request.user),
        values=VALUES,
        rows_template="tickets/_failure_rows.jinja",
        columns=COLUMNS,
        orderings=NEWEST,
        filterset=ChargeFilterSet,
        prepare=_rows,
        tabs=[
            Tab(pgettext("failures", "All"), "all=1"),
            *(Tab(kind.label, f"kind={kind.value}") for kind in FailureKind),
        ],
        actions=_actions(request),
        empty=Empty(gettext_lazy("Nothing went wrong, or it is not found yet."), icon="circle-check"),
        export_columns=EXPORT,
        default_query="all=1",
    )
    return page.respond(request)


def _actions(request: HttpRequest) -> list[Action]:
    """From a cell of the report, with its place: what is listed becomes a problem."""
    if not access_of(request.user).may("problems.propose"):
        return []
    names = {"department": "department", "step": "step", "kind": "cause"}
    place = {to: str(request.GET.get(name, ""))[:40] for name, to in names.items() if request.GET.get(name)}
    url = reverse("tickets:problem-new") + (f"?{urlencode(place)}" if place else "")
    return [
        Action(gettext_lazy("Problems"), reverse("tickets:problems"), icon="alert-triangle"),
        Action(gettext_lazy("Make a problem of it"), url, icon="flag", primary="step" in place),
    ]


def _rows(found: list[dict[str, Any]]) -> list[ChargeRow]:
    return [charge_row(values) for values in found]
