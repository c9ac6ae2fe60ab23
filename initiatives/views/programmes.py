"""Pages of programmes: the list, one with targets, initiatives, services and coverage, and its steps."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms.programmes import ProgrammeForm, TakeInForm
from initiatives.models import Programme
from initiatives.queries import programmes as reads
from initiatives.queries.coverage import coverage_of
from initiatives.queries.filters import ProgrammeFilters
from initiatives.services import programmes as verbs
from initiatives.views.coverage import coverage_context
from initiatives.views.curves import chart_of
from initiatives.views.plans import people_context
from initiatives.views.portfolio import shown
from initiatives.views.shared import PROGRAMME_CHANGES, PROGRAMME_WORDS
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import person_name
from portal.people.access import access_of, require
from portal.records.pages import form_page, step_page
from portal.records.queries import history
from portal.records.stale import Edited, attributes, version_of, written_as
from portal.records.views import saved_views_of

COLUMNS = [
    Column(gettext_lazy("Programme"), css="main"),
    Column(gettext_lazy("Targets"), numeric=True),
    Column(gettext_lazy("Initiatives"), numeric=True),
    Column(gettext_lazy("Red"), numeric=True),
    Column(gettext_lazy("Sponsor"), css="owner"),
    Column(gettext_lazy("Due"), css="due-cell"),
]
NAMES = (
    *("reference", "name", "aim", "sponsor_name", "starts_on", "due_on", "target_count", "initiative_count"),
    *("running", "red", "external_id"),
)


def _column(name: str) -> ExportColumn:
    return ExportColumn(name.removesuffix("_name"), lambda row: row[name])


def programmes(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    actions = [Action(_("Initiatives"), reverse("initiatives:portfolio"), icon="rocket")]
    may = access_of(user)
    if may.may("programmes.load"):
        actions.append(Action(_("Upload readings"), reverse("initiatives:readings-import"), icon="upload"))
    if may.may("programmes.create"):
        actions.append(Action(_("New programme"), reverse("initiatives:programme-new"), primary=True))
    return ListPage(
        name="programmes",
        title=_("Programmes"),
        rows=Programme.objects.visible_to(user),
        values=reads.ROW,
        annotations=reads.counts(user),
        prepare=lambda found: [row | {"sponsor_name": person_name(row, "sponsor")} for row in found],
        rows_template="initiatives/programmes/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(reads.ORDERINGS, [_("Newest"), _("Due first")], strict=True)),
        filterset=ProgrammeFilters,
        actions=actions,
        empty=Empty(
            _("No programme yet. It joins initiatives under one bold aim of the company."), icon="target-arrow"
        ),
        export_columns=[_column(name) for name in NAMES],
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    ).respond(request)


def programme(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    found = reads.programme_for(user, reference.upper())
    targets = reads.targets_shown(found.targets.all(), today)
    initiatives = [shown(row, today) for row in reads.initiatives_of(user, found, today)]
    services = reads.launched_of(user, found)
    context = {
        "programme": found,
        "today": today,
        "steps": _steps(found, user),
        "targets": [{"target": target, "chart": chart_of(target, number)} for number, target in enumerate(targets)],
        "initiatives": initiatives,
        "services": services,
        "counting": sum(row["counts"] for row in services),
        "timeline": history(found, words=PROGRAMME_WORDS),
        "facts": _facts(found),
        "portfolio_url": f"{reverse('initiatives:portfolio')}?programme={found.reference}",
        **coverage_context(coverage_of(user, today, programme=found.pk)),
    }
    return render(request, "initiatives/programmes/detail.html", context)


def _facts(found: Programme) -> list[dict[str, Any]]:
    return [
        {"label": _("Sponsor"), "value": found.sponsor.display_name},
        {"label": _("Set up"), "when": found.created_at},
        {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
    ]


def _steps(found: Any, user: Any) -> list[dict[str, Any]]:
    if not found.may_edit:
        return []
    offered = [
        (_("Add target"), "company-target-new", "target-arrow", True),
        (_("Take in an initiative"), "programme-take-in", "rocket", False),
        (_("Edit"), "programme-edit", "pencil", False),
    ]
    steps = [
        {
            "label": label,
            "url": reverse(f"initiatives:{route}", args=[found.reference]),
            "icon": icon,
            "primary": primary,
        }
        for label, route, icon, primary in offered
    ]
    if access_of(user).may("programmes.load"):
        url = reverse("initiatives:readings-import")
        steps.append({"label": _("Upload readings"), "url": url, "icon": "upload", "primary": False})
    return steps


def _editable(request: HttpRequest, reference: str) -> Any:
    found = reads.programme_for(request.user, reference.upper())
    require(request.user, "programmes.edit", found)
    return found


def new(request: HttpRequest) -> HttpResponse:
    def run(data: dict[str, Any]) -> tuple[str, str]:
        plan = verbs.ProgrammePlan(**data)
        made = verbs.programme_create(plan=plan, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        return made.get_absolute_url(), _("The programme is set up.")

    return form_page(
        request,
        form=ProgrammeForm,
        run=run,
        title=_("New programme"),
        submit=_("Set up programme"),
        cancel_url=reverse("initiatives:programmes"),
        initial={"starts_on": timezone.localdate(), "due_on": timezone.localdate() + dt.timedelta(days=365)},
        template="initiatives/form.html",
        context=people_context() | {"draft_key": "programme"},
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    found = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        who: dict[str, Any] = {"by": request.user, "now": timezone.now(), "expected_version": version_of(request)}
        verbs.programme_edit(reference=found.reference, changes=data, **who)
        return found.get_absolute_url(), _("Saved.")

    return form_page(
        request,
        form=ProgrammeForm,
        run=run,
        title=_("Edit programme"),
        submit=_("Save"),
        cancel_url=found.get_absolute_url(),
        edited=Edited(found, written_as(*PROGRAMME_CHANGES), attributes(*verbs.EDITABLE)),
        template="initiatives/form.html",
        context=people_context(),
    )


def take_in(request: HttpRequest, reference: str) -> HttpResponse:
    found = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        wanted = data["initiative"].strip().upper()
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        verbs.programme_take_in(reference=found.reference, initiative=wanted, **who)
        return f"{found.get_absolute_url()}#initiatives", _("The initiative is in the programme.")

    return form_page(
        request,
        form=TakeInForm,
        run=run,
        title=_("Take in an initiative"),
        submit=_("Take in"),
        intro=found.name,
        cancel_url=found.get_absolute_url(),
    )


def leave_out(request: HttpRequest, reference: str, initiative: str) -> HttpResponse:
    found = _editable(request, reference)

    def run() -> str:
        who: Any = request.user
        verbs.programme_leave_out(reference=found.reference, initiative=initiative.upper(), by=who, now=timezone.now())
        return _("The initiative is no longer in the programme.")

    return step_page(request, run=run, back=f"{found.get_absolute_url()}#initiatives")
