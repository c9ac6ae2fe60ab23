"""Verbs on what joins areas: the curricula of a programme."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.insights.models import ProgrammeCurriculum
from initiatives.models import Programme
from portal.core.errors import Refused
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write
from training.models import Curriculum


def programme_curriculum_add(*, programme: str, curriculum: str, by: User, now: dt.datetime) -> ProgrammeCurriculum:
    """Count who finishes a cohort of this curriculum as trained for the programme; a second time changes nothing."""
    with transaction.atomic():
        found = _changeable(programme, by)
        taught: Curriculum = get_visible(Curriculum, by, curriculum)
        link, made = ProgrammeCurriculum.objects.get_or_create(
            programme=found, curriculum=taught, defaults={"by": by, "at": now}
        )
        if made:
            _event(found, taught, "curriculum_added", by, now)
    return link


def programme_curriculum_remove(*, programme: str, curriculum: str, by: User, now: dt.datetime) -> None:
    """Stop counting it. Refuses a curriculum that isn't the programme's (`not_in_programme`)."""
    with transaction.atomic():
        found = _changeable(programme, by)
        taught: Curriculum = get_visible(Curriculum, by, curriculum)
        deleted, _rows = ProgrammeCurriculum.objects.filter(programme=found, curriculum=taught).delete()
        if not deleted:
            raise Refused("not_in_programme", _("This curriculum isn't one of the programme."))
        _event(found, taught, "curriculum_removed", by, now)


def _changeable(reference: str, by: User) -> Programme:
    programme: Programme = get_visible(Programme, by, reference, lock=True)
    require(by, "programmes.edit", programme)
    return programme


def _event(programme: Programme, curriculum: Curriculum, verb: str, by: User, now: dt.datetime) -> None:
    data = {"curriculum": curriculum.reference}
    event_write(subject=programme, verb=f"programme.{verb}", by=by, at=now, data=data)
