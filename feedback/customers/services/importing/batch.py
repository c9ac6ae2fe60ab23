"""The verb behind a batch: contacts as another system sends them, at once and all or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.import_words import RULES
from feedback.customers.services.importing.columns import CONTACTS
from feedback.customers.services.importing.plan import make_plan
from feedback.customers.services.importing.writing import write_plan
from portal.core.errors import Malformed
from portal.people.access import require
from portal.people.models import User
from portal.people.services.importing.batch import MAX_BATCH, batch_rows, refuse_batch
from portal.people.services.importing.reading import Errors
from portal.people.services.writing import lock

CONTACTS_LOCK = 7_201_010  # one import at a time: the second compares with the first one's work


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
    rows = batch_rows(contacts, CONTACTS, errors)
    with transaction.atomic():
        lock(CONTACTS_LOCK)
        plan = make_plan(rows, errors, by=by, now=now)
        refuse_batch(errors, "contacts", RULES)
        write_plan(plan, by=by, now=now)
    made, known = (plan.counts()[name] for name in ("contacts", "customers"))
    return Imported(made["new"], made["changed"], made["unchanged"], known["new"], known["changed"])
