"""Training over REST: the whole way of a class, and the conventions."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from portal.people.models import Role, User
from tests.cast import make_user
from training.models import Cohort
from training.tests.factory import (
    NOW,
    make_calendar,
    make_cohort,
    make_curriculum,
    make_site,
    make_trainer,
    sessions_of,
)

pytestmark = pytest.mark.django_db
ON_THE_DAY = dt.datetime(2026, 9, 21, 1, 5, tzinfo=dt.UTC)


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def session_body(day: int) -> dict[str, Any]:
    return {
        "day_offset": day, "start_local": "09:00", "duration_min": 120, "title_en": f"Day {day}", "title_zh": f"{day}"
    }  # fmt: skip


def phase_body(kind: str, days: int) -> dict[str, Any]:
    return {
        "kind": kind, "name_en": kind, "name_zh": kind, "length_workdays": days,
        "sessions": [session_body(day) for day in range(days)],
    }  # fmt: skip


def post(client: APIClient, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, format="json", headers=headers)


@time_machine.travel(NOW, tick=False)
def test_the_way_of_a_class():
    trainer, coach, person = make_trainer(), make_user("coach", Role.COACH), make_user()
    client, site, calendar = client_of(trainer), make_site(), make_calendar()
    phases = [phase_body("classroom", 10), phase_body("on_call", 5), phase_body("classroom", 5)]
    curriculum = post(client, "curricula/", {"name_en": "Phone", "name_zh": "电话", "phases": phases})
    assert curriculum.status_code == 201, curriculum.json()
    reference = curriculum.json()["id"]
    published = post(client, f"curricula/{reference}/publish/", **{"If-Match": curriculum["ETag"]})
    assert published.status_code == 200, published.json()
    assert published.json()["published"] == 1
    body = {
        "curriculum": reference, "name": "Autumn", "site": site.code, "calendar": calendar.reference,
        "start_date": "2026-09-21", "capacity": 12,
    }  # fmt: skip
    preview = post(client, "cohorts/preview/", {k: v for k, v in body.items() if k not in ("name", "capacity")})
    assert preview.status_code == 200, preview.json()
    cohort = post(client, "cohorts/", body)
    assert cohort.status_code == 201, cohort.json()
    days = [(phase["kind"], phase["first_day"], phase["last_day"]) for phase in cohort.json()["phases"]]
    assert days == [
        ("classroom", "2026-09-21", "2026-10-10"),
        ("on_call", "2026-10-12", "2026-10-16"),
        ("classroom", "2026-10-19", "2026-10-23"),
    ]
    assert [(p["kind"], p["first_day"], p["last_day"]) for p in preview.json()["phases"]] == days
    key = cohort.json()["id"]
    enrolment = post(client, f"cohorts/{key}/enrol/", {"person": person.reference})
    assert enrolment.status_code == 201, enrolment.json()
    sessions = client.get(f"/api/v1/sessions/?cohort={key}&kind=on_call").json()["results"]
    assert len(sessions) == 5
    room = post(client, "rooms/", {"name_en": "A", "name_zh": "甲", "capacity": 12})
    for role, resource in (("coach", coach.reference), ("trainer", trainer.reference), ("room", room.json()["id"])):
        staffed = post(client, f"sessions/{sessions[0]['id']}/staff/", {"role": role, "resource": resource})
        assert staffed.status_code == 200, staffed.json()
    assert [row["role"] for row in staffed.json()["bookings"]] == ["coach", "trainer", "room"]
    moved = post(
        client, f"sessions/{sessions[0]['id']}/reschedule/", {"local_date": "2026-10-17", "local_start": "10:00"}
    )
    assert moved.status_code == 200, moved.json()
    assert moved.json()["starts_at"] == "2026-10-17T10:00:00+08:00"
    first = client.get(f"/api/v1/sessions/?cohort={key}").json()["results"][0]["id"]
    marks = {"marks": [{"enrolment": enrolment.json()["id"], "status": "late"}]}
    with time_machine.travel(ON_THE_DAY, tick=False):
        marked = post(client_of(trainer), f"sessions/{first}/attendance/", marks)
    assert marked.status_code == 200, marked.json()
    own = client_of(person)
    assert [row["status"] for row in own.get(f"/api/v1/sessions/{first}/attendance/").json()] == ["late"]
    withdrawn = post(client, f"enrolments/{enrolment.json()['id']}/withdraw/")
    assert withdrawn.json()["state"] == "withdrawn"
    cancelled = post(client, f"cohorts/{key}/cancel/", {"reason": "x"})
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")


def test_a_clash_is_409_and_names_it():
    trainer = make_trainer()
    client = client_of(trainer)
    first, second = (sessions_of(make_cohort(trainer))[0] for _ in range(2))
    body = {"role": "trainer", "resource": trainer.reference}
    assert post(client, f"sessions/{first.reference}/staff/", body).status_code == 200
    refused = post(client, f"sessions/{second.reference}/staff/", body)
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "booked"
    assert refused.json()["detail"]["clashes"][0]["session"] == first.reference


def test_conventions():
    trainer, colleague = make_trainer(), make_user()
    client = client_of(trainer)
    cohort = make_cohort(trainer, start=dt.date(2026, 9, 21))
    path = f"cohorts/{cohort.reference}/"
    assert client.get("/api/v1/cohorts/?colour=red").status_code == 400
    assert client.get("/api/v1/cohorts/?ordering=luck").status_code == 400
    assert client.get("/api/v1/cohorts/G-00000000/").status_code == 404
    assert client.get(f"/api/v1/{path.lower()}").status_code == 200
    stale = client.patch(f"/api/v1/{path}", {"name": "x"}, format="json", headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    assert client.patch(f"/api/v1/{path}", {"colour": "x"}, format="json").status_code == 400
    assert client.patch(f"/api/v1/{path}", {"name": "Other"}, format="json").json()["name"] == "Other"
    assert post(client_of(colleague), f"{path}enrol/", {"person": colleague.reference}).status_code == 403
    session = sessions_of(cohort)[0]
    bad = post(
        client, f"sessions/{session.reference}/reschedule/",
        {"local_date": "2026-09-22", "local_start": "09:00", "duration_min": 0},
    )  # fmt: skip
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["duration_min"])
    assert post(client, f"sessions/{session.reference}/reschedule/", {"local_date": "2026-13-01"}).status_code == 400


def test_an_external_id_makes_once_and_edits_after_that():
    trainer = make_trainer()
    client, site, calendar = client_of(trainer), make_site(), make_calendar()
    body = {"name_en": "Phone", "name_zh": "电话", "phases": [phase_body("classroom", 1)], "external_id": "LMS-7"}
    made = post(client, "curricula/", body)
    again = post(client, "curricula/", body | {"name_en": "Telephone"})
    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == made.json()["id"]
    assert again.json()["name_en"] == "Telephone"
    post(client, f"curricula/{made.json()['id']}/publish/")
    cohort = {
        "curriculum": made.json()["id"], "name": "A", "site": site.code, "calendar": calendar.reference,
        "start_date": "2026-09-21", "capacity": 3, "external_id": "K-1",
    }  # fmt: skip
    assert post(client, "cohorts/", cohort).status_code == 201
    changed = post(client, "cohorts/", cohort | {"capacity": 5})
    assert (changed.status_code, changed.json()["capacity"]) == (200, 5)
    assert Cohort.objects.count() == 1
    foreign = post(client_of(make_trainer()), "curricula/", {"name_en": "a", "name_zh": "a", "external_id": "LMS-7"})
    assert foreign.status_code == 200  # curricula belong to all trainers


def test_drafts_are_for_those_who_write_them():
    trainer = make_trainer()
    draft, published = make_curriculum(trainer, publish=False), make_curriculum(trainer)
    reader = client_of(make_user())
    assert [row["id"] for row in reader.get("/api/v1/curricula/").json()["results"]] == [published.reference]
    assert reader.get(f"/api/v1/curricula/{draft.reference}/").status_code == 404
    post(client_of(trainer), f"curricula/{published.reference}/draft/")
    seen = reader.get(f"/api/v1/curricula/{published.reference}/").json()
    assert [version["state"] for version in seen["versions"]] == ["published"]
    assert seen["draft"] is None
    own = client_of(trainer).get(f"/api/v1/curricula/{published.reference}/").json()
    assert [version["state"] for version in own["versions"]] == ["draft", "published"]


def test_a_repeated_post_makes_one_seat():
    trainer, person = make_trainer(), make_user()
    cohort = make_cohort(trainer)
    client = client_of(trainer)
    answers = [
        post(
            client, f"cohorts/{cohort.reference}/enrol/", {"person": person.reference}, **{"Idempotency-Key": "one"}
        ).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert cohort.enrolments.count() == 1
