"""What people do with mails that the portal left alone, and the addresses that mails come to."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import InboundReason, InboundState
from feedback.tickets.models import CatalogueService, InboundAddress, InboundMail
from feedback.tickets.rules.inbound import EVENTS
from feedback.tickets.rules.mail.message import body_of
from feedback.tickets.services.inbound.working import LeftAlone, bring_in, raw_of
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write

OPEN_AGAIN = (InboundState.IGNORED, InboundState.STUCK)


def inbound_retry(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> InboundMail:
    """Work on a mail again, by the same rules: after an address was added, a service opened, a fault mended.

    Refuses one that waits or is on a ticket (`wrong_state`).
    """
    with transaction.atomic():
        mail = _mail_for("work", reference, by, version)
        _back_to_waiting(mail, now)
        mail.version += 1
        mail.save()
        _event(mail, "retry", by=by, now=now)
    return mail


def inbound_take_over(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    person: str = "",
    service: str = "",
    version: int | None = None,
) -> InboundMail:
    """Bring a mail in that was left alone, as the colleague `person` (a reference; empty: oneself) had written it.

    With `service` a new ticket for it; without, what the mail answers. Refuses one that waits or is on a ticket
    (`wrong_state`), an unknown person, and a mail that then has neither ticket nor service (Malformed, at `service`).
    """
    with transaction.atomic():
        mail = _mail_for("work", reference, by, version)
        _back_to_waiting(mail, now)
        writer = _person(person, by)
        try:
            bring_in(mail, body_of(raw_of(mail)), by=writer, now=now, service=service.upper())
        except LeftAlone as left:
            raise _no_place(str(left)) from None
        _event(mail, "take_over", by=by, now=now)
    return mail


def address_set(
    *,
    address: str,
    service: str,
    by: User,
    now: dt.datetime,
    active: bool = True,
    reference: str = "",
    version: int | None = None,
) -> InboundAddress:
    """Say which service mails to an address open a ticket of; with `reference` an entry is changed.

    Refuses what is no address, an unknown service (Malformed), an address that another entry has (`address_taken`),
    and Stale.
    """
    with transaction.atomic():
        require(by, "inbound.address_edit")
        if reference:
            entry: InboundAddress = get_visible(InboundAddress, by, reference, lock=True)
            check_version(entry, version)
            entry.version += 1
        else:
            entry = InboundAddress()
        entry.address, entry.service, entry.active = _address(address), _service(service), active
        if InboundAddress.objects.filter(address=entry.address).exclude(pk=entry.pk).exists():
            raise address_taken()
        entry.save()
        data = {"service": entry.service.reference, "active": active}
        event_write(subject=entry, verb="inbound.address_set", by=by, at=now, data=data)
    return entry


def address_taken() -> Refused:
    return Refused("address_taken", _("This address belongs to a service already. Change that entry."), field="address")


def _mail_for(action: str, reference: str, by: User, version: int | None) -> InboundMail:
    mail: InboundMail = get_visible(InboundMail, by, reference, lock=True)
    require(by, f"inbound.{action}", mail)
    check_version(mail, version)
    if mail.state not in OPEN_AGAIN:
        text = _("This mail is not left alone or stuck; it is: %(state)s.") % {"state": mail.get_state_display()}
        raise Refused("wrong_state", text, {"state": mail.state})
    return mail


def _back_to_waiting(mail: InboundMail, now: dt.datetime) -> None:
    mail.state, mail.reason, mail.fault = InboundState.WAITING, "", ""
    mail.attempts, mail.next_attempt_at = 0, now


def _event(mail: InboundMail, action: str, *, by: User, now: dt.datetime) -> None:
    event_write(subject=mail, verb=EVENTS[action], by=by, at=now, to_state=mail.state)


def _person(reference: str, by: User) -> User:
    if not reference:
        return by
    found = User.objects.filter(reference=reference.strip().upper(), is_active=True).first()
    if found is None:
        text = _("Nobody who works here has this reference.")
        raise Malformed("unknown_person", text, errors={"person": [text]})
    return found


def _no_place(reason: str) -> Malformed:
    text = f"{InboundReason(reason).label}. " + _("Choose a service.")
    return Malformed(reason, text, errors={"service": [text]})


def _address(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        problem = _("That is no e-mail address.")
        raise Malformed("malformed", problem, errors={"address": [problem]}) from None
    return address


def _service(reference: str) -> CatalogueService:
    found: CatalogueService | None = CatalogueService.objects.filter(reference=reference.upper()).first()
    if found is None:
        text = _("There is no such service in the catalogue.")
        raise Malformed("unknown_service", text, errors={"service": [text]})
    return found
