"""Setting the appropriate handling time of a service by hand."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.models import CatalogueService, HandlingBand, HandlingNorm
from feedback.tickets.queries.handling import norms_of_cases
from feedback.tickets.services.catalogue import MAX_MINUTES
from feedback.tickets.services.common import required_text
from portal.core.errors import Malformed
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write


def handling_band_set(
    *,
    reference: str,
    low: int | None,
    high: int | None,
    reason: str,
    source: str,
    by: User,
    now: dt.datetime,
    version: int | None = None,
) -> HandlingBand:
    """A new version of the band, in working minutes; both empty: what the cases say counts again.

    `version`: the number of the version that was read (0: none), Stale when there is a newer one. Refuses one end
    alone, an end that is not above the beginning, and a change without reason or source (Malformed).
    """
    with transaction.atomic():
        service: CatalogueService = get_visible(CatalogueService, by, reference, lock=True)
        require(by, "catalogue.edit", service)
        last = HandlingBand.objects.filter(service=service).first()
        band = HandlingBand(service=service, number=last.number + 1 if last else 1, set_by=by, set_at=now)
        if version is not None:
            check_version(last or HandlingBand(number=0), version)
        _check(low, high)
        band.low, band.high = low, high
        band.reason, band.source = required_text("reason", reason)[:1000], required_text("source", source)[:500]
        band.save()
        data = {"number": band.number, "low": low, "high": high}
        event_write(subject=service, verb="service.band", by=by, at=now, reason=band.reason, data=data)
    return band


def norms_work_out(*, now: dt.datetime) -> int:
    """What the cases of the last CASE_DAYS days say of every service; how many services. Repeating it is harmless."""
    rows = norms_of_cases(now=now)
    HandlingNorm.objects.bulk_create(
        [HandlingNorm(worked_out_at=now, **row) for row in rows],
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["cases", "low", "high", "median", "worked_out_at"],
    )
    # A service whose cases are all older has none now.
    gone = HandlingNorm.objects.exclude(service__in=[row["service_id"] for row in rows])
    gone.update(cases=0, low=None, high=None, median=None, worked_out_at=now)
    return len(rows)


def _check(low: int | None, high: int | None) -> None:
    errors: dict[str, list[Any]] = {}
    for name, value in (("low", low), ("high", high)):
        if value is not None and not 0 <= value <= MAX_MINUTES:
            errors[name] = [_("From 0 to %(max)s working minutes.") % {"max": MAX_MINUTES}]
    if (low is None) != (high is None):
        errors["high" if high is None else "low"] = [_("Name both ends, or neither: then the cases decide.")]
    elif low is not None and high is not None and not errors and high <= low:
        errors["high"] = [_("The band ends above its beginning.")]
    if errors:
        raise Malformed("malformed", _("Some fields need a change."), errors=errors)
