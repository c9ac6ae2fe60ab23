"""The duty roster: who keeps it, that nobody is there twice, what it means for the fast lane and for messages."""

import datetime as dt
import json
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from feedback.tickets.models import DUTY_ONCE, Duty, Jump
from feedback.tickets.queries.duties import is_on_duty, on_duty
from feedback.tickets.rules.duties import served_from
from feedback.tickets.services import (
    breach_due_clocks,
    duty_cancel,
    duty_create,
    duty_edit,
    escalate_clocks,
    level_create,
    ticket_jump,
)
from feedback.tickets.services import duties as verbs_of_duties
from feedback.tickets.tests.check import refused, told
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket
from feedback.tickets.tests.test_api import client_of
from portal.delivery.presence import PRESENT
from portal.people.models import Department
from portal.people.services.away import employee_away
from portal.people.services.leaving import employee_leave
from portal.records.models import Event
from tests.crowd import at_once
from tests.forms import StaleEdit

TUESDAY, NOON = at("2026-11-17 09:00"), at("2026-11-17 12:00")


def made(scene: Scene, **values: Any) -> Duty:
    """The clerk, on Tuesday from nine until noon."""
    given: dict[str, Any] = {
        "department": scene.billing.reference, "person": scene.clerk.reference, "starts_at": TUESDAY, "ends_at": NOON,
        "by": scene.clerk_head, "now": MONDAY,
    }  # fmt: skip
    return duty_create(**given | values)


def served(scene: Scene, now: str, *roster: tuple[str, str]) -> str:
    spans = [(at(start), at(end)) for start, end in roster]
    found = served_from(scene.calendar.rules(), spans, at(now))
    return found.astimezone(at(now).tzinfo).strftime("%Y-%m-%d %H:%M")


def test_the_rule(scene: Scene) -> None:
    week = ("2026-11-17 11:00", "2026-11-17 14:00"), ("2026-11-19 17:00", "2026-11-20 10:00")
    # Without a roster the calendar alone counts.
    assert served(scene, "2026-11-16 10:00") == "2026-11-16 10:00"
    assert served(scene, "2026-11-16 12:30") == "2026-11-16 13:00"
    # In a week with one, both.
    assert served(scene, "2026-11-16 10:00", *week) == "2026-11-17 11:00"
    assert served(scene, "2026-11-17 11:30", *week) == "2026-11-17 11:30"
    assert served(scene, "2026-11-17 12:30", *week) == "2026-11-17 13:00"
    assert served(scene, "2026-11-17 14:00", *week) == "2026-11-19 17:00"
    assert served(scene, "2026-11-19 18:00", *week) == "2026-11-20 09:00"
    # What nobody has written a roster for follows the calendar: the week after, the week before.
    assert served(scene, "2026-11-20 10:00", *week) == "2026-11-23 09:00"
    assert served(scene, "2026-11-12 10:00", *week) == "2026-11-12 10:00"
    assert served(scene, "2026-11-13 19:00", *week) == "2026-11-17 11:00"
    # A duty outside the working time promises nothing.
    assert served(scene, "2026-11-16 10:00", ("2026-11-21 10:00", "2026-11-21 12:00")) == "2026-11-23 09:00"


def test_it_works(scene: Scene) -> None:
    duty = made(scene, note=" Desk 4 ")
    assert (duty.note, duty.version, told(scene.clerk)) == ("Desk 4", 1, ["duty.created"])
    duty_edit(reference=duty.reference, by=scene.clerk_head, now=MONDAY, ends_at=at("2026-11-17 13:00"))
    duty_edit(reference=duty.reference, by=scene.clerk_head, now=MONDAY, note="Desk 4")
    duty.refresh_from_db()
    assert (duty.version, duty.ends_at) == (2, at("2026-11-17 13:00"))
    assert on_duty(scene.billing, now=TUESDAY) == [scene.clerk]
    assert on_duty(scene.billing, now=at("2026-11-17 13:00")) == []
    duty_cancel(reference=duty.reference, by=scene.clerk_head, now=MONDAY)
    assert on_duty(scene.billing, now=TUESDAY) == []
    verbs = ["duty.created", "duty.edited", "duty.cancelled"]
    assert list(Event.objects.about(duty).order_by("id").values_list("verb", flat=True)) == verbs
    assert told(scene.clerk) == verbs


def test_what_has_begun_ends_now(scene: Scene) -> None:
    duty = duty_cancel(reference=made(scene).reference, by=scene.clerk_head, now=at("2026-11-17 10:00"))
    assert (duty.ends_at, duty.cancelled_at) == (at("2026-11-17 10:00"), None)


def test_who_keeps_it(scene: Scene) -> None:
    duty = made(scene, by=scene.admin)
    for person in (scene.clerk, scene.driver_head, scene.reader):
        refused("not_allowed", made, scene=scene, by=person)
        refused("not_allowed", duty_edit, reference=duty.reference, by=person, now=MONDAY, note="x")
        refused("not_allowed", duty_cancel, reference=duty.reference, by=person, now=MONDAY)


def test_refusals(scene: Scene) -> None:
    refused("unknown_department", made, scene=scene, department="D-00000000")
    refused("unknown_person", made, scene=scene, person=scene.driver.reference)
    refused("unknown_person", made, scene=scene, person="P-00000000")
    for values in ({"ends_at": TUESDAY}, {"starts_at": at("2026-11-01 09:00")}, {"note": "x" * 201}):
        refused("malformed", made, scene=scene, **values)
    refused("malformed", made, scene=scene, now=NOON)
    duty = made(scene)
    refused("on_duty", made, scene=scene, starts_at=at("2026-11-17 11:59"), ends_at=at("2026-11-17 13:00"))
    assert made(scene, starts_at=NOON, ends_at=at("2026-11-17 13:00")).pk
    assert made(scene, person=scene.other_clerk.reference).pk
    refused("stale", duty_edit, reference=duty.reference, by=scene.clerk_head, now=MONDAY, version=7, note="x")
    refused("not_found", duty_edit, reference="DU-00000000", by=scene.clerk_head, now=MONDAY, note="x")
    refused("duty_over", duty_edit, reference=duty.reference, by=scene.clerk_head, now=NOON, note="x")
    duty_cancel(reference=duty.reference, by=scene.clerk_head, now=MONDAY)
    refused("duty_over", duty_cancel, reference=duty.reference, by=scene.clerk_head, now=MONDAY)
    assert made(scene).pk


def test_of_ten_at_once_one_is_on_duty(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene()

    def act(_index: int) -> Any:
        return made(scene)

    answers = at_once(10, act)
    assert len([answer for answer in answers if isinstance(answer, Duty)]) == 1
    assert Duty.objects.count() == 1
    # Without the constraint the look before it lets several through.
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE tickets_duty DROP CONSTRAINT {DUTY_ONCE}")
    Duty.objects.all().delete()
    # Nobody commits before both have looked and written.
    written = threading.Barrier(2, timeout=20)
    monkeypatch.setattr(verbs_of_duties, "_tell", lambda *_args, **_values: written.wait())
    at_once(2, act)
    assert Duty.objects.count() == 2


def test_the_fast_lane_waits_for_the_roster(scene: Scene) -> None:
    made(scene)

    def jumped(now: dt.datetime) -> Jump:
        values = {"harm": "promise", "reason": "Flight tonight", "by": scene.agent, "now": now}
        return ticket_jump(reference=open_ticket(scene, now=now).reference, **values)

    first = jumped(MONDAY).passes.get()
    assert (first.opens_at, first.due_at) == (TUESDAY, TUESDAY + dt.timedelta(minutes=15))
    assert jumped(at("2026-11-17 10:00")).passes.get().opens_at is None
    assert "duty.created" in told(scene.clerk)
    assert told(scene.clerk).count("jump.started") == 1  # only while on duty
    assert told(scene.clerk_head).count("jump.started") == 2


def test_who_is_on_duty_is_told_beside_the_head(scene: Scene) -> None:
    made(scene)
    open_ticket(scene)
    breach_due_clocks(now=at("2026-11-17 10:00"))
    assert told(scene.clerk)[-1] == told(scene.clerk_head)[-1] == "ticket.late_resolution"
    assert told(scene.other_clerk) == []


def test_a_leaver_is_on_duty_no_more(scene: Scene) -> None:
    now = timezone.now()
    running = made(scene, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1), now=now)
    ahead = made(scene, starts_at=now + dt.timedelta(days=1), ends_at=now + dt.timedelta(days=2), now=now)
    later = now + dt.timedelta(minutes=1)
    employee_leave(by=scene.admin, now=later, employee=scene.clerk.reference)
    running.refresh_from_db()
    ahead.refresh_from_db()
    assert (running.ends_at, ahead.cancelled_at) == (later, later)


def test_pages(scene: Scene) -> None:
    now = timezone.now()
    start = now + dt.timedelta(days=1)
    duty = made(scene, starts_at=start, ends_at=start + dt.timedelta(hours=8), now=now)
    head, clerk = client_of(scene.clerk_head), client_of(scene.clerk)
    week = f"/tickets/duties/?week={timezone.localdate(start)}"
    assert "Clerk" in head.get(week).content.decode()
    assert "Otherclerk" not in head.get(week).content.decode()
    assert "Clerk<" not in head.get("/tickets/duties/?week=2020-01-01").content.decode()
    assert clerk.get("/tickets/duties/?week=x").status_code == 200
    assert "/edit/" not in clerk.get("/tickets/duties/list/").content.decode()
    assert f"{duty.reference}/edit/" in head.get("/tickets/duties/list/").content.decode()
    assert duty.reference in clerk.get("/tickets/duties/list/?export=csv").getvalue().decode()  # type: ignore[attr-defined]
    data = {
        "department": scene.billing.reference, "person": scene.other_clerk.email, "starts_at": "2199-01-01T09:00",
        "ends_at": "2199-01-01T18:00",
    }  # fmt: skip
    assert head.post("/tickets/duties/new/", data).status_code == 302
    assert head.post("/tickets/duties/new/", data).status_code == 422
    assert clerk.get("/tickets/duties/new/").status_code == 403

    def change() -> None:
        duty_edit(reference=duty.reference, by=scene.clerk_head, now=now, note="Theirs")

    edit = StaleEdit(head, f"/tickets/duties/{duty.reference}/edit/", change, note="Mine")
    assert edit.differences["note"] == ("Theirs", "Mine")
    assert clerk.post(f"/tickets/duties/{duty.reference}/cancel/").status_code == 403
    assert head.post(f"/tickets/duties/{duty.reference}/cancel/").status_code == 302
    duty.refresh_from_db()
    assert duty.cancelled_at is not None


def test_rest(scene: Scene) -> None:
    head, kind = client_of(scene.clerk_head), "application/json"
    body = {
        "department": scene.billing.reference, "person": scene.clerk.reference,
        "starts_at": "2199-01-01T09:00:00+08:00", "ends_at": "2199-01-01T18:00:00+08:00",
    }  # fmt: skip
    answer = head.post("/api/v1/duties/", json.dumps(body), content_type=kind)
    assert (answer.status_code, answer.json()["person"]["id"]) == (201, scene.clerk.reference)
    assert head.post("/api/v1/duties/", json.dumps(body), content_type=kind).json()["code"] == "on_duty"
    path = f"/api/v1/duties/{answer.json()['id']}/"
    old = {"If-Match": '"9"'}
    assert head.patch(path, json.dumps({"note": "x"}), content_type=kind, headers=old).status_code == 412
    assert head.patch(path, json.dumps({"note": "x"}), content_type=kind).json()["note"] == "x"
    listed = head.get(f"/api/v1/duties/?person={scene.clerk.reference}&when=ahead").json()["results"]
    assert [each["id"] for each in listed] == [answer.json()["id"]]
    clerk = client_of(scene.clerk)
    assert clerk.get("/api/v1/duties/").status_code == 200
    assert clerk.post("/api/v1/duties/", json.dumps(body), content_type=kind).status_code == 403
    assert head.post(f"{path}cancel/", "{}", content_type=kind).json()["cancelled"] is True
    assert head.get("/api/v1/duties/").json()["results"] == []


def test_who_is_on_duty_gets_mails_at_once(scene: Scene) -> None:
    night = at("2026-11-16 22:00")
    made(scene, starts_at=night, ends_at=at("2026-11-17 06:00"))
    assert [is_on_duty(person, night) for person in (scene.clerk, scene.other_clerk)] == [True, False]
    assert not is_on_duty(scene.clerk, at("2026-11-17 06:00"))
    assert is_on_duty in PRESENT


def test_while_the_head_is_away_the_deputy_is_told_and_escalated_to(scene: Scene) -> None:
    deputy = scene.other_clerk
    Department.objects.filter(pk=scene.billing.pk).update(deputy=deputy)
    employee_away(by=scene.clerk_head, now=MONDAY, employee=scene.clerk_head.reference, away_until=MONDAY.date())
    half = {"clock": "response", "percent": 50, "tells": ["head"]}
    level_create(department=scene.billing.reference, by=scene.clerk_head, now=MONDAY, **half)
    open_ticket(scene)
    assert escalate_clocks(now=at("2026-11-16 09:45")) == 1
    assert breach_due_clocks(now=at("2026-11-16 10:01")) == 1
    assert told(deputy) == ["account.stands_in", "level.before", "ticket.late_response"]
    assert told(scene.clerk_head) == []
    # The day after, the head is told again.
    breach_due_clocks(now=at("2026-11-17 10:00"))
    assert told(scene.clerk_head) == ["ticket.late_resolution"]
