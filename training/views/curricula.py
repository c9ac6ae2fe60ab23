"""Pages of curricula: list, detail, and writing a draft phase by phase."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Malformed, NotFound, Refused, Text
from portal.core.export import Column as ExportColumn
from portal.core.listpage import Action, Column, Empty, ListPage
from portal.core.names import in_language
from portal.people.access import get_visible, require
from portal.records.pages import form_page, step_page
from portal.records.stale import Edited, attributes, version_of, written_as
from training.choices import LOOKS, Kind, VersionState
from training.forms.curricula import CurriculumForm, PhaseForm, phase_values
from training.models import Curriculum, CurriculumVersion
from training.queries.curricula import CURRICULUM_VALUES, NEWEST_CURRICULUM, curricula_for, may_edit, versions_for
from training.queries.filters import CurriculumFilters
from training.rules import PhasePlan
from training.services.curricula import (
    EDIT,
    curriculum_create,
    curriculum_rename,
    draft_save,
    version_draft,
    version_publish,
)

CHANGES = written_as(*(f"curriculum.{change}" for change in ("drafted", "edited", "published", "renamed")))
COLUMNS = [
    Column(gettext_lazy("Curriculum")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Version"), numeric=True),
    Column(gettext_lazy("Working days"), numeric=True),
]
EXPORT = [
    ExportColumn("reference", lambda row: row["reference"]),
    ExportColumn("name_en", lambda row: row["name_en"]),
    ExportColumn("name_zh", lambda row: row["name_zh"]),
    ExportColumn("published", lambda row: row["published"]),
    ExportColumn("draft", lambda row: row["draft"]),
    ExportColumn("working_days", lambda row: row["workdays"]),
    ExportColumn("external_id", lambda row: row["external_id"]),
]


def url(name: str, reference: str, *more: Any) -> str:
    return reverse(f"training:{name}", args=[reference, *more])


def curricula(request: HttpRequest) -> HttpResponseBase:
    user: Any = request.user
    actions, empty = [], Empty(_("No curriculum is published yet."), icon="book")
    if may_edit(user):
        new_url = reverse("training:curriculum-new")
        actions = [Action(_("New curriculum"), new_url, primary=True)]
        empty = Empty(_("No curriculum yet."), _("New curriculum"), new_url, icon="book")
    return ListPage(
        name="curricula",
        title=_("Curricula"),
        rows=curricula_for(user),
        values=(*CURRICULUM_VALUES, "created_at"),
        prepare=lambda found: [shown(row) for row in found],
        rows_template="training/curricula/_rows.jinja",
        columns=COLUMNS,
        orderings=[(NEWEST_CURRICULUM, _("Newest"))],
        filterset=CurriculumFilters,
        actions=actions,
        empty=empty,
        export_columns=EXPORT,
    ).respond(request)


def shown(row: dict[str, Any]) -> dict[str, Any]:
    looks = [LOOKS[VersionState.PUBLISHED]] if row["published"] else []
    looks += [LOOKS[VersionState.DRAFT]] if row["draft"] else []
    return row | {"name": in_language(row, "name"), "looks": looks}


def detail(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    curriculum: Curriculum = get_visible(Curriculum, user, reference.upper())
    versions = versions_for(user, curriculum)
    number = request.GET.get("version", "")
    chosen = next((row for row in versions if str(row.number) == number), versions[0] if versions else None)
    return render(
        request,
        "training/curricula/detail.html",
        {
            "curriculum": curriculum,
            "versions": [{"row": row, "look": LOOKS[VersionState(row.state)]} for row in versions],
            "chosen": chosen,
            "look": LOOKS[VersionState(chosen.state)] if chosen else None,
            "phases": [
                {"row": phase, "kind": Kind(phase.kind).label, "sessions": list(phase.sessions.all())}
                for phase in (chosen.phases.all() if chosen else [])
            ],
            "editing": bool(chosen and chosen.state == VersionState.DRAFT and may_edit(user)),
            "steps": _steps(user, curriculum, chosen, versions),
        },
    )


def _steps(
    user: Any, curriculum: Curriculum, chosen: CurriculumVersion | None, versions: list[CurriculumVersion]
) -> list[dict[str, Any]]:
    if chosen is None or not may_edit(user):
        return []
    reference = curriculum.reference
    rename = {"label": _("Rename"), "url": url("curriculum-edit", reference), "icon": "edit"}
    if chosen.state == VersionState.DRAFT:
        has_session = any(phase.sessions.all() for phase in chosen.phases.all())
        blocked = "" if has_session else _("Add a phase with sessions first.")
        publish = {
            "label": _("Publish version"), "url": url("curriculum-publish", reference), "icon": "check", "post": True,
            "primary": True, "blocked_reason": blocked,
            "confirm": _("A published version never changes. Publish it?"),
        }  # fmt: skip
        add = {"label": _("Add phase"), "url": url("phase-new", reference), "icon": "plus"}
        return [publish, add, rename]
    new_url = reverse("training:cohort-new") + f"?curriculum={reference}"
    steps = [{"label": _("New cohort"), "url": new_url, "icon": "plus", "primary": True}]
    if all(version.state != VersionState.DRAFT for version in versions):
        draft = {"label": _("Begin new draft"), "url": url("curriculum-draft", reference), "icon": "copy", "post": True}
        steps.append(draft)
    return [*steps, rename]


def new(request: HttpRequest) -> HttpResponse:
    user: Any = request.user

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        made = curriculum_create(**data, by=user, now=timezone.now())
        return url("curriculum", made.reference), _("Now add its phases.")

    return form_page(
        request,
        form=CurriculumForm,
        run=run,
        title=_("New curriculum"),
        submit=_("Make curriculum"),
        cancel_url=reverse("training:curricula"),
    )


def rename(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user
    curriculum = _editable(request, reference)

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        expected = version_of(request)
        curriculum_rename(reference=curriculum.reference, by=user, now=timezone.now(), expected=expected, **data)
        return url("curriculum", curriculum.reference), _("Saved.")

    return form_page(
        request,
        form=CurriculumForm,
        run=run,
        title=_("Rename"),
        submit=_("Save"),
        cancel_url=url("curriculum", curriculum.reference),
        edited=Edited(curriculum, CHANGES, attributes("name_en", "name_zh")),
    )


def draft(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> Text:
        version_draft(reference=reference.upper(), by=user, now=timezone.now())
        return _("The draft begins as a copy of the latest version.")

    return step_page(request, run=run, back=url("curriculum", reference.upper()))


def publish(request: HttpRequest, reference: str) -> HttpResponse:
    user: Any = request.user

    def run() -> Text:
        version_publish(reference=reference.upper(), by=user, now=timezone.now())
        return _("Published. New cohorts use this version.")

    return step_page(request, run=run, back=url("curriculum", reference.upper()))


def phase(request: HttpRequest, reference: str, order: int | None = None) -> HttpResponse:
    """One phase of the draft with its sessions as rows; without `order` a new one at the end.

    What is sent for a phase that somebody else took out meanwhile is not lost: "Save mine" adds it at the end.
    """
    user: Any = request.user
    curriculum = _editable(request, reference)
    values = _phase_opened if request.method != "POST" else _phase_now

    def run(data: dict[str, Any]) -> tuple[str, Text]:
        plans = _plans_now(curriculum)
        index = len(plans) if order is None else min(order, len(plans))
        changed = [*plans[:index], PhasePlan(**data), *plans[index + 1 :]]
        expected = version_of(request)
        with _at_the_fields(index):
            draft_save(reference=curriculum.reference, phases=changed, by=user, now=timezone.now(), expected=expected)
        return url("curriculum", curriculum.reference), ""

    return form_page(
        request,
        form=PhaseForm,
        run=run,
        title=_("Add phase") if order is None else _("Edit phase"),
        submit=_("Save phase"),
        cancel_url=url("curriculum", curriculum.reference),
        intro=curriculum.name,
        initial={"length_workdays": 5} if order is None else {},
        edited=Edited(curriculum, CHANGES, partial(values, order)),
        template="training/curricula/phase.html",
    )


def _phase_opened(order: int | None, curriculum: Curriculum) -> dict[str, Any]:
    """Refuses without a draft (no_draft) and a phase that is not in it."""
    plans = _draft_plans(curriculum)
    if order is None:
        return {}
    if order >= len(plans):
        raise NotFound()
    return phase_values(plans[order])


def _phase_now(order: int | None, curriculum: Curriculum) -> dict[str, Any]:
    """What the phase is while something typed for it waits; it may be gone."""
    if order is None:
        return {}
    plans = _plans_now(curriculum)
    return phase_values(plans[order] if order < len(plans) else None)


@contextmanager
def _at_the_fields(index: int) -> Iterator[None]:
    """Around the verb: `phases.2.name_en` is shown at the field `name_en` of the phase on the page."""
    try:
        yield
    except Malformed as refusal:
        errors = {name.removeprefix(f"phases.{index}."): texts for name, texts in refusal.errors.items()}
        raise Malformed(refusal.code, refusal.message, errors=errors) from refusal


def phase_remove(request: HttpRequest, reference: str, order: int) -> HttpResponse:
    user: Any = request.user
    curriculum = _editable(request, reference)

    def run() -> Text:
        plans = _draft_plans(curriculum)
        kept = [plan for index, plan in enumerate(plans) if index != order]
        draft_save(
            reference=curriculum.reference, phases=kept, by=user, now=timezone.now(), expected=curriculum.version
        )
        return _("The phase is gone from the draft.")

    return step_page(request, run=run, back=url("curriculum", curriculum.reference))


def _editable(request: HttpRequest, reference: str) -> Curriculum:
    curriculum: Curriculum = get_visible(Curriculum, request.user, reference.upper())
    require(request.user, EDIT, curriculum)
    return curriculum


def _draft_plans(curriculum: Curriculum) -> list[PhasePlan]:
    found = _draft_of(curriculum)
    if found is None:
        raise Refused("no_draft", _("A published version doesn't change. Begin a new draft first."))
    return found.plans()


def _plans_now(curriculum: Curriculum) -> list[PhasePlan]:
    """None when the draft is gone: the verb refuses that, and what was typed stays on the page."""
    found = _draft_of(curriculum)
    return found.plans() if found else []


def _draft_of(curriculum: Curriculum) -> CurriculumVersion | None:
    return curriculum.versions.filter(state=VersionState.DRAFT).first()
