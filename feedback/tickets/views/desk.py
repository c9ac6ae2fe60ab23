"""The desk report, and the page that leads to every report of tickets."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from feedback.tickets.queries.desk import Backlog, Volume, backlog, time_in_states, time_in_steps, volumes
from feedback.tickets.report_forms import ReportForm
from feedback.tickets.rules.desk import AGES, Age
from feedback.tickets.views.charts import Bars, bars
from feedback.tickets.views.reporting import Col, Table, report_page
from portal.core import wording

BY = [
    ("month", gettext_lazy("By month")),
    ("week", gettext_lazy("By week")),
    ("department", gettext_lazy("By department")),
    ("service", gettext_lazy("By service")),
    ("kind", gettext_lazy("By kind")),
]


def reports(request: HttpRequest) -> HttpResponse:
    """What there is to read about tickets."""
    found = [
        ("tickets:origin-report", _("Back office first"), _("Which step stands behind what went wrong for customers.")),
        ("tickets:handling-report", _("Appropriate handling time"), _("A band per service, and what lies outside.")),
        (
            "tickets:desk-report",
            _("Desk report"),
            _("How much came and went, how long it took where, what lies there."),
        ),
        (
            "tickets:contact-report",
            _("First-contact resolution"),
            _("The agent's word, the requester's, and whether anybody came again."),
        ),
        ("tickets:problems", _("Problems"), _("What goes wrong more than usual, and the change agreed about it.")),
        ("tickets:promise-report", _("How promises were kept"), _("To the minute, by department and step.")),
        ("tickets:jump-report", _("Report of the fast lane"), _("Use against budget, and which step causes it.")),
    ]
    links = [{"url": reverse(name), "title": title, "text": text} for name, title, text in found]
    return render(request, "tickets/reports.html", {"links": links})


def desk_report(request: HttpRequest) -> HttpResponseBase:
    form = ReportForm(request.GET, by=list(BY))
    asked, user = form.asked(timezone.now()), request.user
    by = form.by_said
    tables = [
        _volumes(volumes(user, asked, by), by),
        _states(time_in_states(user, asked)),
        _steps(time_in_steps(user, asked)),
        _backlog(backlog(user, asked)),
    ]
    return report_page(
        request,
        name="desk",
        title=_("Desk report"),
        tables=tables,
        form=form,
        up=(reverse("tickets:reports"), _("Reports of tickets")),
        empty=_("No ticket came or went in these days, and none is open."),
    )


def _volumes(rows: list[Volume], by: str) -> Table:
    label = dict(BY)[by]
    is_day = by in ("month", "week")
    columns = [
        Col("group", label, lambda row: row.group, "day" if is_day else "text"),
        Col("opened", pgettext("count of tickets", "Opened"), lambda row: row.opened, "number"),
        Col("resolved", pgettext("count of tickets", "Resolved"), lambda row: row.resolved, "number"),
        Col("reopened", pgettext("count of tickets", "Reopened"), lambda row: row.reopened, "number"),
        Col("reopen_rate", _("Reopen rate"), lambda row: row.rate, "share"),
    ]
    text = _(
        "Opened: tickets whose first step began in the period, in the department of that step. Resolved: each "
        "resolving in the period, in the department that resolved. Reopened: those of these resolvings that were "
        "undone later, whenever that was, so that a month answers for what it resolved. Reopen rate: reopened of "
        "resolved. Months and weeks begin at the day shown."
    )
    return Table("volumes", _("Opened, resolved, reopened"), columns, rows, text, bars=_picture(rows, is_day))


def _picture(rows: list[Volume], is_day: bool) -> Bars | None:
    series = [
        pgettext("count of tickets", "Opened"),
        pgettext("count of tickets", "Resolved"),
        pgettext("count of tickets", "Reopened"),
    ]
    shown = [
        (
            wording.day(row.group) if is_day else str(row.group),
            [(count, wording.number(count)) for count in (row.opened, row.resolved, row.reopened)],
        )
        for row in rows
    ]
    return bars(_("Opened, resolved, reopened"), series, shown)


def _spent_columns(what: str, label: Any, kind: str = "text") -> list[Col]:
    return [
        Col("department", _("Department"), lambda row: row.department),
        Col(what, label, lambda row: row.what, kind),
        Col("stays", _("Stays"), lambda row: row.stays, "number"),
        Col("median_minutes", _("Median"), lambda row: row.median, "minutes"),
        Col("p90_minutes", _("90 % within"), lambda row: row.p90, "minutes"),
        Col("total_minutes", _("In all"), lambda row: row.total, "minutes"),
    ]


def _states(rows: list[Any]) -> Table:
    text = _(
        "Every stay of a ticket in a state that ended in the period, in working time of the department's calendar. "
        "Median: half of the stays were not longer; 90 % within: nine in ten were not longer."
    )
    return Table("states", _("Time in each state"), _spent_columns("state", _("State")), rows, text)


def _steps(rows: list[Any]) -> Table:
    text = _(
        "Every stay of a ticket in a department that ended in the period: the first, second, … step of its ticket. "
        "Working time of the department's calendar, without the time for which the requester was asked."
    )
    return Table("steps", _("Time in each step"), _spent_columns("step", _("Step"), "number"), rows, text)


def _backlog(rows: list[Any]) -> Table:
    ages = [Col(f"age_{number}", age_words(age), partial(_aged, number), "number") for number, age in enumerate(AGES)]
    columns = [
        Col("department", _("Department"), lambda row: row.department),
        Col("open", _("Open now"), lambda row: row.open, "number"),
        *ages,
        Col("late", _("Late now"), lambda row: row.late, "number"),
    ]
    text = _(
        "Tickets that are open now, whenever they were opened, by the department that has them and by the days on the "
        "wall since they were opened. Late: their next due time has passed."
    )
    return Table("backlog", _("Open tickets by age"), columns, rows, text)


def _aged(number: int, row: Backlog) -> int:
    return row.ages[number]


def age_words(age: Age) -> str:
    if age.most is None:
        return _("%(days)s days and more") % {"days": age.least}
    return _("%(least)s to %(most)s days") % {"least": age.least, "most": age.most}
