"""Answer times, and the scoreboard that shows who keeps them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import rules
from initiatives.models import AnswerBoard, AnswerTime
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.services import event_write


def answer_time_create(*, department: Department | None, days: int, by: User, now: datetime) -> AnswerTime:
    """Say within how many working days a department answers, and those below it; without one: everybody.

    It counts for ideas from now on: what was promised stays. Refuses a department outside the reach of `by`, the
    company's by a head (NotAllowed), days out of range (Malformed), and a second one (`answer_time_exists`).
    """
    require(by, "answer_times.edit")
    reach = access_of(by).reach("answer_times.edit")
    if not (reach.all or (department and department.pk in reach.departments)):
        raise not_allowed("answer_times.edit")
    _check_days(days)
    with transaction.atomic():
        if AnswerTime.objects.filter(department=department).exists():
            raise answer_time_exists()
        row = AnswerTime.objects.create(department=department, days=days)
        event_write(subject=row, verb="answer_time.created", by=by, at=now, data={"days": days})
    return row


def answer_time_edit(
    *, reference: str, by: User, now: datetime, days: int | None = None, expected_version: int | None = None
) -> AnswerTime:
    """Change the number of working days, for ideas from now on; nothing different writes nothing."""
    if days is not None:
        _check_days(days)
    with transaction.atomic():
        row: AnswerTime = get_visible(AnswerTime, by, reference, lock=True)
        require(by, "answer_times.edit", row)
        check_version(row, expected_version)
        if days is None or row.days == days:
            return row
        row.days = days
        row.version += 1
        row.save(update_fields=["days", "version"])
        event_write(subject=row, verb="answer_time.edited", by=by, at=now, data={"days": days})
    return row


def answer_time_exists() -> Refused:
    text = _("This department has its answer time already. Change that one.")
    return Refused("answer_time_exists", text, field="department")


def _check_days(days: int) -> None:
    if not 1 <= days <= rules.MOST_DAYS:
        text = _("Between 1 and %(max)s working days.") % {"max": rules.MOST_DAYS}
        raise Malformed("malformed", text, errors={"days": [text]})


def board_switch_on(*, by: User, now: datetime) -> AnswerBoard:
    """Show the scoreboard: to heads from today, to everybody thirty days later. Refuses when it is on."""
    require(by, "answer_board.switch_on")
    with transaction.atomic():
        row, made = AnswerBoard.objects.get_or_create(only=True, defaults={"since": timezone.localdate(now)})
        if not made:
            raise Refused("board_is_on", _("The scoreboard is on already."), {"since": row.since.isoformat()})
        event_write(subject=row, verb="answer_board.switched_on", by=by, at=now)
    return row
