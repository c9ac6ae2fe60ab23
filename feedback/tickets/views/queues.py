"""Every queue at a glance: how much is open where, and how much of it is late."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.tickets.choices import State
from feedback.tickets.queries import queue_counters
from feedback.tickets.queries.counters import QueueCount
from feedback.tickets.report_forms import ReportForm
from feedback.tickets.views.charts import Bars, bars
from feedback.tickets.views.reporting import Col, Table, report_page
from portal.core import wording


def queue_report(request: HttpRequest) -> HttpResponseBase:
    form = ReportForm(request.GET, leave_out=("days", "service"))
    now = timezone.now()
    rows = queue_counters(request.user, now=now, below=form.asked(now).department)
    columns = [
        Col("queue", _("Queue"), lambda row: row.department.name, link=_tickets),
        Col("department", "", lambda row: row.department.id, only_file=True),
        Col("open", pgettext("count of tickets", "Open"), lambda row: row.open, "number"),
        Col("late", pgettext("count of tickets", "Late"), lambda row: row.late, "number"),
        Col("new", State.NEW.label, lambda row: row.new, "number"),
        Col("in_progress", State.IN_PROGRESS.label, lambda row: row.in_progress, "number"),
        Col("waiting", State.WAITING.label, lambda row: row.waiting, "number"),
    ]
    how = _(
        "Tickets that are not resolved and that you may see, in the department that has them now. Late: what is due "
        "next there was due before this moment; what waits for its requester is not late."
    )
    return report_page(
        request,
        name="queues",
        title=_("Queues"),
        tables=[Table("queues", _("Open now"), columns, rows, how, bars=_picture(rows))],
        form=form,
        up=(reverse("tickets:list"), _("Tickets")),
        empty=_("No ticket that you may see is open here."),
    )


def _tickets(row: QueueCount) -> str:
    query = urlencode({"department": row.department.id, "state": "open"})
    return f"{reverse('tickets:list')}?{query}"


def _picture(rows: list[QueueCount]) -> Bars | None:
    series = [pgettext("count of tickets", "Open"), pgettext("count of tickets", "Late")]
    shown = [(row.department.name, [(count, wording.number(count)) for count in (row.open, row.late)]) for row in rows]
    return bars(_("Open now"), series, shown, late=1)
