"""Verbs of rooms and equipment."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import Site, User
from portal.records.services import event_write
from training.choices import ResourceKind
from training.models import Resource
from training.services.plans import check_names

MAX_SEATS = 2000


def resource_create(
    *,
    kind: ResourceKind,
    name_en: str,
    name_zh: str,
    by: User,
    now: dt.datetime,
    capacity: int | None = None,
    site: Site | None = None,
    external_id: str | None = None,
) -> Resource:
    """A room or a piece of equipment that can be booked. People become resources by being booked."""
    require(by, "training.resource_edit")
    check_names(name_en=name_en, name_zh=name_zh)
    _check_capacity(capacity)
    if kind == ResourceKind.PERSON:
        text = _("A room or equipment. People are booked by their name.")
        raise Malformed("malformed", text, errors={"kind": [text]})
    with transaction.atomic():
        resource = Resource.objects.create(
            kind=kind,
            name_en=name_en.strip(),
            name_zh=name_zh.strip(),
            capacity=capacity,
            site=site,
            external_id=external_id or None,
        )
        event_write(subject=resource, verb="resource.created", by=by, at=now)
    return resource


def resource_set_active(
    *, reference: str, active: bool, by: User, now: dt.datetime, expected: int | None = None
) -> Resource:
    """Take a room out of use or back into it; bookings that exist stay."""
    with transaction.atomic():
        resource: Resource = get_visible(Resource, by, reference, lock=True)
        require(by, "training.resource_edit", resource)
        check_version(resource, expected)
        if resource.active != active:
            resource.active = active
            resource.version += 1
            resource.save(update_fields=["active", "version"])
            event_write(subject=resource, verb="resource.opened" if active else "resource.closed", by=by, at=now)
    return resource


def _check_capacity(capacity: int | None) -> None:
    if capacity is not None and not 1 <= capacity <= MAX_SEATS:
        text = _("From 1 to %(limit)s seats.") % {"limit": MAX_SEATS}
        raise Malformed("malformed", text, errors={"capacity": [text]})
