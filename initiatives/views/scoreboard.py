"""The scoreboard of answers: who keeps the promise, heads first, everybody thirty days later."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.queries.scoreboard import PERIODS, BoardRow, board_state, scoreboard
from initiatives.services.answer_times import board_switch_on
from portal.core.export import KINDS, report_response
from portal.core.export import Column as ExportColumn
from portal.core.wording import day
from portal.people.access import access_of
from portal.records.pages import step_page

EXPORT = [
    ExportColumn("department", lambda row: row.department.name),
    ExportColumn("answered", lambda row: row.answered),
    ExportColumn("in_time", lambda row: row.in_time),
    ExportColumn("open", lambda row: row.open),
    ExportColumn("overdue", lambda row: row.overdue),
    ExportColumn("share_in_time", lambda row: None if row.share is None else round(row.share, 4)),
    ExportColumn("median_working_days", lambda row: row.median_days),
    ExportColumn("oldest_open", lambda row: row.oldest_reference),
    ExportColumn("oldest_open_since", lambda row: row.oldest_at),
    ExportColumn("not_an_answer", lambda row: row.objected),
]


def board(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return _switch_on(request)
    state = board_state(request.user, timezone.localdate())
    days = _period(request)
    rows: list[BoardRow] = scoreboard(days=days, now=timezone.now()) if state.shown else []
    if state.shown and request.GET.get("export", "") in KINDS:
        return report_response(request.GET["export"], "idea-answers", EXPORT, rows)
    context = {
        "state": state,
        "rows": rows,
        "days": days,
        "periods": PERIODS,
        "may_switch_on": state.since is None and access_of(request.user).may("answer_board.switch_on"),
        "empty": {"sentence": _why_empty(state), "icon": "chart-bar"},
    }
    return render(request, "initiatives/ideas/board.html", context)


def _why_empty(state: Any) -> str:
    if state.since is None:
        return _("The scoreboard isn't switched on yet. The programme office does that.")
    if not state.shown:
        return _("Heads see the scoreboard first. It opens to everybody on %(day)s.") % {"day": day(state.for_all)}
    return _("No department had an idea to answer in this time.")


def _period(request: HttpRequest) -> int:
    text = request.GET.get("days", "")
    return int(text) if text in map(str, PERIODS) else PERIODS[1]


def _switch_on(request: HttpRequest) -> HttpResponse:
    def run() -> str:
        board_switch_on(by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return _("On. Heads see it from today, everybody thirty days later.")

    return step_page(request, run=run, back=reverse("initiatives:answer-board"))
