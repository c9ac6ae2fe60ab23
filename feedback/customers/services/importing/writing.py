"""Writes a plan of contacts, in the caller's transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

from django.db import connection

from feedback.customers.models import Contact, Source
from feedback.customers.services.common import chunks
from feedback.customers.services.importing.customers import write_customers
from feedback.customers.services.importing.plan import ContactPlan
from feedback.customers.services.importing.target import FIELDS, Target
from portal.people.models import User
from portal.records.services import event_write

WRITTEN = [name.removesuffix("_id") for name in FIELDS]


def write_plan(plan: ContactPlan, *, by: User, now: dt.datetime, step: Callable[[], None] = lambda: None) -> None:
    """Customers first, then contacts: new and changed ones by the same statement, found by source and external id."""
    write_customers(plan.customers, step=step)
    for target in plan.targets:
        if target.customer_named and target.customer:
            target.values["identity_id"] = plan.customers.by_key[target.customer].pk
    for chunk in chunks([*plan.new, *plan.changed], 2_000):
        step()
        Contact.objects.bulk_create(
            [Contact(source_id=each.source_id, external_id=each.external_id, **each.values) for each in chunk],
            update_conflicts=True,
            unique_fields=["source", "external_id"],
            update_fields=WRITTEN,
        )
    _reshare(plan.reshared)
    _tell(plan, by, now)


def _reshare(shares: dict[int, dt.timedelta]) -> None:
    if not shares:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_contact c SET handling = s.share"
            " FROM unnest(%s::bigint[], %s::interval[]) s(id, share) WHERE c.id = s.id",
            [list(shares), list(shares.values())],
        )


def _tell(plan: ContactPlan, by: User, now: dt.datetime) -> None:
    """One event for each source: the contacts themselves are the record of what happened."""
    new, changed = _by_source(plan.new), _by_source(plan.changed)
    for source in Source.objects.filter(pk__in=new.keys() | changed.keys()).order_by("pk"):
        facts = {"created": new[source.pk], "updated": changed[source.pk]}
        event_write(subject=source, verb="contacts.imported", by=by, at=now, data=facts)


def _by_source(targets: list[Target]) -> Counter[int]:
    return Counter(target.source_id for target in targets)
