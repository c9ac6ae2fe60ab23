"""Appropriate handling time: the report over services, one service's page, and setting its band."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.tickets import services
from feedback.tickets.models import CatalogueService, HandlingBand
from feedback.tickets.queries.handling import (
    band_of_service,
    flagged,
    handling_times,
    reopened_by_place,
    service_for_reader,
)
from feedback.tickets.report_forms import BandForm, ReportForm
from feedback.tickets.rules.handling import ABOVE, BELOW, LEAST_CASES, WITHIN, Band
from feedback.tickets.views.charts import bars
from feedback.tickets.views.reporting import Col, Table, report_page
from portal.core import wording
from portal.core.errors import Text
from portal.people.access import access_of, allowed_actions, get_visible, require
from portal.records.pages import form_page


def handling_report(request: HttpRequest) -> HttpResponseBase:
    form = ReportForm(request.GET, leave_out=("days", "service"))
    rows = handling_times(request.user, form.asked(timezone.now()))
    columns = [
        Col(
            "service", _("Service"), lambda row: row.service,
            link=lambda row: reverse("tickets:service-handling", args=[row.reference]),
        ),
        Col("department", _("Department"), lambda row: row.department),
        Col("cases", _("Cases"), lambda row: row.cases, "number"),
        Col("median_minutes", _("Median"), lambda row: row.median, "minutes"),
        Col("low_minutes", "", lambda row: row.band.low, "number", only_file=True),
        Col("high_minutes", "", lambda row: row.band.high, "number", only_file=True),
        Col("band", _("Appropriate handling time"), lambda row: band_words(row.band)),
        Col("by_hand", "", lambda row: row.band.by_hand, "number", only_file=True),
    ]  # fmt: skip
    how = _(
        "Working minutes in progress, in all departments together, of tickets that were resolved within the last year "
        "and never reopened; worked out anew every hour. The band reaches from the 20th to the 80th percentile of at "
        "least 30 cases, unless a head set it by hand. It is an input for planning, never a target for a person."
    )
    return report_page(
        request,
        name="handling",
        title=_("Appropriate handling time"),
        tables=[Table("services", _("By service"), columns, rows, how)],
        form=form,
        up=(reverse("tickets:reports"), _("Reports of tickets")),
        empty=_("No department of yours offers a service."),
    )


def band_words(band: Band) -> str:
    if band.low is None or band.high is None:
        return _("not enough cases (%(cases)s of %(least)s)") % {"cases": band.cases, "least": LEAST_CASES}
    words = {"low": wording.span(band.low), "high": wording.span(band.high)}
    text = _("%(low)s to %(high)s, set by hand") if band.by_hand else _("%(low)s to %(high)s")
    return text % words


def place_words(place: str) -> str:
    return {
        BELOW: pgettext("handling time", "below the band"),
        WITHIN: pgettext("handling time", "within the band"),
        ABOVE: pgettext("handling time", "above the band"),
    }[place]


def service_handling(request: HttpRequest, reference: str) -> HttpResponseBase:
    service = service_for_reader(request.user, reference)
    form = ReportForm(request.GET, leave_out=("department", "service"))
    asked = form.asked(timezone.now())
    band, versions = band_of_service(service)
    context = {
        "band_url": reverse("tickets:service-band", args=[service.reference])
        if "catalogue.edit" in allowed_actions(request.user, service, ["catalogue.edit"])
        else ""
    }
    return report_page(
        request,
        name=f"handling-{service.reference}",
        title=_("Handling time: %(service)s") % {"service": service.name},
        intro=_("Appropriate: %(band)s") % {"band": band_words(band)},
        tables=[
            _places(reopened_by_place(service, band, asked)),
            _flagged(flagged(service, band, asked)),
            _versions(versions),
        ],
        form=form,
        up=(reverse("tickets:handling-report"), _("Appropriate handling time")),
        empty=_("There is no band yet, so nothing lies below or above it."),
        context=context,
    )


def _places(rows: list[Any]) -> Table:
    columns = [
        Col("place", _("Handling time"), lambda row: place_words(row.place)),
        Col("tickets", _("Tickets"), lambda row: row.tickets, "number"),
        Col("reopened", pgettext("count of tickets", "Reopened"), lambda row: row.reopened, "number"),
        Col("reopen_rate", _("Reopen rate"), lambda row: row.rate, "share"),
    ]
    how = _(
        "Tickets of this service that were resolved for the first time in the period, by whether their working minutes "
        "in progress lie below, within or above the band (both ends belong to it), and how many of them were reopened "
        "since. Too quick and reopened means rushed."
    )
    shown = [(place_words(row.place), [(row.rate or 0.0, wording.share(row.rate or 0.0))]) for row in rows]
    picture = bars(_("Reopen rate"), [_("Reopen rate")], shown)
    return Table("places", _("What comes back"), columns, rows, how, bars=picture)


def _to_ticket(row: Any) -> str:
    return reverse("tickets:detail", args=[row.ticket])


def _flagged(rows: list[Any]) -> Table:
    columns = [
        Col(
            "ticket", _("Ticket"), lambda row: row.ticket, link=lambda row: reverse("tickets:detail", args=[row.ticket])
        ),
        Col("resolved_at", _("Resolved at"), lambda row: row.at, "time"),
        Col("minutes", _("Handling time"), lambda row: row.minutes, "minutes"),
        Col("place", _("Where it lies"), lambda row: place_words(row.place)),
        Col("reopened", pgettext("of a ticket", "Reopened"), lambda row: _("yes") if row.reopened else ""),
    ]
    how = _("The newest 100 tickets of the period outside the band; below it is flagged as much as above it.")
    return Table("flagged", _("Tickets outside the band"), columns, rows, how)


def _versions(rows: list[HandlingBand]) -> Table:
    def said(row: HandlingBand) -> str:
        if row.low is None or row.high is None:
            return _("as the cases say")
        return _("%(low)s to %(high)s") % {"low": wording.span(row.low), "high": wording.span(row.high)}

    columns = [
        Col("band", _("Band"), said),
        Col("low_minutes", "", lambda row: row.low, "number", only_file=True),
        Col("high_minutes", "", lambda row: row.high, "number", only_file=True),
        Col("reason", _("Why"), lambda row: row.reason),
        Col("source", _("Taken from"), lambda row: row.source),
        Col("set_by", _("Set by"), lambda row: row.set_by.display_name),
        Col("set_at", _("Set at"), lambda row: row.set_at, "time"),
    ]
    return Table("versions", _("Set by hand"), columns, rows, _("Every version, the newest first; the newest counts."))


def service_band(request: HttpRequest, reference: str) -> HttpResponse:
    service: CatalogueService = get_visible(CatalogueService, request.user, reference.upper())
    require(request.user, "catalogue.edit", service)
    back = reverse("tickets:service", args=[service.reference])
    if access_of(request.user).may("tickets.report_view"):
        back = reverse("tickets:service-handling", args=[service.reference])

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        by: Any = request.user
        services.handling_band_set(reference=service.reference, by=by, now=timezone.now(), **data)
        return back, _("Saved.")

    band, versions = band_of_service(service)
    initial = {"low": band.low, "high": band.high} if versions else None
    return form_page(
        request,
        form=BandForm,
        run=run,
        title=_("Set the handling time"),
        intro=_("%(service)s: %(band)s") % {"service": service.name, "band": band_words(band)},
        submit=_("Save"),
        cancel_url=back,
        initial=initial,
    )
