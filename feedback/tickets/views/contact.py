"""First-contact resolution: three views of it side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.tickets.queries.contact import Contact, first_contacts
from feedback.tickets.report_forms import ReportForm
from feedback.tickets.views.charts import Bars, bars
from feedback.tickets.views.reporting import Col, Table, report_page
from portal.core import wording

BY = [
    ("service", gettext_lazy("By service")),
    ("department", gettext_lazy("By department")),
    ("month", gettext_lazy("By month")),
]


def contact_report(request: HttpRequest) -> HttpResponseBase:
    form = ReportForm(request.GET, by=list(BY))
    asked = form.asked(timezone.now())
    by = form.by_said
    return report_page(
        request,
        name="first-contact",
        title=_("First-contact resolution"),
        intro=_("Three views: whoever resolved it, whoever asked for it, and whether anybody came again."),
        tables=[_table(first_contacts(request.user, asked, by), by)],
        form=form,
        up=(reverse("tickets:reports"), _("Reports of tickets")),
        empty=_("No ticket was resolved in these days."),
    )


def _table(rows: list[Contact], by: str) -> Table:
    columns = [
        Col("group", dict(BY)[by], lambda row: row.group, "day" if by == "month" else "text"),
        Col("resolved", _("Tickets"), lambda row: row.resolved, "number"),
        Col("agent_yes", "", lambda row: row.agent.yes, "number", only_file=True),
        Col("agent_rate", _("The agent's word"), lambda row: row.agent.rate, "share"),
        Col("requester_yes", "", lambda row: row.requester.yes, "number", only_file=True),
        Col("requester_no", "", lambda row: row.requester.no, "number", only_file=True),
        Col("requester_rate", _("The requester's word"), lambda row: row.requester.rate, "share"),
        Col("requester_undecided", _("No word"), lambda row: row.requester.undecided, "number"),
        Col("requester_rate_decided", "", lambda row: row.requester.rate_decided, "share", only_file=True),
        Col("not_back", "", lambda row: row.repeat.yes, "number", only_file=True),
        Col("came_back", "", lambda row: row.repeat.no, "number", only_file=True),
        Col("repeat_rate", _("Nobody came again"), lambda row: row.repeat.rate, "share"),
        Col("repeat_undecided", _("Not known"), lambda row: row.repeat.undecided, "number"),
        Col("repeat_rate_decided", "", lambda row: row.repeat.rate_decided, "share", only_file=True),
        Col("contradicted", _("Agent's yes, but not solved"), lambda row: row.contradicted, "number"),
    ]
    how = _(
        "Tickets that were resolved for the first time in the period. The agent's word: ticked when resolving. The "
        "requester's word: yes when asked afterwards, and not reopened since; no word: not said yet, or never. Nobody "
        "came again: no other ticket with the same customer number about the same service, and no reopening, within "
        "7 days; not known: no customer number, or the 7 days are not over. Every rate is of all tickets, so what "
        "nobody knows counts as not solved. Agent's yes, but not solved: ticked, yet the requester said no or "
        "somebody came again."
    )
    return Table("contacts", _("Solved at first contact"), columns, rows, how, bars=_picture(rows, by))


def _picture(rows: list[Contact], by: str) -> Bars | None:
    series = [_("The agent's word"), _("The requester's word"), _("Nobody came again")]
    shown = [
        (
            wording.day(row.group) if by == "month" else str(row.group),
            [(rate, wording.share(rate)) for rate in (view.rate or 0.0 for view in row[2:5])],
        )
        for row in rows
    ]
    return bars(_("Solved at first contact"), series, shown)
