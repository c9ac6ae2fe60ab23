"""Pages of new value-added services: the wall with its list, one service, its steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from initiatives.choices import SERVICE_LOOKS, ServiceState
from initiatives.forms.services import CountersignForm, LaunchForm, ReasonForm, ServiceForm, UseForm
from initiatives.models import ValueService
from initiatives.models.services import LAUNCHED
from initiatives.queries.filters import ServiceFilters
from initiatives.queries.services import (
    ORDERINGS,
    PLACE,
    ROW,
    counted,
    counted_by_department,
    evidence_of,
    origin,
    service_for,
    shown,
    to_countersign,
    wall,
)
from initiatives.queries.thanks import thanks_about
from initiatives.rules.services import is_other_department
from initiatives.services import launching
from initiatives.views.plans import people_context
from initiatives.views.shared import SERVICE_CHANGES, SERVICE_WORDS
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, ListState, Tab
from portal.people.access import access_of, require
from portal.records.pages import form_page
from portal.records.queries import attached, files_of, timeline
from portal.records.stale import Edited, attributes, version_of, written_as
from portal.records.views import saved_views_of

ON_WALL = 12
COLUMNS = [
    Column(gettext_lazy("New value-added service"), css="main"),
    Column(pgettext_lazy("service", "State")),
    Column(gettext_lazy("Offered by"), css="department"),
    Column(pgettext_lazy("service", "Owner"), css="owner"),
    Column(gettext_lazy("Launched"), css="due-cell"),
]
NAMES = (
    *("reference", "name", "serves", "for_whom", "state", "department_name", "owner_name", "launched_on"),
    *("confirmed_at", "still_used_on", "retired_on", "origin"),
)


def _column(name: str) -> ExportColumn:
    return ExportColumn(name.removesuffix("_name"), lambda row: row[name])


def services(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    today = timezone.localdate()
    page = ListPage(
        name="services",
        title=_("New value-added services"),
        rows=ValueService.objects.visible_to(user),
        values=ROW,
        annotations=PLACE | origin(user),
        prepare=lambda found: [shown(row) for row in found],
        rows_template="initiatives/services/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, [_("Newest"), _("Launched last")], strict=True)),
        filterset=ServiceFilters,
        tabs=_tabs(user),
        actions=_actions(user),
        empty=Empty(_("No service yet. Which one would customers or colleagues value?"), icon="star"),
        export_columns=[_column(name) for name in NAMES],
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    )
    if request.headers.get("HX-Request") or request.GET.get("export"):
        return page.respond(request)
    whole, newest = wall(today, ON_WALL)
    context = {"page": ListState(page, request), "wall": newest, "counted": whole}
    response = render(request, "initiatives/services/wall.html", context)
    response["Vary"] = "HX-Request"
    return response


def _tabs(user: Any) -> list[Tab]:
    tabs = [Tab(_("All"), "sort=newest"), *[Tab(state.label, f"state={state}") for state in ServiceState]]
    if access_of(user).may("services.countersign"):
        tabs.insert(1, Tab(_("To countersign"), "to_countersign=true", to_countersign(user)[:1001].count()))
    return tabs


def _actions(user: Any) -> list[Action]:
    actions = [Action(_("By department"), reverse("initiatives:services-report"), icon="chart-bar")]
    if access_of(user).may("services.create"):
        actions.append(Action(_("New value-added service"), reverse("initiatives:service-new"), primary=True))
    return actions


def report(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {"rows": counted_by_department(today), "counted": counted(today), "today": today}
    return render(request, "initiatives/services/report.html", context)


def service(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = service_for(user, reference.upper())
    files = files_of(found, internal=False)
    context = {
        "service": found,
        "look": SERVICE_LOOKS[ServiceState(found.state)],
        "steps": _steps(found, user),
        "evidence": evidence_of(found),
        "attachments": attached(files),
        "timeline": timeline(found, words=SERVICE_WORDS, internal=False, files=files),
        "facts": _facts(found),
        "thanks": thanks_about("service", found),
        "may_thank": found.state in LAUNCHED and found.owner_id != user.pk,
        "thank_url": reverse("initiatives:thank-service", args=[found.reference]),
        "today": timezone.localdate(),
    }
    return render(request, "initiatives/services/detail.html", context)


def _facts(found: Any) -> list[dict[str, Any]]:
    facts = [
        {"label": _("For whom"), "value": found.for_whom},
        {"label": _("Offered by"), "value": found.department.name},
        {"label": pgettext("service", "Owner"), "value": found.owner.display_name},
        {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
    ]
    if found.origin:
        url = reverse("initiatives:initiative", args=[found.initiative.reference])
        facts.insert(3, {"label": _("Came from"), "value": found.initiative.title, "url": url})
    if found.confirmed_by:
        by = f"{found.confirmed_by.display_name}, {found.confirmed_department.name}"
        facts.insert(3, {"label": _("Countersigned by"), "value": by})
    return facts


def _steps(found: Any, user: Any) -> list[dict[str, Any]]:
    """The steps that this person may take now."""
    state = found.state
    own = list(user.department.path) if user.department else []
    other = is_other_department(own, list(found.department.path)) and found.owner_id != user.pk
    may_sign = found.may_countersign and other and state == ServiceState.LAUNCHED
    shows_again = found.may_edit and state == ServiceState.CONFIRMED
    in_use = state in (ServiceState.LAUNCHED, ServiceState.CONFIRMED)
    offered = [
        (found.may_edit and state == ServiceState.PLANNED, _("Launch"), "launch", "rocket", True),
        (may_sign, _("Countersign"), "countersign", "check", True),
        (may_sign, _("I have seen no use"), "doubt", "x", False),
        (shows_again, _("Show that it is still used"), "still-used", "refresh", False),
        (found.may_edit and state != ServiceState.RETIRED, _("Edit"), "edit", "pencil", False),
        (found.may_edit and in_use, pgettext("service", "Retire"), "retire", "archive", False),
    ]  # fmt: skip
    return [
        {
            "label": label,
            "url": reverse(f"initiatives:service-{route}", args=[found.reference]),
            "icon": icon,
            "primary": primary,
        }
        for open_now, label, route, icon, primary in offered
        if open_now
    ]


def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user

    def run(data: dict[str, Any]) -> tuple[str, str]:
        made = launching.service_plan(**data, by=user, now=timezone.now())
        return made.get_absolute_url(), _("The service is on the list. Launch it when it is in use.")

    return form_page(
        request,
        form=ServiceForm,
        run=run,
        title=_("New value-added service"),
        submit=_("Put it on the list"),
        cancel_url=reverse("initiatives:services"),
        template="initiatives/form.html",
        context=people_context() | {"draft_key": "service"},
        initial={"owner": user, "department": user.department_id, "initiative": request.GET.get("initiative", "")[:12]},
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = service_for(user, reference.upper())
    require(user, "services.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        launching.service_edit(
            reference=found.reference, changes=data, by=user, now=timezone.now(), expected_version=version_of(request)
        )
        return found.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=ServiceForm,
        run=run,
        title=_("Edit service"),
        submit=_("Save"),
        cancel_url=found.get_absolute_url(),
        edited=Edited(found, written_as(*SERVICE_CHANGES), attributes(*launching.EDITABLE)),
        template="initiatives/form.html",
        context=people_context(),
    )


def _step_page(
    request: HttpRequest,
    reference: str,
    *,
    action: str,
    form: type[forms.Form],
    verb: Callable[..., Any],
    title: str,
    said: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form for one step; `verb` gets what was typed."""
    user: Any = request.user
    found = service_for(user, reference.upper())
    require(user, action, found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        if "used_on" in data:
            data["use"] = launching.Use(data.pop("used_on"), data.pop("evidence"))
        if "attachments" in data:
            data["uploads"] = data.pop("attachments")
        verb(reference=found.reference, **data, by=user, now=timezone.now(), expected_version=version_of(request))
        return found.get_absolute_url(), said

    return form_page(
        request,
        form=form,
        run=run,
        title=title,
        submit=title,
        intro=found.name,
        cancel_url=found.get_absolute_url(),
        initial=initial or {},
        edited=Edited(found, written_as(*SERVICE_CHANGES)),
    )


def launch(request: HttpRequest, reference: str) -> HttpResponse:
    today = timezone.localdate()
    return _step_page(
        request, reference, action="services.edit", form=LaunchForm, verb=launching.service_launch, title=_("Launch"),
        said=_("Launched. It counts once another department has countersigned."),
        initial={"launched_on": today, "used_on": today},
    )  # fmt: skip


def countersign(request: HttpRequest, reference: str) -> HttpResponse:
    return _step_page(
        request, reference, action="services.countersign", form=CountersignForm, verb=launching.service_countersign,
        title=_("Countersign"), said=_("Countersigned. The service counts from now on."),
    )  # fmt: skip


def doubt(request: HttpRequest, reference: str) -> HttpResponse:
    return _step_page(
        request, reference, action="services.countersign", form=ReasonForm, verb=launching.service_doubt,
        title=_("I have seen no use"), said=_("Sent back. The owner is told why."),
    )  # fmt: skip


def still_used(request: HttpRequest, reference: str) -> HttpResponse:
    return _step_page(
        request, reference, action="services.edit", form=UseForm, verb=launching.service_still_used,
        title=_("Show that it is still used"), said=_("Noted: still used."), initial={"used_on": timezone.localdate()},
    )  # fmt: skip


def retire(request: HttpRequest, reference: str) -> HttpResponse:
    return _step_page(
        request, reference, action="services.edit", form=ReasonForm, verb=launching.service_retire,
        title=pgettext("service", "Retire"), said=_("Retired. It stays on the list and no longer counts."),
    )  # fmt: skip
