"""What customers said about new value-added services: a contact is about one, with words that may be shown."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.customers.models import WORDS_MAX, Contact, ServiceContact
from feedback.customers.rules.words import tells_who
from feedback.customers.services.common import refused_field
from initiatives.models import ValueService
from initiatives.models.services import LAUNCHED
from portal.core.errors import Refused
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def contact_service_add(*, contact: str, service: str, by: User, now: dt.datetime, words: str = "") -> ServiceContact:
    """The contact is about this service; `words` of it may be shown to every colleague.

    Refuses words that tell who the customer is (Malformed), a service that isn't launched yet (`not_launched`), and
    one that the contact is about already (`already_told`).
    """
    with transaction.atomic():
        found = _contact(contact, by)
        told: ValueService = get_visible(ValueService, by, service)
        if told.state not in LAUNCHED:
            raise Refused("not_launched", _("No customer can have used it: it isn't launched yet."), field="service")
        row, made = ServiceContact.objects.get_or_create(
            contact=found, service=told, defaults={"words": _shown(words, found), "by": by, "at": now}
        )
        if not made:
            raise Refused("already_told", _("The contact is about this service already."), field="service")
        _event(found, told, "service_added", by, now)
    return row


def contact_service_remove(*, contact: str, service: str, by: User, now: dt.datetime) -> None:
    """It isn't about it; its words are shown no more. Refuses a service that it wasn't about (`not_told`)."""
    with transaction.atomic():
        found = _contact(contact, by)
        told: ValueService = get_visible(ValueService, by, service)
        deleted, _rows = ServiceContact.objects.filter(contact=found, service=told).delete()
        if not deleted:
            raise Refused("not_told", _("The contact isn't about this service."))
        _event(found, told, "service_removed", by, now)


def _contact(reference: str, by: User) -> Contact:
    found: Contact = get_visible(Contact, by, reference, lock=True)
    require(by, "contacts.tell", found)
    return found


def _shown(words: str, contact: Contact) -> str:
    text = " ".join(words.split())
    if len(text) > WORDS_MAX:
        raise refused_field("too_long", "words", _("At most %(max)s characters.") % {"max": WORDS_MAX})
    who = contact.identity
    if tells_who(text, [who.name, who.key, who.email, who.phone] if who else []):
        sentence = _("Everybody reads these words: leave out names, numbers and addresses.")
        raise refused_field("tells_who", "words", sentence)
    return text


def _event(contact: Contact, service: ValueService, verb: str, by: User, now: dt.datetime) -> None:
    data = {"service": service.reference}
    event_write(subject=contact, verb=f"contact.{verb}", by=by, at=now, data=data)
