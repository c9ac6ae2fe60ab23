"""The form that changes the type of an initiative, or extends its pilot."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.forms.initiatives import TypeForm
from initiatives.queries.initiatives import initiative_for
from initiatives.services.types import initiative_retype
from initiatives.views.initiatives import url_of
from initiatives.views.shared import INITIATIVE_CHANGES
from portal.people.access import require
from portal.records.pages import form_page
from portal.records.stale import Edited, version_of, written_as


def retype(request: HttpRequest, reference: str) -> HttpResponse:
    found = initiative_for(request.user, reference.upper())
    require(request.user, "initiatives.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        initiative_retype(
            reference=found.reference,
            **data,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
            expected_version=version_of(request),
        )
        return url_of(found.reference), _("The type is changed.")

    return form_page(
        request,
        form=TypeForm,
        run=run,
        title=_("Type and pilot"),
        submit=_("Save"),
        cancel_url=url_of(found.reference),
        intro=_("For the whole company from the start, unless there is a written reason for a pilot with a last day."),
        edited=Edited(found, written_as(*INITIATIVE_CHANGES), lambda now: {"type": now.type, "until": now.pilot_until}),
    )
