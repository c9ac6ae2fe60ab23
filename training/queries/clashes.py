"""Which bookings stand in the way, and how that is told to somebody who may not see all of them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.errors import Refused
from portal.core.wording import exact
from portal.people.models import User
from training.choices import BookingState
from training.models import ResourceBooking, Session

MAX_NAMED = 20


@dataclass(frozen=True)
class Wanted:
    """A slot that somebody wants: half-open, in UTC."""

    resource_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime


def clashes_with(wanted: Sequence[Wanted], *, but: Iterable[int] = ()) -> list[ResourceBooking]:
    """Bookings that overlap a wanted slot of the same resource, in one query; `but` leaves bookings out by id."""
    if not wanted:
        return []
    span = (min(slot.starts_at for slot in wanted), max(slot.ends_at for slot in wanted))
    rows = (
        ResourceBooking.objects.filter(
            resource__in={slot.resource_id for slot in wanted}, state=BookingState.BOOKED, period__overlap=span
        )
        .exclude(pk__in=list(but))
        .select_related("resource__person", "session__cohort")
        .order_by("period", "id")
    )
    slots: dict[int, list[Wanted]] = {}
    for slot in wanted:
        slots.setdefault(slot.resource_id, []).append(slot)
    return [row for row in rows if any(_overlap(row, slot) for slot in slots[row.resource_id])]


def _overlap(row: ResourceBooking, slot: Wanted) -> bool:
    return bool(row.period.lower < slot.ends_at and slot.starts_at < row.period.upper)


def clash_refusal(clashes: Sequence[ResourceBooking], by: User) -> Refused:
    """`booked`, 409: names what the reader may see, and only the busy time of the rest, in the reader's zone."""
    visible = set(
        Session.objects.visible_to(by).filter(pk__in={row.session_id for row in clashes}).values_list("pk", flat=True)
    )
    with timezone.override(zone_of(by)):
        sentences = [_sentence(row, row.session_id in visible) for row in clashes[:3]]
    more = len(clashes) - len(sentences)
    if more > 0:
        sentences.append(ngettext("And %(n)s more booking.", "And %(n)s more bookings.", more) % {"n": more})
    return Refused(
        "booked",
        " ".join(sentences) or _("Somebody booked the same at the same moment. Look at theirs first."),
        {"clashes": [_facts(row, row.session_id in visible) for row in clashes[:MAX_NAMED]], "count": len(clashes)},
    )


def zone_of(user: User) -> ZoneInfo:
    return ZoneInfo(user.timezone or settings.TIME_ZONE)


def span_text(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """`12 Oct 09:00–11:30` in the active zone; both days when it goes past midnight."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    end = date_format(last, "H:i") if first.date() == last.date() else exact(ends_at)
    return f"{exact(starts_at)}–{end}"


def _sentence(row: ResourceBooking, visible: bool) -> str:
    facts = {"who": row.resource.name, "when": span_text(row.period.lower, row.period.upper)}
    if not visible:
        return _("%(who)s is busy %(when)s.") % facts
    return _("%(who)s is taken %(when)s (%(cohort)s: %(title)s).") % (
        facts | {"cohort": row.session.cohort.name, "title": row.session.title}
    )


def _facts(row: ResourceBooking, visible: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "resource": row.resource.person.reference if row.resource.person else row.resource.reference,
        "starts_at": row.period.lower.isoformat(),
        "ends_at": row.period.upper.isoformat(),
    }
    if visible:
        facts |= {
            "booking": row.reference,
            "session": row.session.reference,
            "cohort": row.session.cohort.reference,
            "title": row.session.title,
        }
    return facts
