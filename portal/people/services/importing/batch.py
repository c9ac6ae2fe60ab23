"""Rows that another system sends as JSON: checked by the columns of the tables that people upload."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.core.errors import Malformed, Text
from portal.core.tables import cell_text
from portal.people.import_words import rule_text
from portal.people.services.importing.columns import Column
from portal.people.services.importing.reading import Errors, Place, Row, parse_cells

MAX_BATCH = 10_000


def batch_rows(given: Sequence[Mapping[str, Any]], columns: Sequence[Column], errors: Errors) -> list[Row]:
    """Those that keep every rule, numbered from 0; what is left out of a row is left out of its values."""
    return [row for number, cells in enumerate(given) if (row := _row(number, cells, columns, errors))]


def _row(number: int, given: Mapping[str, Any], columns: Sequence[Column], errors: Errors) -> Row | None:
    place = Place("", "", number)
    known = {column.name: column for column in columns}
    unknown = [name for name in given if name not in known]
    for name in unknown:
        errors.add(place, str(name)[:60], "unknown_column", known=", ".join(known))
    nested = [name for name, value in given.items() if isinstance(value, (dict, list))]
    for name in nested:
        errors.add(place, str(name)[:60], "no_text")
    missing = [column.name for column in columns if column.required and column.name not in given]
    for name in missing:
        errors.add(place, name, "required")
    if unknown or nested or missing:
        return None
    cells = {name: cell_text(value) for name, value in given.items()}
    values = parse_cells(cells, [known[name] for name in given], place, errors)
    return Row(place, values) if values is not None else None


def refuse_batch(errors: Errors, name: str, rules: Mapping[str, Text]) -> None:
    """Nothing is written when a row breaks a rule: by row and column, as REST names nested fields; `detail` holds
    them once more as facts."""
    if not errors.count:
        return
    told: dict[str, list[Any]] = {}
    facts = []
    for error in errors.kept:
        text = rule_text(error, rules)
        told.setdefault(f"{name}.{error['row']}.{error['column']}", []).append(text)
        facts.append({"row": error["row"], "column": error["column"], "rule": error["rule"], "text": text})
    refusal = Malformed("rows_broken", _("Nothing was imported: some rows break a rule."), errors=told)
    refusal.detail = {"error_count": errors.count, "errors": facts}
    raise refusal
