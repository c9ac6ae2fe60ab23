"""One page for every report of tickets: what was asked for, pictures, and tables that are also files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render

from feedback.tickets.report_forms import ReportForm
from feedback.tickets.views.charts import Bars, HeatMap
from portal.core import wording
from portal.core.errors import Text
from portal.core.export import KINDS, report_response
from portal.core.export import Column as ExportColumn

SAID: dict[str, Callable[[Any], str]] = {
    "text": str,
    "number": wording.number,
    "minutes": wording.span,
    "share": wording.share,
    "day": wording.day,
    "time": wording.exact,
}


@dataclass(frozen=True)
class Col:
    """A column of a table. `name` is its stable head in files; `kind` one of SAID."""

    name: str
    label: Text
    value: Callable[[Any], Any]
    kind: str = "text"
    link: Callable[[Any], str] | None = None
    only_file: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind not in ("text", "day", "time")

    def cell(self, row: Any) -> dict[str, Any]:
        value = self.value(row)
        text = "" if value is None else SAID[self.kind](value)
        return {"text": text, "numeric": self.numeric, "label": self.label, "url": self.link(row) if self.link else ""}

    def exported(self) -> ExportColumn:
        def value(row: Any) -> Any:
            found = self.value(row)
            return round(found, 4) if isinstance(found, float) else found

        return ExportColumn(self.name, value)


@dataclass
class Table:
    """`how` says how its figures are computed; the picture, if any, shows the same rows."""

    key: str
    title: Text
    columns: list[Col]
    rows: list[Any]
    how: Text
    bars: Bars | None = None
    heat: HeatMap | None = None
    exports: list[dict[str, str]] = field(default_factory=list)

    @property
    def shown(self) -> list[Col]:
        return [column for column in self.columns if not column.only_file]

    def cells(self) -> Iterable[list[dict[str, Any]]]:
        for row in self.rows:
            yield [column.cell(row) for column in self.shown]


def report_page(
    request: HttpRequest,
    *,
    name: str,
    title: Text,
    tables: list[Table],
    form: ReportForm,
    up: tuple[str, Text],
    empty: Text,
    intro: Text = "",
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """The page with every table; with `?export=csv|xlsx&table=` the file of one."""
    kind, wanted = request.GET.get("export", ""), request.GET.get("table", "")
    if kind in KINDS:
        table = next((each for each in tables if each.key == wanted), tables[0])
        return report_response(kind, f"{name}-{table.key}", [each.exported() for each in table.columns], table.rows)
    for table in tables:
        table.exports = [
            {"label": label, "url": f"?{_query(request, export=kind, table=table.key)}"}
            for label, kind in (("CSV", "csv"), ("Excel", "xlsx"))
        ]
    values = {
        "title": title,
        "intro": intro,
        "tables": tables,
        "any": any(table.rows for table in tables),
        "form": form,
        "up_url": up[0],
        "up_label": up[1],
        "empty": {"sentence": empty, "icon": "chart-bar"},
    }
    return render(request, "tickets/report.html", values | (context or {}))


def _query(request: HttpRequest, **more: str) -> str:
    query = QueryDict(mutable=True)
    for name in request.GET:
        value = str(request.GET.get(name, ""))
        if name not in ("export", "table") and len(value) <= 40:
            query[name] = value
    query.update(more)
    return query.urlencode()
