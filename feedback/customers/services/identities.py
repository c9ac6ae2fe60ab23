"""A customer as one source knows them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import Identity, Source
from feedback.customers.services.common import phone_digits, refused_field, required_text
from portal.core.search import search_vector
from portal.people.access import access_of, not_allowed
from portal.people.models import User
from portal.records.services import event_write

TELEPHONE = "TELEPHONE"
FIELDS = ("name", "phone", "email")


def customer_save(
    *,
    source: str,
    key: str,
    by: User,
    now: dt.datetime,
    name: str = "",
    phone: str = "",
    email: str = "",
) -> tuple[Identity, bool]:
    """The customer whom this source (its code) calls `key`, written down or brought to these values; whether new.

    What is empty stays as it is: a system that doesn't know a name takes none away. For those who keep customers'
    data, and for whoever may take a call. Refuses an unknown source and a number that is none (Malformed).
    """
    access = access_of(by)
    if not (access.may("customers.edit") or access.may("customers.pop")):
        raise not_allowed("customers.edit")
    with transaction.atomic():
        values = {"name": name.strip(), "phone": phone.strip(), "email": email.strip()}
        if values["phone"] and not phone_digits(values["phone"]):
            raise refused_field("bad_phone", "phone", _("This is no telephone number."))
        of = _source(source)
        # Two calls of one customer at the same moment: the second waits here and finds the first one's row.
        Source.objects.select_for_update(no_key=True).get(pk=of.pk)
        found = Identity.objects.filter(source=of, key=required_text("key", key)).first()
        new = found is None
        identity = found or Identity(source=of, key=key.strip(), created_at=now, created_by=by)
        changed = [field for field in FIELDS if values[field] and values[field] != getattr(identity, field)]
        if not (new or changed):
            return identity, False
        for field in changed:
            setattr(identity, field, values[field])
        identity.phone_digits = phone_digits(identity.phone)
        identity.search = search_vector(*search_texts(identity))
        if not new:
            identity.version += 1
        identity.save()
        verb, facts = ("customer.create", {}) if new else ("customer.edit", {"fields": sorted(changed)})
        event_write(subject=identity, verb=verb, by=by, at=now, data=facts)
    return identity, new


def caller_save(*, phone: str, by: User, now: dt.datetime, name: str = "") -> Identity:
    """Somebody who calls and whom no source knows: known by their number, in the source "telephone"."""
    if not access_of(by).may("customers.pop"):
        raise not_allowed("customers.pop")
    digits = phone_digits(phone)
    if not digits:
        raise refused_field("bad_phone", "phone", _("This is no telephone number."))
    with transaction.atomic():
        Source.objects.get_or_create(code=TELEPHONE, defaults={"name_en": "Telephone", "name_zh": "来电登记"})
        return customer_save(source=TELEPHONE, key=digits, phone=phone.strip()[:40], name=name, by=by, now=now)[0]


def search_texts(identity: Identity) -> tuple[str, ...]:
    """What the search finds a customer by; a telephone number is looked up by its digits."""
    return (identity.reference, identity.name, identity.key, identity.email)


def _source(code: str) -> Source:
    found: Source | None = Source.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise refused_field("unknown_source", "source", _("There is no source with this code."))
    return found
