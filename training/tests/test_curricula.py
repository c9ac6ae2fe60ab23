"""Curricula: made as a draft, edited, published, and then never changed."""

import dataclasses
import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import Role
from portal.records.models import Event
from tests.cast import make_user
from training.models import CurriculumVersion, PhaseTemplate, SessionTemplate
from training.rules import SessionPlan, content_hash
from training.services.curricula import curriculum_create, draft_save, version_draft, version_publish
from training.tests.factory import NOW, TEN_FIVE_FIVE, make_curriculum, make_trainer, phase

pytestmark = pytest.mark.django_db


def test_a_curriculum_begins_as_a_draft_with_its_phases():
    trainer = make_trainer()
    curriculum = curriculum_create(name_en="Phone", name_zh="电话", by=trainer, now=NOW, phases=TEN_FIVE_FIVE)
    draft = curriculum.versions.get()
    assert curriculum.reference.startswith("C-")
    assert (draft.number, draft.state, draft.length_workdays) == (1, "draft", 20)
    assert draft.plans() == TEN_FIVE_FIVE


def test_publishing_freezes_and_the_next_version_retires_it():
    trainer = make_trainer()
    curriculum = make_curriculum(trainer)
    draft = version_draft(reference=curriculum.reference, by=trainer, now=NOW)
    assert draft.number == 2
    assert draft.plans() == [phase()]
    draft_save(reference=curriculum.reference, phases=[phase(days=3)], by=trainer, now=NOW)
    version_publish(reference=curriculum.reference, by=trainer, now=NOW)
    states = dict(curriculum.versions.values_list("number", "state"))
    assert states == {1: "retired", 2: "published"}
    assert curriculum.versions.get(number=2).content_hash == content_hash([phase(days=3)])
    assert Event.objects.about(curriculum).filter(verb="curriculum.published").count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda version: PhaseTemplate.objects.filter(version=version).update(length_workdays=9),
        lambda version: PhaseTemplate.objects.filter(version=version).delete(),
        lambda version: PhaseTemplate.objects.create(
            version=version, order=9, kind="classroom", name_en="x", name_zh="x", length_workdays=1
        ),
        lambda version: SessionTemplate.objects.filter(phase__version=version).update(duration_min=5),
        lambda version: SessionTemplate.objects.filter(phase__version=version).delete(),
        lambda version: CurriculumVersion.objects.filter(pk=version.pk).update(state="draft"),
        lambda version: CurriculumVersion.objects.filter(pk=version.pk).update(content_hash="other"),
        lambda version: CurriculumVersion.objects.filter(pk=version.pk).delete(),
    ],
)
def test_the_database_itself_refuses_changes_to_what_is_published(change):
    version = make_curriculum(make_trainer()).versions.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(version)
    assert version.plans() == [phase()]


def test_a_draft_can_be_changed_in_the_database():
    """The control: the triggers hold back what is published, and nothing else."""
    version = make_curriculum(make_trainer(), publish=False).versions.get()
    assert PhaseTemplate.objects.filter(version=version).update(length_workdays=9) == 1
    assert SessionTemplate.objects.filter(phase__version=version).delete()[0] == 2


def test_refusals_of_the_steps():
    trainer = make_trainer()
    curriculum = make_curriculum(trainer)
    with pytest.raises(Refused) as no_draft:
        draft_save(reference=curriculum.reference, phases=[phase()], by=trainer, now=NOW)
    assert no_draft.value.code == "no_draft"
    version_draft(reference=curriculum.reference, by=trainer, now=NOW)
    with pytest.raises(Refused) as unchanged:
        version_publish(reference=curriculum.reference, by=trainer, now=NOW)
    assert unchanged.value.code == "unchanged"
    with pytest.raises(Refused) as twice:
        version_draft(reference=curriculum.reference, by=trainer, now=NOW)
    assert twice.value.code == "draft_exists"
    draft_save(reference=curriculum.reference, phases=[], by=trainer, now=NOW)
    with pytest.raises(Refused) as empty:
        version_publish(reference=curriculum.reference, by=trainer, now=NOW)
    assert empty.value.code == "empty_plan"
    with pytest.raises(Stale):
        draft_save(reference=curriculum.reference, phases=[], by=trainer, now=NOW, expected=1)


def test_only_trainers_and_the_programme_office_write_curricula():
    colleague, trainer = make_user(), make_trainer()
    with pytest.raises(NotAllowed):
        curriculum_create(name_en="a", name_zh="a", by=colleague, now=NOW)
    published, draft = make_curriculum(trainer), make_curriculum(trainer, publish=False)
    with pytest.raises(NotAllowed):
        version_draft(reference=published.reference, by=colleague, now=NOW)
    with pytest.raises(NotFound):
        version_publish(reference=draft.reference, by=colleague, now=NOW)
    version_draft(reference=published.reference, by=trainer, now=NOW)
    with pytest.raises(NotAllowed):  # still visible while a new draft is being written
        version_draft(reference=published.reference, by=colleague, now=NOW)
    office = make_user("office", Role.PROGRAMME_OFFICE)
    assert version_publish(reference=draft.reference, by=office, now=NOW).state == "published"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (dataclasses.replace(phase(), length_workdays=0), "phases.0.length_workdays"),
        (dataclasses.replace(phase(), length_workdays=1), "phases.0.sessions.1.day_offset"),
        (dataclasses.replace(phase(), kind="party"), "phases.0.kind"),
        (dataclasses.replace(phase(), name_zh=" "), "phases.0.name_zh"),
        (dataclasses.replace(phase(), trainees_per_coach=0), "phases.0.trainees_per_coach"),
        (phase(minutes=0), "phases.0.sessions.0.duration_min"),
        (phase(minutes=-60), "phases.0.sessions.0.duration_min"),
        (phase(minutes=25 * 60), "phases.0.sessions.0.duration_min"),
        (
            dataclasses.replace(
                phase(days=1),
                sessions=(
                    SessionPlan(0, dt.time(9), 61, "a", "a"),
                    SessionPlan(0, dt.time(10), 60, "b", "b"),
                ),
            ),
            "phases.0.sessions",
        ),
    ],
)
def test_a_plan_with_gaps_is_refused_at_its_field(bad, field):
    with pytest.raises(Malformed) as refusal:
        curriculum_create(name_en="a", name_zh="a", by=make_trainer(), now=NOW, phases=[bad])
    assert field in refusal.value.errors


def test_sessions_that_touch_are_fine():
    plan = dataclasses.replace(
        phase(days=1),
        sessions=(SessionPlan(0, dt.time(11), 60, "a", "a"), SessionPlan(0, dt.time(12), 60, "b", "b")),
    )
    assert make_curriculum(make_trainer(), [plan]).versions.get().state == "published"
