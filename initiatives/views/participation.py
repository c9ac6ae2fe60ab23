"""Who takes part, as a heat map of part x month with its table behind."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.queries.participation import MEASURES, Cell, Line, Table, participation_table
from portal.core.export import KINDS, report_response
from portal.core.export import Column as ExportColumn

LABEL, WIDTH, HEIGHT, TOP = 230, 66, 34, 30
SHADES = 4
WORDS = {
    "submitted": gettext_lazy("Submitted an idea"),
    "voted": gettext_lazy("Voted"),
    "commented": gettext_lazy("Commented"),
}


class Row(NamedTuple):
    month: dt.date
    line: Line
    cell: Cell


@dataclass(frozen=True)
class Drawn:
    x: int
    y: int
    text: str
    shade: int


def _share(name: str) -> Callable[[Row], str]:
    return lambda row: share_words(row.cell.shares[name])


EXPORT = [
    ExportColumn("month", lambda row: f"{row.month:%Y-%m}"),
    ExportColumn("part", lambda row: name_of(row.line)),
    ExportColumn("departments", lambda row: ", ".join(each["name"] for each in row.line.departments)),
    ExportColumn("people", lambda row: row.cell.people),
    ExportColumn("ideas", lambda row: row.cell.ideas),
    *(ExportColumn(name, _share(name)) for name in MEASURES),
]


def participation(request: HttpRequest) -> HttpResponseBase:
    table = participation_table()
    rows = list(_rows(table))
    if request.GET.get("export", "") in KINDS:
        return report_response(request.GET["export"], "participation", EXPORT, rows)
    shown = request.GET.get("show", "")
    measure = shown if shown in MEASURES else MEASURES[0]
    context = {
        "table": table,
        "measure": measure,
        "measures": list(WORDS.items()),
        "title": WORDS[measure],
        "cells": list(_cells(table, measure)),
        "names": [(TOP + HEIGHT * place, name_of(line)) for place, line in enumerate(table.lines)],
        "heads": [(LABEL + WIDTH * place + WIDTH // 2, month) for place, month in enumerate(table.months)],
        "width": LABEL + WIDTH * max(len(table.months), 6),
        "height": TOP + HEIGHT * len(table.lines) + 4,
        "cell_width": WIDTH - 2,
        "cell_height": HEIGHT - 2,
        "rows": [_shown(row) for row in rows],
        "parts": [(name_of(line), line.departments, line.people) for line in table.lines if line.reference],
        "empty": {"sentence": _("No month is counted yet. The first one is when it is over."), "icon": "chart-bar"},
    }
    return render(request, "initiatives/ideas/participation.html", context)


def name_of(line: Line) -> str:
    """The first department of a part, and how many more."""
    if not line.reference:
        return _("Whole company")
    more = len(line.departments) - 1
    if more < 1:
        return line.name
    return ngettext("%(name)s and %(n)s more", "%(name)s and %(n)s more", more) % {"name": line.name, "n": more}


def share_words(share: tuple[int, int] | None) -> str:
    return "" if share is None else f"{share[0]}–{share[1]} %"


def _rows(table: Table) -> Iterator[Row]:
    for month in reversed(table.months):
        for line in table.lines:
            if month in line.cells:
                yield Row(month, line, line.cells[month])


def _shown(row: Row) -> dict[str, Any]:
    words = [share_words(row.cell.shares[name]) for name in MEASURES]
    return {"month": row.month, "name": name_of(row.line), "cell": row.cell, "shares": words}


def _cells(table: Table, measure: str) -> Iterator[Drawn]:
    for line_place, line in enumerate(table.lines):
        for place, month in enumerate(table.months):
            if month in line.cells:
                share = line.cells[month].shares[measure]
                shade = 0 if share is None else share[0] * SHADES // 100 + 1
                yield Drawn(LABEL + WIDTH * place, TOP + HEIGHT * line_place, share_words(share) or "< 5", shade)
