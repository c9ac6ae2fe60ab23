"""Company targets and their readings: by hand, by REST, from a file; immutable, and never twice."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from initiatives import rules
from initiatives.choices import Better
from initiatives.models import CompanyReading, CompanyTarget, Programme
from initiatives.queries.programmes import targets_shown
from initiatives.rules.curves import Point
from initiatives.services import company_readings as uploads
from initiatives.services import company_targets as verbs
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY
from initiatives.tests.test_programmes import code_of, make_programme
from portal.core.errors import NotAllowed, Stale
from portal.people.models import User
from portal.records.jobs import jobs_run
from portal.records.models import Job
from tests.cast import Cast

DAY = dt.timedelta(days=1)
HEAD = "target,as_of,value,source,external_id\n"


@pytest.fixture
def programme(cast: Cast, sponsor: User, office: User) -> Programme:
    return make_programme(sponsor, office)


@pytest.fixture
def target(programme: Programme, office: User) -> CompanyTarget:
    return make_target(programme, office, external_id="air-profit")


def make_target(programme: Programme, by: User, external_id: str | None = None, **fields: Any) -> CompanyTarget:
    values = {"metric": "Profit", "baseline": Decimal(-30), "target_value": Decimal(5), "unit": "m"} | fields
    return verbs.company_target_add(
        programme=programme.reference, plan=verbs.TargetPlan(**values), by=by, now=NOW, external_id=external_id
    )


def read(target: CompanyTarget, by: User, value: str, days: int = 0, **fields: Any) -> CompanyReading:
    reading = Value(Decimal(value), TODAY - days * DAY, fields.pop("source", "Income statement"))
    return verbs.company_reading_add(reference=target.reference, reading=reading, by=by, now=NOW, **fields)


def shown(target: CompanyTarget) -> Any:
    return targets_shown(CompanyTarget.objects.filter(pk=target.pk), TODAY)[0]


# -- rules


def test_of_one_day_the_reading_added_last_counts() -> None:
    day = dt.date(2026, 1, 31)
    rows = [(3, day, Decimal(4)), (1, day, Decimal(2)), (2, day - DAY, Decimal(1))]
    assert rules.curves.curve(rows) == [Point(day - DAY, Decimal(1)), Point(day, Decimal(4))]


@pytest.mark.parametrize(
    ("value", "better", "holds"),
    [("5", "higher", True), ("4.99", "higher", False), ("5", "lower", True), ("5.01", "lower", False)],
)
def test_reached(value: str, better: str, holds: bool) -> None:
    assert rules.curves.reached(Decimal(5), Decimal(value), better) is holds
    assert not rules.curves.reached(Decimal(5), None, better)


# -- add, edit, read


def test_it_works(target: CompanyTarget, sponsor: User) -> None:
    read(target, sponsor, "-12.5")
    found = shown(target)
    assert (found.value, found.percent, found.reached) == (Decimal("-12.5"), 50, False)
    assert (target.due_on, found.light) == (target.programme.due_on, "green")
    read(target, sponsor, "6")
    assert shown(target).reached


def test_lower_may_be_better(programme: Programme, office: User) -> None:
    made = make_target(programme, office, baseline=Decimal(12), target_value=Decimal(5), better=Better.LOWER)
    read(made, office, "8.5")
    assert shown(made).percent == 50


def test_others_change_nothing(cast: Cast, programme: Programme, target: CompanyTarget) -> None:
    for by in (cast.owner, cast.head, cast.outsider):
        for run in (
            lambda by=by: make_target(programme, by),
            lambda by=by: read(target, by, "1"),
            lambda by=by: verbs.company_target_edit(reference=target.reference, changes={"unit": "x"}, by=by, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                run()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"metric": " "}, "metric_missing"),
        ({"target_value": Decimal(-30)}, "target_no_better"),
        ({"due_on": TODAY - 401 * DAY}, "due_before_start"),
    ],
)
def test_it_has_to_make_sense(programme: Programme, office: User, fields: Any, code: str) -> None:
    assert code_of(lambda: make_target(programme, office, **fields)) == code


def test_the_same_external_id_edits(programme: Programme, target: CompanyTarget, sponsor: User, office: User) -> None:
    again = make_target(programme, office, external_id="air-profit", unit="USD m")
    assert (again.pk, again.unit, again.version) == (target.pk, "USD m", 2)
    other = make_programme(sponsor, office)
    assert code_of(lambda: make_target(other, office, external_id="air-profit")) == "external_id_taken"


def test_an_edit_carries_its_version(target: CompanyTarget, office: User) -> None:
    where: dict[str, Any] = {"reference": target.reference, "by": office, "now": NOW, "expected_version": 1}
    verbs.company_target_edit(changes={"unit": "k"}, **where)
    with pytest.raises(Stale):
        verbs.company_target_edit(changes={"unit": "x"}, **where)


def test_a_reading_needs_a_day_that_came_and_a_source(target: CompanyTarget, office: User) -> None:
    assert code_of(lambda: read(target, office, "1", days=-1)) == "reading_ahead"
    assert code_of(lambda: read(target, office, "1", source=" ")) == "source_missing"


def test_a_repeated_delivery_makes_no_twin(target: CompanyTarget, office: User) -> None:
    first = read(target, office, "1", external_id="q1")
    assert read(target, office, "1.0", external_id="q1").pk == first.pk
    assert code_of(lambda: read(target, office, "2", external_id="q1")) == "reading_fixed"
    assert CompanyReading.objects.count() == 1


def test_readings_are_never_changed(target: CompanyTarget, office: User) -> None:
    row = read(target, office, "1")
    row.value = Decimal(2)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()


# -- from a file


def preview(by: User, text: str) -> Job:
    upload = SimpleUploadedFile("readings.csv", text.encode())
    job = uploads.readings_upload(by=by, now=NOW, uploads=[upload])
    jobs_run(now=lambda: NOW)
    job.refresh_from_db()
    return job


def test_the_preview_writes_nothing_and_the_import_all(target: CompanyTarget, office: User) -> None:
    text = f"{HEAD}air-profit,2026-01-31,-9.5,Q4,a\n{target.reference},2026-04-30,-3,Q1,\n"
    job = preview(office, text)
    assert (job.state, job.result["counts"]["readings"]["new"]) == (Job.State.DONE, 2)
    assert not CompanyReading.objects.exists()
    started = uploads.readings_apply(by=office, now=NOW, job=job.reference)
    assert uploads.readings_apply(by=office, now=NOW, job=job.reference).pk == started.pk
    jobs_run(now=lambda: NOW)
    assert [row.value for row in CompanyReading.objects.order_by("as_of")] == [Decimal("-9.5"), Decimal(-3)]
    again = preview(office, text)
    assert again.result["counts"]["readings"] == {"new": 0, "changed": 0, "unchanged": 2}


def test_one_broken_row_and_nothing_is_taken(target: CompanyTarget, office: User) -> None:
    read(target, office, "1", external_id="q1")
    rows = [
        "air-profit,2026-01-31,1,Q4,ok",
        "nobody,2026-01-31,1,Q4,",
        "air-profit,31.01.2026,1,Q4,",
        "air-profit,2099-01-31,1,Q4,",
        "air-profit,2026-01-31,viel,Q4,",
        "air-profit,2026-01-31,1.23456,Q4,",
        "air-profit,2026-01-31,1,,",
        "air-profit,2026-01-31,2,Q4,q1",
        "air-profit,2026-02-28,3,Q4,ok",
    ]
    job = preview(office, HEAD + "\n".join(rows) + "\n")
    assert job.state == Job.State.REFUSED
    found = {(error["row"], error["column"], error["rule"]) for error in job.result["errors"]}
    assert found == {
        (3, "target", "unknown_target"), (4, "as_of", "bad_day"), (5, "as_of", "day_ahead"),
        (6, "value", "bad_number"), (7, "value", "bad_places"), (8, "source", "required"),
        (9, "external_id", "reading_fixed"), (10, "external_id", "value_twice"),
    }  # fmt: skip
    assert CompanyReading.objects.count() == 1
    assert code_of(lambda: uploads.readings_apply(by=office, now=NOW, job=job.reference)) == "not_previewed"


def test_a_sponsor_loads_only_what_is_theirs(target: CompanyTarget, sponsor: User, office: User, cast: Cast) -> None:
    other = make_programme(office, office)
    make_target(other, office, external_id="elsewhere")
    job = preview(sponsor, f"{HEAD}elsewhere,2026-01-31,1,Q4,\nair-profit,2026-01-31,1,Q4,\n")
    assert [error["rule"] for error in job.result["errors"]] == ["unknown_target"]
    with pytest.raises(NotAllowed):
        preview(cast.owner, HEAD)


# -- pages and REST


def test_pages(client: Client, target: CompanyTarget, office: User) -> None:
    client.force_login(office)
    url = target.get_absolute_url()
    today = timezone.localdate()
    form = {"value": "-4", "as_of": today.isoformat(), "source": "Income statement"}
    assert client.post(f"{url}reading/", form).status_code == 302
    page = client.get(url).content.decode()
    assert "Income statement" in page
    assert '"labels": {"value": "Value"' in page
    upload = SimpleUploadedFile("readings.csv", f"{HEAD}air-profit,2026-01-31,1,Q4,a\n".encode())
    answer = client.post("/programmes/readings/", {"files": upload})
    assert answer.status_code == 302
    jobs_run(now=timezone.now)
    assert "Import now" in client.get(answer["Location"]).content.decode()
    applied = client.post(f"{answer['Location']}apply/")
    jobs_run(now=timezone.now)
    assert "Imported" in client.get(applied["Location"]).content.decode()
    assert CompanyReading.objects.count() == 2


def test_rest(client: Client, programme: Programme, target: CompanyTarget, office: User, cast: Cast) -> None:
    client.force_login(office)
    send: dict[str, Any] = {"content_type": "application/json"}
    body = {"programme": programme.reference, "metric": "Stars", "baseline": "3", "target_value": "4"}
    made = client.post("/api/v1/company-targets/", json.dumps(body), **send)
    assert (made.status_code, made.json()["better"]) == (201, "higher")
    url = f"/api/v1/company-targets/{made.json()['id']}/"
    reading = {"value": "3.5", "as_of": "2026-01-31", "source": "Bulletin", "external_id": "b1"}
    for _ in range(2):
        assert client.post(f"{url}readings/", json.dumps(reading), **send).status_code == 201
    assert len(client.get(f"{url}readings/").json()["results"]) == 1
    assert client.get(url).json()["done"] == 0.5
    assert client.patch(url, json.dumps({"unit": "*"}), **send).json()["unit"] == "*"
    listed = client.get(f"/api/v1/company-targets/?programme={programme.reference}").json()["results"]
    assert len(listed) == 2
    upload = SimpleUploadedFile("readings.csv", f"{HEAD}air-profit,2026-01-31,1,Q4,a\n".encode())
    job = client.post("/api/v1/reading-imports/", {"files": upload, "apply": "true"})
    assert job.status_code == 202
    jobs_run(now=timezone.now)
    shown = client.get(f"/api/v1/reading-imports/{job.json()['id']}/").json()
    assert (shown["state"], shown["changes"]) == ("done", 1)
    client.force_login(cast.outsider)
    assert client.post(f"{url}readings/", json.dumps(reading), **send).status_code == 403
    assert client.get(f"/api/v1/reading-imports/{job.json()['id']}/").status_code in (403, 404)
