"""Readings of benefits from a CSV and by REST: all or none, never changed, known again by their external id."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from initiatives.models import Initiative, Reading, Target
from initiatives.services.importing.readings import readings_import
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.importing import broken, lines, run, store, up
from portal.core.errors import Malformed, NotAllowed
from portal.people.models import User
from portal.records.jobs import jobs_run
from portal.records.models import Event, Job
from tests.cast import Cast
from tests.crowd import at_once

__all__ = ["store"]
HEAD = ["benefit", "value", "as_of", "source", "external_id"]
DAY = dt.timedelta(days=1)


@pytest.fixture
def benefit(cast: Cast, sponsor: User) -> Target:
    initiative: Initiative = make_initiative(cast.owner, sponsor)
    return initiative.targets.get()


def row(benefit: Target, **fields: Any) -> dict[str, Any]:
    return {"benefit": benefit.reference, "value": 60, "as_of": TODAY.isoformat(), "source": "Monthly"} | fields


def test_it_works_and_again_adds_nothing(cast: Cast, benefit: Target) -> None:
    rows = [
        [benefit.reference, "52.5", TODAY - DAY, "Monthly report", "r1"],
        [benefit.reference.lower(), 60, TODAY, "Monthly report", ""],
        [benefit.reference, 60, TODAY, "Monthly report", ""],
    ]
    file = lines(HEAD, *rows)
    preview = run("readings", cast.owner, up(file, "readings.csv"), apply=False)
    assert preview.result["counts"] == {"readings": {"new": 2, "changed": 0, "unchanged": 1}}
    assert not Reading.objects.exists()
    run("readings", cast.owner, up(file, "readings.csv"))
    found = list(Reading.objects.order_by("as_of").values_list("value", "as_of", "source", "external_id", "by"))
    assert found == [
        (Decimal("52.5"), TODAY - DAY, "Monthly report", "r1", cast.owner.pk),
        (Decimal(60), TODAY, "Monthly report", None, cast.owner.pk),
    ]
    told = Event.objects.about(benefit.initiative).filter(verb="initiative.read")
    assert [event.data["value"] for event in told.order_by("id")] == ["52.5", "60"]
    assert run("readings", cast.owner, up(file, "readings.csv")).result["changes"] == 0
    assert Reading.objects.count() == 2


def test_every_broken_rule_is_named_and_nothing_is_written(cast: Cast, sponsor: User, benefit: Target) -> None:
    readings_import(readings=[row(benefit, external_id="r1")], by=cast.owner, now=NOW)
    other = make_initiative(cast.other_head, sponsor).targets.get()
    draft = make_initiative(cast.owner, sponsor, draft=True).targets.get()
    hidden = make_initiative(cast.other_head, sponsor, draft=True).targets.get()
    rows = [
        [benefit.reference, 60, TODAY + DAY, "Monthly", ""],
        [benefit.reference, 60, TODAY, "", ""],
        [benefit.reference, "60 %", TODAY, "Monthly", ""],
        [benefit.reference, 61, TODAY, "Monthly", "r1"],
        [other.reference, 60, TODAY, "Monthly", ""],
        [draft.reference, 60, TODAY, "Monthly", ""],
        [hidden.reference, 60, TODAY, "Monthly", ""],
        ["TG-00000000", 60, TODAY, "Monthly", ""],
        [benefit.reference, 70, TODAY, "Monthly", "r2"],
        [benefit.reference, 71, TODAY, "Monthly", "r2"],
    ]
    assert sorted(broken(run("readings", cast.owner, up(lines(HEAD, *rows), "readings.csv")))) == [
        (2, "as_of", "ahead"),
        (3, "source", "required"),
        (4, "value", "bad_number"),
        (5, "external_id", "other_reading"),
        (6, "benefit", "not_your_benefit"),
        (7, "benefit", "draft_unread"),
        (8, "benefit", "absent_reference"),
        (9, "benefit", "absent_reference"),
        (11, "external_id", "other_reading"),
    ]
    assert Reading.objects.count() == 1


def test_a_batch_by_rest(cast: Cast, benefit: Target) -> None:
    client = Client()
    client.force_login(cast.owner)

    def send(*rows: Any) -> Any:
        return client.post("/api/v1/benefits/readings/", {"readings": list(rows)}, content_type="application/json")

    answer = send(row(benefit, external_id="r1"), row(benefit, value="61.5"))
    assert (answer.status_code, answer.json()) == (200, {"created": 2, "unchanged": 0})
    assert send(row(benefit, external_id="r1")).json() == {"created": 0, "unchanged": 1}
    refused = send(row(benefit), row(benefit, source=""), row(benefit, colour="red"), {"benefit": ["x"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "rows_broken")
    assert {"readings.1.source", "readings.2.colour", "readings.3.benefit"} <= set(refused.json()["errors"])
    assert send("text").status_code == 400
    assert Reading.objects.count() == 2


def test_limits_and_who_may(cast: Cast, benefit: Target) -> None:
    with pytest.raises(Malformed) as refusal:
        readings_import(readings=[row(benefit)] * 10_001, by=cast.owner, now=NOW)
    assert refusal.value.code == "too_many_rows"
    for user in (cast.outsider, cast.other_head):
        with pytest.raises((Malformed, NotAllowed)):
            readings_import(readings=[row(benefit)], by=user, now=NOW)
    assert not Reading.objects.exists()


def test_the_database_keeps_them_apart_and_as_they_are(cast: Cast, benefit: Target) -> None:
    readings_import(readings=[row(benefit, external_id="r1")], by=cast.owner, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.update(value=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(
            target=benefit, value=1, as_of=TODAY, source="x", external_id="r1", by=cast.owner, at=NOW
        )


def test_the_pages(cast: Cast, benefit: Target) -> None:
    client = Client()
    client.force_login(cast.owner)
    assert "/benefits/import/" in client.get("/benefits/").content.decode()
    assert client.get("/benefits/import/").status_code == 200
    client.post("/benefits/import/", {"files": up(lines(HEAD, [benefit.reference, 60, TODAY, "M", "r1"]), "r.csv")})
    jobs_run(now=lambda: NOW)
    page = f"/benefits/import/{Job.objects.get().reference}/"
    assert "Import now" in client.get(page).content.decode()
    client.post(f"{page}apply/")
    jobs_run(now=lambda: NOW)
    assert Reading.objects.get().external_id == "r1"


@pytest.mark.django_db(transaction=True)
class TestCrowd:
    def send(self, benefit: Target, owner: User) -> int:
        rows = [row(benefit, value=number, external_id=f"c{number}") for number in range(50)]
        outcomes = at_once(5, lambda _number: self._one(rows, owner.pk))
        assert Reading.objects.count() == 50
        return sum(outcomes)

    def _one(self, rows: Any, owner: int) -> int:
        try:
            return readings_import(readings=rows, by=User.objects.get(pk=owner), now=NOW).created
        except IntegrityError:
            return -1000

    def test_the_same_batch_at_once(self, cast: Cast, benefit: Target) -> None:
        assert self.send(benefit, cast.owner) == 50

    def test_without_the_lock_some_run_into_each_other(
        self, cast: Cast, benefit: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The control: the constraint keeps twins out, but a batch falls over instead of finding them there."""
        monkeypatch.setattr("initiatives.services.importing.readings.lock", lambda _number: None)
        assert self.send(benefit, cast.owner) < 0
