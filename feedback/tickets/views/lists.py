"""The list of tickets."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import Kind, State
from feedback.tickets.filters import TicketFilterSet
from feedback.tickets.models import Ticket
from feedback.tickets.queries import NAMED, VALUES, row_of, tab_counts
from feedback.tickets.queries.forms import answers_card
from feedback.tickets.queries.rows import Row
from portal.core.errors import Text
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Action, Column, Empty, ListPage, Tab
from portal.people.access import access_of
from portal.records.live import LiveList, register_live_list
from portal.records.views import saved_views_of

COLUMNS = [
    Column(_("Ticket"), "main"),
    Column(_("State")),
    Column(_("Department"), "department"),
    Column(_("Owner"), "owner"),
    Column(_("Due"), numeric=True),
]
ORDERINGS: list[tuple[Ordering, Text]] = [
    (Ordering("due", ("queue_at", "id"), descending=False), _("Most urgent first")),
    (Ordering("newest", ("opened_at", "id")), _("Newest first")),
]
EXPORT = [
    ExportColumn("id", lambda row: row.id),
    ExportColumn("title", lambda row: row.title),
    ExportColumn("kind", lambda row: str(Kind(row.kind).label)),
    ExportColumn("state", lambda row: str(State(row.state).label)),
    ExportColumn("service", lambda row: row.service.name),
    ExportColumn("department", lambda row: row.department.name),
    ExportColumn("requester", lambda row: row.requester.name),
    ExportColumn("owner", lambda row: row.owner.name if row.owner else ""),
    ExportColumn("first_owner", lambda row: row.first_owner.name if row.first_owner else ""),
    ExportColumn("customer_key", lambda row: row.customer_key),
    ExportColumn("external_id", lambda row: row.external_id),
    ExportColumn("answers", lambda row: row.answers),
    ExportColumn("opened_at", lambda row: row.opened_at),
    ExportColumn("due_at", lambda row: row.next_due_at),
    ExportColumn("resolved_at", lambda row: row.resolved_at),
]


def ticket_list(request: HttpRequest) -> HttpResponseBase:
    """Tabs by what waits where. It opens with what waits for this person, else with the first tab that holds some."""
    # What was answered is for the file: no list shows it.
    exported: dict[str, Any] = {"answers_found": answers_card()} if request.GET.get("export") else {}
    page = ListPage(
        name="tickets",
        title=_("Tickets"),
        rows=Ticket.objects.visible_to(request.user),
        annotations=NAMED | exported if exported else NAMED,
        values=(*VALUES, *exported),
        rows_template="tickets/_rows.jinja",
        columns=COLUMNS,
        orderings=ORDERINGS,
        filterset=TicketFilterSet,
        prepare=_rows,
        tabs=_tabs(request.user),
        actions=[
            *_reports(request.user),
            *_mails(request.user),
            Action(_("Queues"), reverse("tickets:queues"), icon="inbox"),
            Action(_("Fast lane"), reverse("tickets:jumps"), icon="bolt"),
            Action(_("Promises"), reverse("tickets:promises"), icon="hourglass"),
            Action(_("Questions to colleagues"), reverse("tickets:questions"), icon="help-circle"),
            Action(_("Knowledge articles"), reverse("tickets:articles"), icon="book"),
            Action(_("Duty roster"), reverse("tickets:duties"), icon="user-check"),
            Action(_("Service catalogue"), reverse("tickets:services"), icon="book"),
            Action(_("New ticket"), reverse("tickets:open"), primary=True),
        ],
        empty=Empty(_("There are no tickets yet."), _("New ticket"), reverse("tickets:open"), icon="ticket"),
        export_columns=EXPORT,
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
        default_query="all=1",
        opens_filled=True,
        live=True,
        peeks=True,
        bulk_url=reverse("tickets:bulk"),
    )
    return page.respond(request)


def _rows(found: list[dict[str, Any]]) -> list[Row]:
    return [row_of(values) for values in found]


def _tabs(user: Any) -> list[Tab]:
    counts = tab_counts(user)
    tabs = [Tab(_("Waiting for me"), "mine=waiting&state=open", counts.waiting)]
    if access_of(user).reach("tickets.take").departments:
        tabs.append(Tab(_("My department's queue"), "mine=queue&state=open", counts.queue))
    tabs.append(Tab(_("Opened by me"), "mine=opened&state=open", counts.opened))
    return [*tabs, Tab(_("Watched by me"), "mine=watched"), Tab(_("All"))]


register_live_list(LiveList("tickets", Ticket, TicketFilterSet, ORDERINGS, _tabs))


def _reports(user: Any) -> list[Action]:
    if not access_of(user).may("tickets.report_view"):
        return []
    return [Action(_("Reports"), reverse("tickets:reports"), icon="chart-bar")]


def _mails(user: Any) -> list[Action]:
    if not access_of(user).may("inbound.view"):
        return []
    return [Action(_("Mails that came in"), reverse("tickets:mails"), icon="mail")]
