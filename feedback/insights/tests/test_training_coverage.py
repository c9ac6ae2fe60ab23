"""Training coverage of a programme: finished a cohort / headcount, by department."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from feedback.insights.queries.training import training_coverage
from feedback.insights.rules import Trained, whole
from feedback.insights.services import programme_curriculum_add, programme_curriculum_remove
from initiatives.models import Programme
from initiatives.tests.test_programmes import make_programme
from portal.core.errors import NotAllowed, NotFound, Refused
from portal.people.models import Role, User
from tests.cast import Cast, make_cast, make_user
from training.choices import CohortState
from training.models import Cohort
from training.services.enrolments import cohort_enrol
from training.tests.factory import NOW, START, make_cohort, make_trainer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def office() -> User:
    return make_user("office", Role.PROGRAMME_OFFICE)


@pytest.fixture
def programme(office: User) -> Programme:
    return make_programme(office, office)


def cohort_of(trainer: User, *people: User, state: str = CohortState.DONE, start: dt.date = START) -> Cohort:
    cohort = make_cohort(trainer, start=start)
    for person in people:
        cohort_enrol(reference=cohort.reference, person=person, by=trainer, now=NOW)
    Cohort.objects.filter(pk=cohort.pk).update(state=state)
    return cohort


def link(programme: Programme, cohort: Cohort, by: User) -> str:
    reference: str = cohort.curriculum_version.curriculum.reference
    programme_curriculum_add(programme=programme.reference, curriculum=reference, by=by, now=NOW)
    return reference


def counted(user: User, programme: Programme, department: Any) -> Trained:
    rows = training_coverage(user, programme).rows
    found: Trained = next(row["trained"] for row in rows if row["reference"] == department.reference)
    return found


def test_the_sum_is_of_people_not_of_shares() -> None:
    assert whole([Trained(1, 2), Trained(0, 8)]).share == 0.1
    assert Trained(0, 0).share == 0.0


def test_finished_counts_once_and_only_what_is_done(cast: Cast, programme: Programme, office: User) -> None:
    trainer = make_trainer()
    done = cohort_of(trainer, cast.owner)
    link(programme, done, office)
    running = cohort_of(trainer, cast.colleague, state=CohortState.RUNNING)
    link(programme, running, office)
    again = cohort_of(trainer, cast.owner, start=START + dt.timedelta(days=28))
    link(programme, again, office)
    there = cast.department.people.filter(is_active=True).count()
    assert counted(cast.outsider, programme, cast.department) == Trained(1, there)
    cast.owner.is_active = False
    cast.owner.save()
    assert counted(cast.outsider, programme, cast.department) == Trained(0, there - 1)


def test_a_curriculum_that_is_not_linked_counts_nothing(cast: Cast, programme: Programme, office: User) -> None:
    done = cohort_of(make_trainer(), cast.owner)
    assert training_coverage(office, programme).total.finished == 0
    reference = link(programme, done, office)
    assert training_coverage(office, programme).total.finished == 1
    programme_curriculum_remove(programme=programme.reference, curriculum=reference, by=office, now=NOW)
    assert training_coverage(office, programme).total.finished == 0
    with pytest.raises(Refused):
        programme_curriculum_remove(programme=programme.reference, curriculum=reference, by=office, now=NOW)


def test_others_link_nothing(cast: Cast, programme: Programme, office: User) -> None:
    done = cohort_of(make_trainer(), cast.owner)
    for by in (cast.owner, cast.outsider, cast.head):
        with pytest.raises(NotAllowed):
            link(programme, done, by)
    with pytest.raises(NotFound):
        programme_curriculum_add(programme=programme.reference, curriculum="C-00000000", by=office, now=NOW)


def test_fragment_page_and_steps(client: Client, cast: Cast, programme: Programme, office: User) -> None:
    reference = cohort_of(make_trainer(), cast.owner).curriculum_version.curriculum.reference
    client.force_login(office)
    url = f"/programmes/{programme.reference}/training/"
    assert client.post(url, {"curriculum": reference}).status_code == 302
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "1 of" in fragment
    assert "<html" in client.get(url).content.decode()
    assert client.post(f"{url}{reference}/remove/").status_code == 302
    assert "No curriculum counts" in client.get(url).content.decode()


def test_rest(client: Client, cast: Cast, programme: Programme, office: User) -> None:
    reference = cohort_of(make_trainer(), cast.owner).curriculum_version.curriculum.reference
    client.force_login(office)
    url = f"/api/v1/programmes/{programme.reference}/training/"
    send: dict[str, Any] = {"data": json.dumps({"curriculum": reference}), "content_type": "application/json"}
    assert client.post(url, **send).json()["total"]["finished"] == 1
    assert client.get(url).json()["curricula"][0]["id"] == reference
    assert client.post(f"{url}remove/", **send).json()["curricula"] == []
    client.force_login(cast.owner)
    assert client.post(url, **send).status_code == 403
