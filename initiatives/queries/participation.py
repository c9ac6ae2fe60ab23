"""Who takes part, by the parts of the company: months that are over, as they were counted. Two queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from initiatives import rules
from initiatives.models import DepartmentPart, PartMonth
from initiatives.queries.names import DEPARTMENT, columns
from portal.core.names import in_language

MEASURES = ("submitted", "voted", "commented")
MONTHS = 12


@dataclass(frozen=True)
class Cell:
    """`shares`: the step of each measure in percent, from and to; None with fewer than five people."""

    people: int
    ideas: int | None
    shares: dict[str, tuple[int, int] | None]


@dataclass(frozen=True)
class Line:
    """A part, or the whole company where there is no `reference`. Cut anew, a part is another line."""

    reference: str
    name: str
    departments: list[dict[str, str]]
    cells: dict[dt.date, Cell] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return self.cells[max(self.cells)].people


@dataclass(frozen=True)
class Table:
    months: list[dt.date]
    lines: list[Line]


def participation_table(count: int = MONTHS) -> Table:
    """The last so many months that are counted, oldest first; the company, then its parts by their codes.

    The same for every reader, without a filter: what two readers see differs in nothing.
    """
    names = ("month", "lead", "people", "ideas", *MEASURES, "lead__code", *columns("lead", DEPARTMENT))
    newest = PartMonth.objects.filter(lead=None).order_by("-month").values("month")[:count]
    rows = list(PartMonth.objects.filter(month__in=newest).values(*names))
    parts = _parts()
    lines: dict[Any, Line] = {}
    for row in sorted(rows, key=lambda row: (row["lead"] is not None, row["lead__code"] or "", row["month"])):
        departments = _departments(parts, row["month"], row["lead"])
        key = (row["lead"], *(each["reference"] for each in departments))
        line = lines.setdefault(key, Line(row["lead__reference"] or "", _name(row), departments))
        line.cells[row["month"]] = _cell(row)
    return Table(sorted({row["month"] for row in rows}), list(lines.values()))


def _name(row: dict[str, Any]) -> str:
    return in_language(row, "lead__name") if row["lead"] else ""


def _cell(row: dict[str, Any]) -> Cell:
    wide = rules.participation.step(row["people"])
    shares = {name: None if row[name] is None else (row[name], row[name] + wide) for name in MEASURES}
    return Cell(row["people"], row["ideas"], shares)


def _parts() -> dict[dt.date, dict[int, list[dict[str, str]]]]:
    """Beginning of a partition -> first department -> all departments of that part, the first one in front."""
    rows = DepartmentPart.objects.order_by("-since", "department__code")
    found: dict[dt.date, dict[int, list[dict[str, str]]]] = {}
    for row in rows.values("since", "lead_id", "department_id", *columns("department", DEPARTMENT)):
        shown = {"reference": row["department__reference"], "name": in_language(row, "department__name")}
        part = found.setdefault(row["since"], {}).setdefault(row["lead_id"], [])
        part.insert(0 if row["department_id"] == row["lead_id"] else len(part), shown)
    return found


def _departments(parts: Any, month: dt.date, lead: int | None) -> list[dict[str, str]]:
    since = max((day for day in parts if day <= month), default=None)
    found: list[dict[str, str]] = parts[since].get(lead, []) if since and lead else []
    return found
