"""Pages of rooms and equipment."""

from operator import itemgetter
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import in_language
from portal.people.access import access_of
from portal.records.pages import form_page, step_page
from training.choices import ResourceKind
from training.forms.cohorts import RoomForm
from training.models import Resource
from training.queries.filters import RoomFilters
from training.services.resources import resource_create, resource_set_active

COLUMNS = [
    Column(gettext_lazy("Room or equipment")),
    Column(gettext_lazy("Kind"), css="department"),
    Column(gettext_lazy("Seats"), numeric=True),
    Column(gettext_lazy("Site")),
    Column(""),
]
VALUES = ("id", "reference", "kind", "name_en", "name_zh", "capacity", "site__code", "active")
EXPORT = [ExportColumn(name, itemgetter(name)) for name in VALUES if name != "id"]


def rooms(request: HttpRequest) -> HttpResponseBase:
    may_edit = access_of(request.user).may("training.resource_edit")
    new_url = reverse("training:room-new")
    return ListPage(
        name="rooms",
        title=_("Rooms and equipment"),
        rows=Resource.objects.visible_to(request.user).exclude(kind=ResourceKind.PERSON),
        values=VALUES,
        prepare=lambda found: [
            row
            | {"name": in_language(row, "name"), "kind_label": ResourceKind(row["kind"]).label, "may_edit": may_edit}
            for row in found
        ],
        rows_template="training/rooms/_rows.jinja",
        columns=COLUMNS,
        orderings=[(Ordering("newest", ("id",)), _("Newest"))],
        filterset=RoomFilters,
        actions=[Action(_("New room"), new_url, primary=True)] if may_edit else [],
        empty=Empty(_("No room yet."), _("New room") if may_edit else "", new_url if may_edit else "", icon="building"),
        export_columns=EXPORT,
    ).respond(request)


def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        data["kind"] = ResourceKind(data["kind"])
        resource_create(**data, by=user, now=timezone.now())
        return reverse("training:rooms"), _("It can be booked now.")

    return form_page(
        request,
        form=RoomForm,
        run=run,
        title=_("New room"),
        submit=_("Save room"),
        cancel_url=reverse("training:rooms"),
    )


def set_active(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> Text:
        active = request.POST.get("active") == "1"
        resource_set_active(reference=reference.upper(), active=active, by=user, now=timezone.now())
        return _("It can be booked now.") if active else _("It is out of use. Bookings that exist stay.")

    return step_page(request, run=run, back=reverse("training:rooms"))
