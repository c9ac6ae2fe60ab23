"""Programmes: created, edited, initiatives taken in and left out, handed over; the page and REST."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from initiatives.models import Initiative, Programme
from initiatives.queries.programmes import initiatives_of, programme_for
from initiatives.services import programmes as verbs
from initiatives.services.company_targets import TargetPlan, company_reading_add, company_target_add
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.core.errors import NotAllowed, NotFound, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_department, make_user
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


def make_programme(sponsor: User, by: User, **fields: Any) -> Programme:
    values = {
        "name": "Turnaround",
        "aim": "Four stars again",
        "starts_on": TODAY - 400 * DAY,
        "due_on": TODAY + 200 * DAY,
    } | fields
    external_id = values.pop("external_id", None)
    plan = verbs.ProgrammePlan(sponsor=sponsor, **values)
    return verbs.programme_create(plan=plan, by=by, now=NOW, external_id=external_id)


@pytest.fixture
def programme(cast: Cast, sponsor: User, office: User) -> Programme:
    return make_programme(sponsor, office)


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


def test_it_works_and_the_sponsor_is_told(cast: Cast, programme: Programme, sponsor: User) -> None:
    found = programme_for(cast.outsider, programme.reference)
    assert (found.name, found.sponsor, found.may_edit) == ("Turnaround", sponsor, False)
    assert programme_for(sponsor, programme.reference).may_edit
    assert Event.objects.about(programme).get().verb == "programme.created"
    assert OutboxRow.objects.filter(kind="programme-sponsored", recipient=sponsor, channel="inbox").count() == 1


def test_only_office_and_executives_begin_one(cast: Cast, sponsor: User) -> None:
    for by in (cast.owner, cast.head, cast.outsider):
        with pytest.raises(NotAllowed):
            make_programme(sponsor, by)
    assert make_programme(sponsor, sponsor).pk


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "programme_incomplete"),
        ({"aim": ""}, "programme_incomplete"),
        ({"due_on": TODAY - 401 * DAY}, "due_before_start"),
    ],
)
def test_it_has_to_make_sense(sponsor: User, office: User, fields: Any, code: str) -> None:
    assert code_of(lambda: make_programme(sponsor, office, **fields)) == code
    assert not Programme.objects.exists()


def test_a_leaver_sponsors_nothing(office: User) -> None:
    assert code_of(lambda: make_programme(make_user("gone", is_active=False), office)) == "left"


def test_an_edit_carries_its_version(cast: Cast, programme: Programme, sponsor: User, office: User) -> None:
    edited = verbs.programme_edit(
        reference=programme.reference, changes={"aim": "Five stars"}, by=sponsor, now=NOW, expected_version=1
    )
    assert (edited.aim, edited.version) == ("Five stars", 2)
    with pytest.raises(Stale):
        verbs.programme_edit(
            reference=programme.reference, changes={"aim": "x"}, by=office, now=NOW, expected_version=1
        )
    for by in (cast.owner, cast.head, cast.outsider):
        with pytest.raises(NotAllowed):
            verbs.programme_edit(reference=programme.reference, changes={"aim": "x"}, by=by, now=NOW)
    with pytest.raises(NotFound):
        verbs.programme_edit(reference="PM-00000000", changes={}, by=office, now=NOW)


def test_the_same_external_id_makes_no_twin(sponsor: User, office: User) -> None:
    first = make_programme(sponsor, office, external_id="erp-7")
    again = make_programme(sponsor, office, external_id="erp-7", name="Renamed")
    assert (again.pk, again.name) == (first.pk, "Renamed")


def test_an_initiative_belongs_to_one_programme(
    cast: Cast, programme: Programme, initiative: Initiative, sponsor: User, office: User
) -> None:
    where = {"initiative": initiative.reference, "by": office, "now": NOW}
    verbs.programme_take_in(reference=programme.reference, **where)
    verbs.programme_take_in(reference=programme.reference, **where)
    assert [row["reference"] for row in initiatives_of(cast.outsider, programme, TODAY)] == [initiative.reference]
    other = make_programme(sponsor, office)
    assert code_of(lambda: verbs.programme_take_in(reference=other.reference, **where)) == "in_other_programme"
    assert code_of(lambda: verbs.programme_leave_out(reference=other.reference, **where)) == "not_in_programme"
    verbs.programme_leave_out(reference=programme.reference, **where)
    verbs.programme_take_in(reference=other.reference, **where)
    assert Event.objects.about(programme).filter(verb="programme.took_in").count() == 1
    for by in (cast.owner, cast.head, cast.outsider):
        with pytest.raises(NotAllowed):
            verbs.programme_leave_out(reference=other.reference, initiative=initiative.reference, by=by, now=NOW)


def test_a_hidden_draft_stays_hidden(cast: Cast, programme: Programme, sponsor: User, office: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    verbs.programme_take_in(reference=programme.reference, initiative=draft.reference, by=office, now=NOW)
    assert initiatives_of(cast.outsider, programme, TODAY) == []
    assert len(initiatives_of(office, programme, TODAY)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_programmes_that_want_it_at_once_one_gets_it() -> None:
    office = make_user("office", "programme_office")
    sponsor, owner = make_user("sponsor"), make_user("owner", department=make_department("d"))
    initiative = make_initiative(owner, sponsor)
    both = [make_programme(sponsor, office, name=str(number)) for number in range(2)]

    def take(number: int) -> str:
        try:
            verbs.programme_take_in(
                reference=both[number].reference, initiative=initiative.reference, by=office, now=NOW
            )
        except Refused as refusal:
            return refusal.code
        return "in"

    assert sorted(at_once(2, take)) == ["in", "in_other_programme"]


def test_a_leavers_programmes_go_to_the_successor(cast: Cast, programme: Programme, sponsor: User) -> None:
    assert verbs.programmes_hand_over(sponsor, None, cast.head, NOW) == 0
    assert verbs.programmes_hand_over(sponsor, cast.head, cast.head, NOW) == 1
    programme.refresh_from_db()
    assert programme.sponsor == cast.head


def test_the_page_shows_everything(
    client: Client, cast: Cast, programme: Programme, initiative: Initiative, office: User
) -> None:
    verbs.programme_take_in(reference=programme.reference, initiative=initiative.reference, by=office, now=NOW)
    target = company_target_add(
        programme=programme.reference, plan=TargetPlan("Profit", Decimal(-30), Decimal(5), "m"), by=office, now=NOW
    )
    reading = Value(Decimal(-9), TODAY - 30 * DAY, "Income statement")
    company_reading_add(reference=target.reference, reading=reading, by=office, now=NOW)
    client.force_login(cast.outsider)
    page = client.get(programme.get_absolute_url()).content.decode()
    for words in (
        "Four stars again",
        "Profit",
        "-9 m",
        initiative.title,
        f"/programmes/{programme.reference}/training/",
    ):
        assert words in page
    assert "Edit" not in page.split('id="steps"')[-1][:50]
    assert 'data-curve="curve-0-data"' in page
    assert client.get(target.get_absolute_url()).status_code == 200
    assert client.get("/programmes/PM-00000000/").status_code == 404


def test_pages_run_the_verbs(client: Client, programme: Programme, initiative: Initiative, office: User) -> None:
    client.force_login(office)
    url = programme.get_absolute_url()
    client.post(f"{url}initiatives/", {"initiative": initiative.reference.lower()})
    initiative.refresh_from_db()
    assert initiative.programme == programme
    assert "Turnaround" in client.get(f"/initiatives/{initiative.reference}/").content.decode()
    listed = client.get(f"/initiatives/?programme={programme.reference}").content.decode()
    assert initiative.title in listed
    client.post(f"{url}initiatives/{initiative.reference}/remove/")
    initiative.refresh_from_db()
    assert initiative.programme is None
    form = {"name": "New", "aim": "Aim", "sponsor": office.email, "starts_on": "2026-01-01", "due_on": "2027-01-01"}
    assert client.post("/programmes/new/", form).status_code == 302
    assert client.post(f"{url}edit/", form | {"version": "1"}).status_code == 302
    stale = client.post(f"{url}edit/", form | {"version": "1", "name": "Other"})
    assert (stale.status_code, stale.context["stale"] is not None) == (422, True)


def test_rest(client: Client, cast: Cast, initiative: Initiative, sponsor: User, office: User) -> None:
    client.force_login(office)
    body = {
        "name": "Turnaround", "aim": "Four stars", "sponsor": sponsor.reference,
        "starts_on": "2025-01-01", "due_on": "2027-01-01", "external_id": "erp-1",
    }  # fmt: skip
    send: dict[str, Any] = {"content_type": "application/json"}
    made = client.post("/api/v1/programmes/", json.dumps(body), **send)
    assert made.status_code == 201, made.content
    url = f"/api/v1/programmes/{made.json()['id']}/"
    assert client.post("/api/v1/programmes/", json.dumps(body), **send).json()["id"] == made.json()["id"]
    taken = client.post(f"{url}take-in/", json.dumps({"initiative": initiative.reference}), **send)
    assert taken.json()["initiatives"] == [initiative.reference]
    assert client.get(f"/api/v1/initiatives/{initiative.reference}/").json()["programme"] == made.json()["id"]
    edited = client.patch(url, json.dumps({"name": "T"}), headers={"If-Match": made["ETag"]}, **send)
    assert edited.json()["name"] == "T"
    stale = client.patch(url, json.dumps({"name": "U"}), headers={"If-Match": made["ETag"]}, **send)
    assert stale.status_code == 412
    assert client.get("/api/v1/programmes/").json()["results"][0]["initiative_count"] == 1
    assert client.post(f"{url}leave-out/", json.dumps({"initiative": initiative.reference}), **send).status_code == 200
    client.force_login(cast.owner)
    assert client.patch(url, json.dumps({"name": "x"}), **send).status_code == 403
