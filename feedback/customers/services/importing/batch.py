"""The verb behind a batch: contacts as another system sends them, at once and all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.import_words import rule_text
from feedback.customers.services.importing.columns import CONTACTS
from feedback.customers.services.importing.plan import make_plan
from feedback.customers.services.importing.writing import write_plan
from portal.core.errors import Malformed
from portal.core.tables import cell_text
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.reading import Errors, Place, Row, parse_cells
from portal.people.services.writing import lock

MAX_BATCH = 10_000
CONTACTS_LOCK = 7_201_010  # one import at a time: the second compares with the first one's work
KNOWN = {column.name: column for column in CONTACTS}
REQUIRED = [column.name for column in CONTACTS if column.required]


class Imported(NamedTuple):
    created: int
    updated: int
    unchanged: int
    customers_created: int
    customers_updated: int


def contacts_import(*, contacts: Sequence[Mapping[str, Any]], by: User, now: dt.datetime) -> Imported:
    """Write these contacts, or bring the known ones (source and external id) to them; sent again it changes nothing.

    Each has the columns of `columns.CONTACTS`; one that is left out stays as it is. Refuses more than 10,000
    (`too_many_rows`), and every broken rule by row and column (`rows_broken`); then nothing is written.
    """
    require(by, "contacts.import")
    if len(contacts) > MAX_BATCH:
        text = _("At most %(max)s contacts at once. Send them in several batches.") % {"max": MAX_BATCH}
        raise Malformed("too_many_rows", text, errors={"contacts": [text]})
    errors = Errors()
    rows = [row for number, cells in enumerate(contacts) if (row := _row(number, cells, errors))]
    with transaction.atomic():
        lock(CONTACTS_LOCK)
        plan = make_plan(rows, errors, by=by, now=now)
        if errors.count:
            raise _broken(errors)
        write_plan(plan, by=by, now=now)
    made, known = (plan.counts()[name] for name in ("contacts", "customers"))
    return Imported(made["new"], made["changed"], made["unchanged"], known["new"], known["changed"])


def _row(number: int, given: Mapping[str, Any], errors: Errors) -> Row | None:
    place = Place("", "", number)
    unknown = [name for name in given if name not in KNOWN]
    for name in unknown:
        errors.add(place, str(name)[:60], "unknown_column", known=", ".join(KNOWN))
    nested = [name for name, value in given.items() if isinstance(value, (dict, list))]
    for name in nested:
        errors.add(place, str(name)[:60], "no_text")
    for name in REQUIRED:
        if name not in given:
            errors.add(place, name, "required")
    if unknown or nested or any(name not in given for name in REQUIRED):
        return None
    cells = {name: cell_text(value) for name, value in given.items()}
    values = parse_cells(cells, [KNOWN[name] for name in given], place, errors)
    return Row(place, values) if values is not None else None


def _broken(errors: Errors) -> Malformed:
    """By row and column, as REST names nested fields; `detail` holds them once more as facts."""
    told: dict[str, list[Any]] = {}
    facts = []
    for error in errors.kept:
        text = rule_text(error)
        told.setdefault(f"contacts.{error['row']}.{error['column']}", []).append(text)
        facts.append({"row": error["row"], "column": error["column"], "rule": error["rule"], "text": text})
    sentence = _("Nothing was imported: some rows break a rule.")
    refusal = Malformed("rows_broken", sentence, errors=told)
    refusal.detail = {"error_count": errors.count, "errors": facts}
    return refusal
