"""What the ground asks about calendars: refusals behind constraints, who sees their events, what search finds."""

import datetime as dt
from typing import Any

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calendars.models import Calendar
from portal.calendars.services import calendar_create
from portal.core.errors import Refused
from portal.core.races import register_constraint
from portal.core.search_registry import Hit, Searchable, register_search
from portal.people.access import access_of
from portal.people.models import User
from portal.people.setup_registry import FirstCalendar, register_first_calendar
from portal.records.subjects import Subject, register_subject


def _name_taken(_exc: IntegrityError) -> Refused:
    return Refused("name_taken", _("Another calendar has this name. Choose a different one."), field="name")


def _external_id_taken(_exc: IntegrityError) -> Refused:
    sentence = _("Another calendar has this external id.")
    return Refused("external_id_taken", sentence, field="external_id")


register_constraint("calendars_calendar_name_key", _name_taken)
register_constraint("calendars_calendar_external_id_key", _external_id_taken)


def _visible(user: Any, pk: int) -> bool:
    return bool(Calendar.objects.visible_to(user).filter(pk=pk).exists())


def _internal(user: Any, _pk: int) -> bool:
    return access_of(user).may("calendars.edit")


register_subject(Calendar, Subject(visible=_visible, internal=_internal))


def _find(user: Any, text: str, limit: int) -> list[Hit]:
    rows = Calendar.objects.visible_to(user).filter(name__icontains=text).order_by("name")
    return [
        Hit(reference, name, reverse("calendars:detail", args=[reference]))
        for reference, name in rows.values_list("reference", "name")[:limit]
    ]


register_search("calendar", Searchable(gettext_lazy("Working calendars"), "calendar", _find))


OFFICE_HOURS = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}


def _load_china(by: User, now: dt.datetime) -> None:
    """Monday to Friday with the announced holidays and make-up days; to be edited like any other."""
    spec = {"name": "中国 / China", "timezone": "Asia/Shanghai", "hours": OFFICE_HOURS}
    calendar_create(by=by, now=now, spec=spec, make_default=True, official=True)


register_first_calendar(
    "china", FirstCalendar(gettext_lazy("China: Monday to Friday, official holidays and make-up days"), _load_china)
)
