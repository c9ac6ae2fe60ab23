"""Verbs of curricula: create, draft, edit the draft, publish."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core.errors import NotFound, Refused
from portal.core.search import search_vector
from portal.core.versions import check_version
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.services import event_write
from training.choices import VersionState
from training.models import Curriculum, CurriculumVersion, PhaseTemplate, SessionTemplate
from training.rules import VERSION, PhasePlan, content_hash
from training.services.plans import check_names, check_plan

EDIT = "training.curriculum_edit"


def curriculum_create(
    *,
    name_en: str,
    name_zh: str,
    by: User,
    now: dt.datetime,
    phases: Sequence[PhasePlan] = (),
    external_id: str | None = None,
) -> Curriculum:
    """A new curriculum with its first draft. Refuses an external id that another one has (external_id_taken)."""
    require(by, EDIT)
    check_names(name_en=name_en, name_zh=name_zh)
    check_plan(phases)
    with transaction.atomic():
        if external_id:
            _refuse_taken(external_id)
        curriculum = Curriculum.objects.create(
            name_en=name_en.strip(),
            name_zh=name_zh.strip(),
            external_id=external_id or None,
            created_by=by,
            created_at=now,
        )
        _index(curriculum)
        version = CurriculumVersion.objects.create(curriculum=curriculum, number=1)
        _write_phases(version, phases)
        event_write(subject=curriculum, verb="curriculum.created", by=by, at=now, to_state=VersionState.DRAFT)
    return curriculum


def version_draft(*, reference: str, by: User, now: dt.datetime, expected: int | None = None) -> CurriculumVersion:
    """A draft that begins as a copy of the latest version; refuses while there is one already (draft_exists)."""
    with transaction.atomic():
        curriculum = _locked(reference, by, expected)
        last = curriculum.versions.order_by("-number")[0]
        if last.state == VersionState.DRAFT:
            raise Refused(
                "draft_exists",
                _("Version %(number)s is a draft already. Change it, or publish it first.") % {"number": last.number},
                {"number": last.number},
            )
        draft = CurriculumVersion.objects.create(curriculum=curriculum, number=last.number + 1)
        _write_phases(draft, last.plans())
        _touch(curriculum)
        event_write(
            subject=curriculum,
            verb="curriculum.drafted",
            by=by,
            at=now,
            to_state=VersionState.DRAFT,
            data={"number": draft.number},
        )
    return draft


def draft_save(
    *, reference: str, phases: Sequence[PhasePlan], by: User, now: dt.datetime, expected: int | None = None
) -> CurriculumVersion:
    """Replace the whole content of the draft.

    Refuses a plan with gaps in it (Malformed, per field) and a curriculum without a draft (no_draft): what is
    published does not change.
    """
    check_plan(phases)
    with transaction.atomic():
        curriculum = _locked(reference, by, expected)
        draft = _draft_of(curriculum)
        draft.phases.all().delete()
        _write_phases(draft, phases)
        _touch(curriculum)
        event_write(subject=curriculum, verb="curriculum.edited", by=by, at=now, data={"number": draft.number})
    return draft


def version_publish(*, reference: str, by: User, now: dt.datetime, expected: int | None = None) -> CurriculumVersion:
    """Publish the draft; the version before it retires, cohorts on it carry on.

    Refuses without a draft (no_draft), without a session (empty_plan), and when nothing changed (unchanged).
    """
    with transaction.atomic():
        curriculum = _locked(reference, by, expected)
        draft = _draft_of(curriculum)
        phases = draft.plans()
        if not any(phase.sessions for phase in phases):
            raise Refused("empty_plan", _("There is no session in this version yet. Add a phase with sessions first."))
        digest = content_hash(phases)
        before = curriculum.versions.filter(state=VersionState.PUBLISHED).first()
        if before and before.content_hash == digest:
            raise Refused("unchanged", _("Version %(number)s says the same already.") % {"number": before.number})
        if before:
            before.state = VERSION.target("retire", before.state)
            before.save(update_fields=["state"])
        draft.state = VERSION.target("publish", draft.state)
        draft.content_hash, draft.published_at, draft.published_by = digest, now, by
        draft.save(update_fields=["state", "content_hash", "published_at", "published_by"])
        _touch(curriculum)
        event_write(
            subject=curriculum,
            verb="curriculum.published",
            by=by,
            at=now,
            from_state=VersionState.DRAFT,
            to_state=VersionState.PUBLISHED,
            data={"number": draft.number},
        )
    return draft


def _locked(reference: str, by: User, expected: int | None) -> Curriculum:
    curriculum: Curriculum = get_visible(Curriculum, by, reference, lock=True)
    require(by, EDIT, curriculum)
    check_version(curriculum, expected)
    return curriculum


def _draft_of(curriculum: Curriculum) -> CurriculumVersion:
    draft = curriculum.versions.filter(state=VersionState.DRAFT).first()
    if draft is None:
        raise Refused("no_draft", _("A published version doesn't change. Begin a new draft first."))
    return draft


def _write_phases(version: CurriculumVersion, phases: Sequence[PhasePlan]) -> None:
    rows = PhaseTemplate.objects.bulk_create(
        PhaseTemplate(
            version=version,
            order=order,
            kind=phase.kind,
            name_en=phase.name_en.strip(),
            name_zh=phase.name_zh.strip(),
            length_workdays=phase.length_workdays,
            trainees_per_coach=phase.trainees_per_coach,
        )
        for order, phase in enumerate(phases)
    )
    SessionTemplate.objects.bulk_create(
        SessionTemplate(
            phase=row,
            day_offset=session.day_offset,
            start_local=session.start_local,
            duration_min=session.duration_min,
            title_en=session.title_en.strip(),
            title_zh=session.title_zh.strip(),
            room_needed=session.room_needed,
        )
        for row, phase in zip(rows, phases, strict=True)
        for session in phase.sessions
    )
    version.length_workdays = sum(phase.length_workdays for phase in phases)
    version.save(update_fields=["length_workdays"])


def _touch(curriculum: Curriculum) -> None:
    curriculum.version += 1
    curriculum.save(update_fields=["version"])


def _index(curriculum: Curriculum) -> None:
    vector = search_vector(curriculum.reference, curriculum.name_en, curriculum.name_zh)
    Curriculum.objects.filter(pk=curriculum.pk).update(search=vector)


def published_version(reference: str, by: User) -> CurriculumVersion:
    """The version that a new cohort uses. NotFound for what isn't visible, `not_published` without one."""
    curriculum = Curriculum.objects.visible_to(by).filter(reference=reference).first()
    if curriculum is None:
        raise NotFound()
    version: CurriculumVersion | None = curriculum.versions.filter(state=VersionState.PUBLISHED).first()
    if version is None:
        raise Refused(
            "not_published",
            _("%(name)s has no published version yet. Publish its draft first.") % {"name": curriculum.name},
            field="curriculum",
        )
    return version


def curriculum_upsert(
    *,
    external_id: str,
    name_en: str,
    name_zh: str,
    by: User,
    now: dt.datetime,
    phases: Sequence[PhasePlan] | None = None,
    expected: int | None = None,
) -> tuple[Curriculum, bool]:
    """Make the curriculum with this external id, or bring the one there is to these names and phases.

    New phases go into its draft, which is begun when there is none. The second value says whether it is new.
    """
    with transaction.atomic():
        found = Curriculum.objects.visible_to(by).filter(external_id=external_id).first()
        if found is None:
            _refuse_taken(external_id)
            made = curriculum_create(
                name_en=name_en, name_zh=name_zh, phases=phases or (), external_id=external_id, by=by, now=now
            )
            return made, True
        curriculum = curriculum_rename(
            reference=found.reference, name_en=name_en, name_zh=name_zh, by=by, now=now, expected=expected
        )
        if phases is not None and curriculum.versions.order_by("-number")[0].plans() != list(phases):
            if not curriculum.versions.filter(state=VersionState.DRAFT).exists():
                version_draft(reference=curriculum.reference, by=by, now=now)
            draft_save(reference=curriculum.reference, phases=phases, by=by, now=now)
        curriculum.refresh_from_db()
        return curriculum, False


def curriculum_rename(
    *,
    reference: str,
    by: User,
    now: dt.datetime,
    name_en: str | None = None,
    name_zh: str | None = None,
    expected: int | None = None,
) -> Curriculum:
    """Other names for the same curriculum; its versions stay as they are. A name that isn't given stays."""
    with transaction.atomic():
        curriculum = _locked(reference, by, expected)
        names = {
            "name_en": curriculum.name_en if name_en is None else name_en.strip(),
            "name_zh": curriculum.name_zh if name_zh is None else name_zh.strip(),
        }
        check_names(**names)
        if (curriculum.name_en, curriculum.name_zh) != (names["name_en"], names["name_zh"]):
            curriculum.name_en, curriculum.name_zh = names["name_en"], names["name_zh"]
            curriculum.version += 1
            curriculum.save(update_fields=["name_en", "name_zh", "version"])
            _index(curriculum)
            event_write(subject=curriculum, verb="curriculum.renamed", by=by, at=now)
    return curriculum


def _refuse_taken(external_id: str) -> None:
    if Curriculum.objects.filter(external_id=external_id).exists():
        raise Refused("external_id_taken", _("Another curriculum has this external id."), field="external_id")
