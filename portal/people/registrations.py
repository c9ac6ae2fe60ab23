"""What people give to the ground: search, and the words for clashes that the database finds."""

from typing import Any

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.errors import Refused, Text
from portal.core.races import register_constraint
from portal.core.search import search_q
from portal.core.search_registry import Hit, Searchable, register_search
from portal.people.models import User
from portal.people.services.importing.running import APPLY, PREVIEW, run_apply, run_preview
from portal.records.jobs import JobKind, register_job


def find_people(user: Any, text: str, limit: int) -> list[Hit]:
    rows = User.objects.visible_to(user).active().filter(search_q(text)).select_related("department")
    return [
        Hit(
            reference=person.reference,
            title=person.display_name,
            url=reverse("people:employee", args=[person.reference]),
            hint=person.department.name if person.department else person.job_title,
        )
        for person in rows.order_by("name_key", "id")[:limit]
    ]


register_search("people", Searchable(label=_("Colleagues"), icon="users", find=find_people))


def _taken(name: str, field: str, message: Text) -> None:
    def refusal(_exc: IntegrityError) -> Refused:
        return Refused("taken", message, field=field)

    register_constraint(name, refusal)


_email = _("This e-mail belongs to somebody else already.")
_taken("user_email_ci", "email", _email)
_taken("people_user_email_key", "email", _email)
_number = _("This employee number belongs to somebody else already.")
_taken("people_user_employee_number_key", "employee_number", _number)
_taken("people_user_external_id_key", "external_id", _("This external id is used already."))
_taken("people_department_code_key", "code", _("This code is used by another department."))
_taken("people_department_external_id_key", "external_id", _("This external id is used already."))
register_job(JobKind(PREVIEW, _("Preview of an import"), run_preview))
register_job(JobKind(APPLY, _("Import of the organisation"), run_apply))
