"""The sweep that writes one digest a week of what people follow."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from initiatives import rules
from initiatives.models import Initiative, WeeklyDigest
from initiatives.queries.digests import digest_params
from initiatives.queries.follows import Changed, changes_for, followers_without_digest
from portal.calendars.queries import calendar_of
from portal.calendars.rules import CalendarRefused, next_opening
from portal.core.errors import Refused
from portal.people.models import User
from portal.records.queries import event_items
from portal.records.services import notify

SWEEP = 500
OPENS = time(9, 0)


def digests_write(*, now: datetime) -> int:
    """From Monday's first working instant of each receiver on: one digest of what changed; gives how many were told.

    The row of person and week is written in the transaction that tells. Of several workers one writes it, the others
    find it there; after a crash neither row nor message is there, and the next sweep does both.
    """
    today = timezone.localdate(now)
    week, told, openings = rules.digest.week_of(today), 0, _Openings(today, now)
    for person in followers_without_digest(week)[:SWEEP]:
        if openings.begun(person):
            told += _digest(person, week, now)
    return told


class _Openings:
    """Of one sweep: each department's first working instant of the week is worked out once."""

    def __init__(self, today: date, now: datetime) -> None:
        self.monday, self.now = rules.digest.monday_of(today), now
        self._known: dict[int | None, datetime] = {}

    def begun(self, person: User) -> bool:
        key = person.department_id
        if key not in self._known:
            self._known[key] = self._opening(person)
        return self._known[key] <= self.now

    def _opening(self, person: User) -> datetime:
        """Nine o'clock on Monday where there is no calendar."""
        plain = datetime.combine(self.monday, OPENS, timezone.get_default_timezone())
        try:
            spec = calendar_of(person.department).rules()
            begin = datetime.combine(self.monday, time.min, ZoneInfo(str(spec.timezone)))
            return next_opening(spec, begin)
        except (Refused, CalendarRefused):
            return plain


def _digest(person: User, week: str, now: datetime) -> int:
    """What they may see at this moment, in their language; nothing changed is no message."""
    with transaction.atomic():
        last = WeeklyDigest.objects.filter(person=person).order_by("-until").values_list("until", flat=True).first()
        row, made = WeeklyDigest.objects.get_or_create(
            person=person, week=week, defaults={"since": rules.digest.since(last, now), "until": now}
        )
        if not made:
            return 0
        changed = changes_for(person, row.since, row.until)
        if not changed:
            return 0
        row.initiatives = sum(isinstance(each.subject, Initiative) for each in changed)
        row.ideas = len(changed) - row.initiatives
        row.save(update_fields=["initiatives", "ideas"])
        with translation.override(person.language or settings.LANGUAGE_CODE):
            params = _params(changed)
        list_of = "portfolio" if row.initiatives else "ideas"
        url = f"{reverse(f'initiatives:{list_of}')}?following=true"
        notify(kind="initiative-digest", key=f"digest:{week}", recipients=[person], params=params, url=url, at=now)
    return 1


def _params(changed: list[Changed]) -> dict[str, Any]:
    shown, more = rules.digest.cut(changed)
    return digest_params([[each.subject.reference, _line(each)] for each in shown], more)


def _line(changed: Changed) -> str:
    """`• Title (N-…): reported red; reached the milestone Half; 3 more changes`."""
    newest, more = rules.digest.cut(changed.events, rules.digest.CHANGES)
    done = [str(item.text) for item in event_items(list(newest), changed.words)][::-1]
    if more:
        done.append(ngettext("%(n)s more change", "%(n)s more changes", more) % {"n": more})
    words = pgettext("between changes", "; ").join(done)
    return _("• %(title)s (%(reference)s): %(changes)s") % {
        "title": changed.subject.title,
        "reference": changed.subject.reference,
        "changes": words,
    }
