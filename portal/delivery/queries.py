"""What is in somebody's inbox, what is on its way, and whether the background lives."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import structlog
from django.db.models import Case, IntegerField, Min, Value, When
from django.utils.translation import gettext as _

from portal.calendars.models import Calendar
from portal.calendars.queries import open_years
from portal.core.errors import NotFound
from portal.core.listpage import count_label
from portal.delivery.models import Heartbeat
from portal.people.access import scope_q
from portal.records.messages import render
from portal.records.models import OutboxRow

log = structlog.get_logger(__name__)

UNREAD_FIRST = Case(When(read_at=None, then=Value(1)), default=Value(0), output_field=IntegerField())
COUNT_CAP = 1000
SILENT_AFTER = dt.timedelta(minutes=2)


def inbox_of(user: Any) -> Any:
    """Own messages; nobody else's, whatever the role."""
    return OutboxRow.objects.filter(scope_q(user, "delivery.inbox_view", OutboxRow))


def outbox_for(user: Any) -> Any:
    """Every mail for administrators, nothing for others."""
    return OutboxRow.objects.filter(scope_q(user, "delivery.outbox_view", OutboxRow))


def handle_of(message_id: str) -> str:
    """A message's public id: the left part of its Message-ID, 40 hexadecimal digits."""
    return message_id.lstrip("<").partition("@")[0]


def by_handle(rows: Any, handle: str, *, lock: bool = False) -> OutboxRow:
    """The row of `rows` with this public id, else NotFound."""
    handle = handle.lower()
    if len(handle) != 40 or not set(handle) <= set("0123456789abcdef"):
        raise NotFound()
    if lock:
        rows = rows.select_for_update(of=("self",))
    row: OutboxRow | None = rows.filter(message_id__startswith=f"<{handle}@").first()
    if row is None:
        raise NotFound()
    return row


def words_of(kind: str, params: dict[str, Any]) -> tuple[str, str]:
    """Subject and body in the reader's language; a row of a kind that is gone still shows as a message."""
    try:
        return render(kind, params)
    except (KeyError, TypeError, ValueError):
        log.warning("message_without_words", kind=kind)
        return _("A message"), ""


@dataclass(frozen=True)
class System:
    """What an administrator looks at first."""

    beat_at: dt.datetime | None
    silent: bool
    waiting: str
    oldest_waiting: dt.datetime | None
    stuck: str
    stuck_count: int
    open_calendars: list[tuple[str, str, list[int]]]


def system_state(now: dt.datetime) -> System:
    """In four queries."""
    beat_at = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    mails = OutboxRow.objects.filter(channel=OutboxRow.Channel.MAIL)
    waiting = mails.filter(state__in=[OutboxRow.State.WAITING, OutboxRow.State.SENDING])
    stuck = stuck_count()
    return System(
        beat_at=beat_at,
        silent=beat_at is None or now - beat_at > SILENT_AFTER,
        waiting=count_label(waiting.order_by()[: COUNT_CAP + 1].count(), COUNT_CAP),
        # What waits for somebody's working hours is not late.
        oldest_waiting=waiting.exclude(held_until__gt=now).aggregate(oldest=Min("created_at"))["oldest"],
        stuck=count_label(stuck, COUNT_CAP),
        stuck_count=stuck,
        open_calendars=open_calendars(now.year),
    )


def stuck_count() -> int:
    """Mails that wait for an administrator, 1001 at most."""
    return OutboxRow.objects.filter(state=OutboxRow.State.STUCK).order_by()[: COUNT_CAP + 1].count()


def open_calendars(year: int) -> list[tuple[str, str, list[int]]]:
    """Calendars with this or the next year unconfirmed: reference, name, years."""
    rows = Calendar.objects.order_by("name").values_list("reference", "name", "spec")
    found = ((reference, name, open_years(spec, year, year + 1)) for reference, name, spec in rows)
    return [(reference, name, years) for reference, name, years in found if years]
