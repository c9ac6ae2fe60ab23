"""Two people change the same curriculum, cohort or session: nobody saves over a text that they have not seen."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.people.models import Role, User
from tests.cast import make_user
from tests.forms import StaleEdit, shown
from training.models import Cohort, Curriculum, Session
from training.rules import PhasePlan
from training.services.cohorts import cohort_edit
from training.services.curricula import curriculum_rename, draft_save, version_publish
from training.services.sessions import session_reschedule
from training.tests.factory import NOW, make_cohort, make_curriculum, make_trainer, phase, sessions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer() -> User:
    return make_trainer("tina")


@pytest.fixture
def office() -> User:
    return make_user("office", Role.PROGRAMME_OFFICE, Role.TRAINER)


@pytest.fixture
def signed_in(client: Client, trainer: User) -> Client:
    client.force_login(trainer)
    return client


@pytest.fixture
def cohort(trainer: User) -> Cohort:
    return make_cohort(trainer, name="Spring")


@pytest.fixture
def draft(trainer: User) -> Curriculum:
    return make_curriculum(trainer, [phase(name="First"), phase(name="Second")], publish=False)


def url(name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=args)


def plans(curriculum: Curriculum) -> list[PhasePlan]:
    return curriculum.versions.get(state="draft").plans()


def save_phases(draft: Curriculum, office: User, *phases: PhasePlan) -> None:
    draft_save(reference=draft.reference, phases=phases, by=office, now=NOW)


def test_a_cohort(signed_in: Client, cohort: Cohort, office: User) -> None:
    def change() -> None:
        cohort_edit(reference=cohort.reference, name="Theirs", owner=office, by=office, now=NOW)

    # The programme office keeps the form open when the cohort becomes somebody else's.
    signed_in.force_login(make_user("second", Role.PROGRAMME_OFFICE))
    edit = StaleEdit(signed_in, url("cohort-edit", cohort.reference), change, name="Mine")
    assert edit.differences == {"name": ("Theirs", "Mine"), "owner": ("Office", "Tina")}
    assert "Office changed this" in edit.page
    assert Cohort.objects.get().name == "Theirs"
    edit.save_mine()
    kept = Cohort.objects.get()
    assert (kept.name, kept.owner) == ("Mine", cohort.owner)


def test_cancelling_a_cohort(signed_in: Client, cohort: Cohort, office: User) -> None:
    def change() -> None:
        cohort_edit(reference=cohort.reference, capacity=3, by=office, now=NOW)

    edit = StaleEdit(signed_in, url("cohort-cancel", cohort.reference), change, reason="Too few")
    assert "Look at what changed before you send it" in edit.page
    assert "Too few" in edit.page
    assert Cohort.objects.get().state == "planned"
    edit.save_mine()
    assert Cohort.objects.get().state == "cancelled"


def test_a_session(signed_in: Client, cohort: Cohort, office: User) -> None:
    session = sessions_of(cohort)[0]

    def change() -> None:
        start = dt.time(15, 30)
        session_reschedule(
            reference=session.reference, local_date=session.local_date, local_start=start, by=office, now=NOW
        )

    edit = StaleEdit(signed_in, url("move", session.reference), change, local_start="13:00", duration_min="60")
    assert edit.differences == {"local_start": ("15:30", "13:00"), "duration_min": ("120", "60")}
    assert "Office changed this" in edit.page
    assert Session.objects.get(pk=session.pk).local_start == dt.time(15, 30)
    edit.save_mine()
    kept = Session.objects.get(pk=session.pk)
    assert (kept.local_start, kept.duration_min) == (dt.time(13), 60)


def test_the_name_of_a_curriculum(signed_in: Client, draft: Curriculum, office: User) -> None:
    def change() -> None:
        curriculum_rename(reference=draft.reference, name_en="Theirs", by=office, now=NOW)

    edit = StaleEdit(signed_in, url("curriculum-edit", draft.reference), change, name_en="Mine")
    assert edit.differences == {"name_en": ("Theirs", "Mine")}
    assert Curriculum.objects.get().name_en == "Theirs"
    edit.save_mine()
    assert Curriculum.objects.get().name_en == "Mine"


def test_a_phase_of_a_draft(signed_in: Client, draft: Curriculum, office: User) -> None:
    def change() -> None:
        save_phases(draft, office, phase(name="First"), phase(name="Their", minutes=60))

    edit = StaleEdit(
        signed_in, url("phase-edit", draft.reference, 1), change, name_en="Mine", **{"rows-1-title_en": "My talk"}
    )
    theirs = "Day 1, 09:00, 1 h: Their 1\nDay 2, 09:00, 1 h: Their 2"
    mine = "Day 1, 09:00, 2 h: Second 1\nDay 2, 09:00, 2 h: My talk"
    assert edit.differences == {"name_en": ("Their", "Mine"), "sessions": (theirs, mine)}
    assert plans(draft)[1].sessions[0].title_en == "Their 1"
    edit.save_mine()
    assert [found.name_en for found in plans(draft)] == ["First", "Mine"]
    assert plans(draft)[1].sessions[1].title_en == "My talk"


def test_a_phase_that_is_gone_is_added_again(signed_in: Client, draft: Curriculum, office: User) -> None:
    edit = StaleEdit(
        signed_in,
        url("phase-edit", draft.reference, 1),
        lambda: save_phases(draft, office, phase(name="Only")),
        name_en="Mine",
    )
    assert edit.differences["name_en"] == ("", "Mine")
    assert edit.differences["sessions"][0] == ""
    assert len(plans(draft)) == 1
    edit.save_mine()
    assert [found.name_en for found in plans(draft)] == ["Only", "Mine"]
    assert signed_in.get(url("phase-edit", draft.reference, 2)).status_code == 404


def test_a_new_phase(signed_in: Client, draft: Curriculum, office: User) -> None:
    edit = StaleEdit(
        signed_in,
        url("phase-new", draft.reference),
        lambda: save_phases(draft, office, phase(name="Only")),
        kind="classroom",
        name_en="Mine",
        name_zh="我的",
    )
    assert len(plans(draft)) == 1
    edit.save_mine()
    assert [found.name_en for found in plans(draft)] == ["Only", "Mine"]


def test_a_draft_published_meanwhile_keeps_what_was_typed(signed_in: Client, draft: Curriculum, trainer: User) -> None:
    address = url("phase-edit", draft.reference, 0)
    sent = shown(signed_in, address) | {"name_en": "Mine"}
    version_publish(reference=draft.reference, by=trainer, now=NOW)
    assert signed_in.post(address, sent).context["stale"]["version"] == "2"
    again = signed_in.post(address, sent | {"save_mine": "2"})
    assert again.status_code == 422
    assert "Begin a new draft first" in again.content.decode()
    assert 'value="Mine"' in again.content.decode()
