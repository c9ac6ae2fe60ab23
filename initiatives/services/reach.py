"""Writing how many colleagues an initiative has reached."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import InitiativeState
from initiatives.models import Initiative, Reach
from initiatives.services.ideas import check_department
from initiatives.services.initiatives import editable
from portal.core.errors import Refused
from portal.people.models import Department, User
from portal.records.services import event_write


def reach_add(
    *, reference: str, department: Department, people: int, as_of: date, source: str, by: User, now: datetime
) -> Reach:
    """Append the number so far, after closing too. Refuses a draft, a day that hasn't come, more than there are."""
    with transaction.atomic():
        initiative: Initiative = editable(reference, by)
        if initiative.state == InitiativeState.DRAFT:
            raise Refused("not_running", _("A draft isn't measured yet. Start it first."), {"state": initiative.state})
        check_department(department)
        if as_of > timezone.localdate(now):
            text = _("This day hasn't come yet. Give the day that the value is from.")
            raise Refused("reading_ahead", text, field="as_of")
        there = department.people.filter(is_active=True).count()
        if people > there:
            text = _("The department has %(people)s colleagues. Count each of them once.")
            raise Refused("more_than_there_are", text % {"people": there}, {"people": there}, field="people")
        row = Reach.objects.create(
            initiative=initiative, department=department, people=people, as_of=as_of, source=source, by=by, at=now
        )
        data = {"department": department.pk, "people": people}
        event_write(subject=initiative, verb="initiative.reached", by=by, at=now, data=data)
    return row
