"""Pages of benefits: the list with its sums, one with its readings, its steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from initiatives.choices import BENEFIT_LOOKS, BenefitState, InitiativeState
from initiatives.forms.benefits import BenefitForm, ForecastForm, RealiseForm
from initiatives.forms.initiatives import ReadingForm
from initiatives.forms.services import ReasonForm
from initiatives.queries.benefits import (
    ORDERINGS,
    ROW,
    benefit_for,
    benefits_of,
    computed_forecast,
    counts_of,
    readings_of,
    shown,
    sums_of,
)
from initiatives.queries.filters import BenefitFilters
from initiatives.queries.initiatives import initiative_for
from initiatives.services import benefits as verbs
from initiatives.services.tracking import Value
from initiatives.views.curves import curve_of
from initiatives.views.plans import people_context
from initiatives.views.shared import BENEFIT_CHANGES, BENEFIT_WORDS, named
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage, ListState, Tab
from portal.people.access import require
from portal.records.pages import form_page
from portal.records.queries import timeline
from portal.records.stale import Edited, attributes, version_of, written_as
from portal.records.views import saved_views_of

COLUMNS = [
    Column(gettext_lazy("Benefit"), css="main"),
    Column(gettext_lazy("Baseline → target")),
    Column(gettext_lazy("Newest reading")),
    Column(gettext_lazy("Forecast: owner / computed")),
    Column(pgettext_lazy("benefit", "State")),
    Column(pgettext_lazy("benefit", "Owner"), css="owner"),
    Column(gettext_lazy("Due"), css="due-cell"),
]
# Read again by an import (services/importing/columns.py), with more for people to read.
EXPORT = [
    ("reference", "reference"), ("metric", "metric"), ("unit", "unit"), ("better", "better"),
    ("baseline", "baseline"), ("target_value", "target_value"), ("value", "value"), ("as_of", "as_of"),
    ("forecast", "forecast"), ("computed_forecast", "computed_forecast"), ("state", "state"),
    ("realised_on", "realised_on"), ("realised_value", "proof__value"), ("counted_in", "counted_in__reference"),
    ("initiative", "initiative__reference"), ("title", "initiative__title"), ("department", "department_name"),
    ("owner", "owner__reference"), ("owner_name", "owner_name"), ("due_on", "due_on"), ("due", "due"),
]  # fmt: skip


def _column(name: str, key: str) -> ExportColumn:
    return ExportColumn(name, lambda row: row[key])


def benefits(request: HttpRequest) -> HttpResponseBase:
    rows = benefits_of(request.user)
    page = ListPage(
        name="benefits",
        title=_("Benefits"),
        rows=rows,
        values=ROW,
        prepare=lambda found: [shown(row) for row in found],
        rows_template="initiatives/benefits/_rows.jinja",
        columns=COLUMNS,
        orderings=list(zip(ORDERINGS, [_("Newest"), _("Due first")], strict=True)),
        filterset=BenefitFilters,
        tabs=[
            Tab(_("All"), "sort=newest"),
            Tab(pgettext("benefits", "Mine"), "mine=true"),
            *[Tab(state.label, f"state={state}") for state in BenefitState],
        ],
        export_values=("due_on",),
        actions=[
            Action(_("Initiatives"), reverse("initiatives:portfolio"), icon="rocket"),
            Action(_("Import readings"), reverse("initiatives:reading-import"), icon="upload"),
        ],
        empty=Empty(_("No benefit yet. Open an initiative and say what it is to bring."), icon="target-arrow"),
        export_columns=[_column(name, key) for name, key in EXPORT],
        saved_views=saved_views_of,
        save_view_url=reverse("records:save-view"),
    )
    if request.GET.get("export") or request.GET.get("cursor"):
        return page.respond(request)
    state = ListState(page, request)
    context = {"page": state, "sums": sums_of(state.filtered)}
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        # The list alone is exchanged; its sums, which stand above, come along.
        answer = page.respond(request)
        sums = render_to_string("initiatives/benefits/_sums_of_list.html", context | {"apart": True}, request)
        answer.content += sums.encode()  # type: ignore[attr-defined]
        return answer
    response = render(request, "initiatives/benefits/list.html", context)
    response["Vary"] = "HX-Request"
    return response


def benefit(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = benefit_for(user, reference.upper())
    readings = readings_of(found)
    state = BenefitState.REALISED if found.realised_on else BenefitState.OPEN
    computed = computed_forecast(found)
    context = {
        "benefit": found,
        "look": BENEFIT_LOOKS[state],
        "steps": _steps(found),
        "readings": readings,
        "computed": computed,
        "picture": curve_of(found, list(reversed(readings)), computed),
        "counts": counts_of(found, user),
        "timeline": timeline(found, words=BENEFIT_WORDS, internal=False, files=[]),
        "facts": _facts(found),
    }
    return render(request, "initiatives/benefits/detail.html", context)


def _facts(found: Any) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {
            "label": _("Initiative"),
            "value": named(found.initiative),
            "url": reverse("initiatives:initiative", args=[found.initiative.reference]),
        },
        {"label": pgettext("benefit", "Owner"), "value": verbs.benefit_owner(found).display_name},
        {"label": _("Owner's department"), "value": found.initiative.department.name},
        {"label": _("Reference"), "value": found.reference, "copy_text": found.reference},
    ]
    if found.counted_in:
        url = found.counted_in.get_absolute_url()
        facts.insert(1, {"label": _("Counted in"), "value": found.counted_in.metric, "url": url})
    return facts


def _steps(found: Any) -> list[dict[str, Any]]:
    """The steps that this person may take now, the likeliest first."""
    if not found.may_edit:
        return []
    measured = found.initiative.state != InitiativeState.DRAFT
    realised = found.realised_on is not None
    offered = [
        (measured, _("Add reading"), "reading", "target-arrow", True),
        (not realised, _("Forecast"), "forecast", "chart-bar", False),
        (measured and not realised, _("Realised"), "realise", "check", False),
        (realised, _("Take back"), "take-back", "x", False),
        (True, _("Edit"), "edit", "pencil", False),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"initiatives:benefit-{route}", args=[found.reference]),
            "icon": icon,
            "primary": primary,
        }
        for open_now, label, route, icon, primary in offered
        if open_now
    ]


def new(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    found = initiative_for(user, reference.upper())
    require(user, "benefits.create", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        plan = verbs.BenefitPlan(**data)
        made = verbs.benefit_add(initiative=found.reference, plan=plan, by=user, now=timezone.now())
        return made.get_absolute_url(), _("The benefit is added.")

    return form_page(
        request,
        form=BenefitForm,
        run=run,
        title=_("Add benefit"),
        submit=_("Add benefit"),
        intro=found.title,
        cancel_url=reverse("initiatives:initiative", args=[found.reference]),
        template="initiatives/form.html",
        context=people_context(),
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    def act(reference: str, data: dict[str, Any], who: dict[str, Any]) -> str:
        verbs.benefit_edit(reference=reference, changes=data, **who)
        return _("Saved.")

    return _step_page(
        request, reference, form=BenefitForm, act=act, title=_("Edit benefit"), submit=_("Save"), fields=verbs.EDITABLE
    )


def _step_page(
    request: HttpRequest,
    reference: str,
    *,
    form: type[forms.Form],
    act: Callable[[str, dict[str, Any], dict[str, Any]], str],
    title: str,
    submit: str = "",
    initial: dict[str, Any] | None = None,
    fields: tuple[str, ...] = (),
) -> HttpResponse:
    """A form on one benefit; `act` gets its reference, what was typed and who does it, and says what was done."""
    user: Any = request.user
    found = benefit_for(user, reference.upper())
    require(user, "benefits.edit", found)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        who = {"by": user, "now": timezone.now(), "expected_version": version_of(request)}
        return found.get_absolute_url(), act(found.reference, data, who)

    return form_page(
        request,
        form=form,
        run=run,
        title=title,
        submit=submit or title,
        intro=found.metric,
        cancel_url=found.get_absolute_url(),
        initial=initial or {},
        edited=Edited(found, written_as(*BENEFIT_CHANGES), attributes(*fields)),
        template="initiatives/form.html",
        context=people_context() if fields else {},
    )


def forecast(request: HttpRequest, reference: str) -> HttpResponse:
    def act(reference: str, data: dict[str, Any], who: dict[str, Any]) -> str:
        verbs.benefit_forecast(reference=reference, **data, **who)
        return _("Forecast noted.")

    return _step_page(request, reference, form=ForecastForm, act=act, title=_("Forecast"), submit=_("Save"))


def reading(request: HttpRequest, reference: str) -> HttpResponse:
    def act(reference: str, data: dict[str, Any], who: dict[str, Any]) -> str:
        verbs.benefit_read(reference=reference, reading=Value(**data), by=who["by"], now=who["now"])
        return _("Reading added.")

    initial = {"as_of": timezone.localdate()}
    return _step_page(request, reference, form=ReadingForm, act=act, title=_("Add reading"), initial=initial)


def realise(request: HttpRequest, reference: str) -> HttpResponse:
    def act(reference: str, data: dict[str, Any], who: dict[str, Any]) -> str:
        verbs.benefit_realise(reference=reference, **data, **who)
        return _("Realised, with an actual value and its source.")

    newest = benefit_for(request.user, reference.upper()).as_of if request.method == "GET" else None
    return _step_page(request, reference, form=RealiseForm, act=act, title=_("Realised"), initial={"as_of": newest})


def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    def act(reference: str, data: dict[str, Any], who: dict[str, Any]) -> str:
        verbs.benefit_take_back(reference=reference, **data, **who)
        return _("Taken back.")

    return _step_page(request, reference, form=ReasonForm, act=act, title=_("Take back"))
