"""Times, durations and numbers in words, the same on pages, in mails and in exports.

Words follow the active language, clock times the active time zone. Everything is rounded down to whole
minutes; the patterns are handed to the browser too, which refreshes them once a minute (static/js/times.js).
"""

import math
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Literal

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy
from django_stubs_ext import StrOrPromise

PATTERNS: dict[str, StrOrPromise] = {
    "just_now": gettext_lazy("just now"),
    "min_ago": gettext_lazy("%(n)s min ago"),
    "h_ago": gettext_lazy("%(n)s h ago"),
    "left_under": gettext_lazy("under 1 min left"),
    "left_min": gettext_lazy("%(m)s min left"),
    "left_h": gettext_lazy("%(h)s h left"),
    "left_h_min": gettext_lazy("%(h)s h %(m)s min left"),
    "left_d": gettext_lazy("%(d)s d left"),
    "left_d_h": gettext_lazy("%(d)s d %(h)s h left"),
    "late_under": gettext_lazy("under 1 min late"),
    "late_min": gettext_lazy("%(m)s min late"),
    "late_h": gettext_lazy("%(h)s h late"),
    "late_h_min": gettext_lazy("%(h)s h %(m)s min late"),
    "late_d": gettext_lazy("%(d)s d late"),
    "late_d_h": gettext_lazy("%(d)s d %(h)s h late"),
    "span_min": gettext_lazy("%(m)s min"),
    "span_h": gettext_lazy("%(h)s h"),
    "span_h_min": gettext_lazy("%(h)s h %(m)s min"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# From here on a remaining time reads in days and hours: nobody plans by "71 h 12 min left".
DAYS_FROM = timedelta(hours=48)


def relative(moment: datetime, now: datetime) -> str:
    """`8 min ago`; a time more than 24 hours back, or ahead, is written out."""
    seconds = (now - moment).total_seconds()
    if not 0 <= seconds < 86_400:
        return exact(moment, now=now)
    if seconds < 60:
        return str(PATTERNS["just_now"])
    if seconds < 3600:
        return str(PATTERNS["min_ago"]) % {"n": int(seconds // 60)}
    return str(PATTERNS["h_ago"]) % {"n": int(seconds // 3600)}


def remaining(due: datetime, now: datetime) -> str:
    """`2 h 10 min left` or `38 min late`."""
    return _in_words(abs(due - now), "left" if due >= now else "late")


def span(minutes: int) -> str:
    """A duration of whole minutes: `45 min`, `2 h 10 min`. Working time, so it never becomes days."""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    key = "span_min" if not hours else "span_h_min" if rest else "span_h"
    return sign + str(PATTERNS[key]) % {"h": number(hours), "m": rest}


def _in_words(time: timedelta, kind: Literal["left", "late"]) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return str(PATTERNS[f"{kind}_under"])
    hours, rest = divmod(minutes, 60)
    if time >= DAYS_FROM:
        days, hours = divmod(hours, 24)
        return str(PATTERNS[f"{kind}_d_h" if hours else f"{kind}_d"]) % {"d": number(days), "h": hours}
    key = "min" if not hours else "h_min" if rest else "h"
    return str(PATTERNS[f"{kind}_{key}"]) % {"h": hours, "m": rest}


def exact(moment: datetime, *, full: bool = False, now: datetime | None = None) -> str:
    """`22 Nov 14:55` in a table, `22 Nov 2026, 14:55 (UTC+8)` when `full`. Another year is always named.

    Written by hand: a list has a hundred of them, and Django's own formatting is the dearest part of its rows.
    """
    local = _local(moment)
    this_year = not full and local.year == _local(now or timezone.now()).year
    clock = f"{local.hour:02}:{local.minute:02}"
    if is_chinese():
        date = f"{local.month:02}-{local.day:02}"
        shown = f"{date} {clock}" if this_year else f"{local.year}-{date} {clock}"
        return f"{shown}（{_offset(local)}）" if full else shown
    date = f"{local.day} {MONTHS[local.month - 1]}"
    shown = f"{date} {clock}" if this_year else f"{date} {local.year}, {clock}"
    return f"{shown} ({_offset(local)})" if full else shown


def day(value: date) -> str:
    """`22 Nov 2026`; of a moment, the day in the reader's zone."""
    return formats.date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "DATE_FORMAT")


def day_range(first: date, last: date) -> str:
    """`22–28 Nov 2026`, as short as it stays clear; in Chinese both dates in full."""
    if first == last:
        return day(first)
    if is_chinese():
        return f"{day(first)} ～ {day(last)}"
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    if first.month != last.month:
        return f"{formats.date_format(first, 'j M')} – {day(last)}"
    return f"{first.day}–{day(last)}"


def zone(moment: datetime) -> str:
    """`UTC+8`, the offset that holds at that moment."""
    return _offset(timezone.localtime(moment))


def _offset(local: datetime) -> str:
    offset = local.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return "UTC" + ("−" if minutes < 0 else "+") + str(hours) + (f":{rest:02}" if rest else "")


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """`1,284`, in both languages."""
    return formats.number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    found = _SETTLED.chinese
    return (get_language() or "").lower().startswith("zh") if found is None else found


def listed(words: Iterable[object]) -> str:
    """`清关部、结算部`; `Customs, Billing`."""
    return ("、" if is_chinese() else ", ").join(map(str, words))


def _local(moment: datetime) -> datetime:
    """In the reader's zone."""
    return moment.astimezone(_SETTLED.zone or timezone.get_current_timezone())


class _Settled(threading.local):
    """What is known of the reader in this thread while the rows of a list are written."""

    chinese: bool | None = None
    zone: tzinfo | None = None


_SETTLED = _Settled()


@contextmanager
def one_reader() -> Iterator[None]:
    """For the rows of a list: the reader's language and zone are asked for once, not for each name and time."""
    before = _SETTLED.chinese, _SETTLED.zone
    _SETTLED.chinese, _SETTLED.zone = is_chinese(), timezone.get_current_timezone()
    try:
        yield
    finally:
        _SETTLED.chinese, _SETTLED.zone = before


def share(value: float) -> str:
    """`93.5 %` of 0.9351: rounded down, so that what is not complete never reads 100 %."""
    return formats.number_format(math.floor(value * 1000) / 10, decimal_pos=1) + (" %" if not is_chinese() else "%")
