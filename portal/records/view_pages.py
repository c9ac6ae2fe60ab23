"""The page of a saved view: above views.py, because a form's page keeps keys as REST does."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from portal.core.errors import NotFound
from portal.records.forms import ChangeViewForm
from portal.records.pages import form_page
from portal.records.saved_views import view_change, view_for
from portal.records.views import back_of


def saved_view(request: Any, reference: str) -> HttpResponse:
    """Its name, whether others see it, whether the list opens with it; for its owner."""
    view = view_for(request.user, reference)
    if view.owner_id != request.user.pk:
        raise NotFound()
    back = back_of(request, request.GET.get("next", ""))

    def run(data: dict[str, Any]) -> tuple[str, str]:
        view_change(by=request.user, reference=view.reference, **data)
        return back, _("View saved.")

    values = {"name": view.name, "shared": view.shared, "opens": view.opens}
    return form_page(
        request, form=ChangeViewForm, run=run, title=_("Saved view"), submit=_("Save view"), cancel_url=back,
        intro=view.name, initial=values,
    )  # fmt: skip
