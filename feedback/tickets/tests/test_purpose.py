"""Whom do I serve, what do they need, what do they value: worded by heads, shown to whoever has the ticket."""

from typing import Any

import pytest

from feedback.tickets.models import Purpose, Ticket
from feedback.tickets.services import purpose_dismiss, purpose_set
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene, make_scene, open_ticket
from feedback.tickets.tests.test_api import client_of
from tests.crowd import at_once

TEXTS = {
    "whom_en": "The hotline", "whom_zh": "热线", "need_en": "A clear yes", "need_zh": "明确答复",
    "value_en": "No second call", "value_zh": "不用再打",
}  # fmt: skip


def worded(scene: Scene, **values: Any) -> Purpose:
    given = {"department": scene.billing.reference, "by": scene.clerk_head, "now": MONDAY} | TEXTS
    return purpose_set(**(given | values))


def page(scene: Scene, who: Any, ticket: Ticket) -> str:
    return client_of(who).get(ticket.get_absolute_url()).content.decode()


def test_shown_where_the_ticket_is_until_it_is_put_away_and_again_when_reworded(scene: Scene) -> None:
    purpose, ticket = worded(scene), open_ticket(scene)
    assert "No second call" in page(scene, scene.clerk, ticket)
    assert "No second call" not in page(scene, scene.agent, ticket)
    assert "No second call" not in page(scene, scene.reader, ticket)
    purpose_dismiss(reference=purpose.reference, by=scene.clerk, now=MONDAY)
    purpose_dismiss(reference=purpose.reference, by=scene.clerk, now=MONDAY)
    assert "No second call" not in page(scene, scene.clerk, ticket)
    assert "No second call" in page(scene, scene.other_clerk, ticket)
    assert worded(scene, value_en="One voice").version == 2
    assert "One voice" in page(scene, scene.clerk, ticket)


def test_a_service_goes_before_its_department(scene: Scene) -> None:
    worded(scene)
    worded(scene, service=scene.service.reference, value_en="Money today")
    assert "Money today" in page(scene, scene.clerk, open_ticket(scene))


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"whom_zh": " "}, "malformed", "whom_zh"),
        ({"need_en": "x" * 301}, "malformed", "need_en"),
        ({"department": "D-0"}, "unknown_department", "department"),
        ({"service": "S-0"}, "unknown_service", "service"),
    ],
)
def test_malformed(scene: Scene, change: dict[str, Any], code: str, field: str) -> None:
    refusal: Any = refused(code, worded, scene=scene, **change)
    assert list(refusal.errors) == [field]


def test_who_may(scene: Scene) -> None:
    for person in (scene.clerk, scene.driver_head, scene.reader):
        refused("not_allowed", worded, scene=scene, by=person)
    worded(scene)
    refused("stale", worded, scene=scene, version=99)


def test_pages_and_rest(scene: Scene) -> None:
    client = client_of(scene.clerk_head)
    form = {"department": scene.billing.reference, "service": ""} | TEXTS
    assert client.post("/tickets/purposes/set/", form | {"whom_en": ""}).status_code == 422
    assert client.post("/tickets/purposes/set/", form).status_code == 302
    assert "No second call" in client.get("/tickets/purposes/").content.decode()
    assert "No second call" in client.get(f"/tickets/purposes/set/?department={form['department']}").content.decode()
    body = form | {"value_en": "Calm"}
    answer = client.post("/api/v1/purposes/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    (row,) = client.get("/api/v1/purposes/").json()["results"]
    path = f"/api/v1/purposes/{row['id']}/dismiss/"
    assert client_of(scene.clerk).post(path, {}, content_type="application/json").status_code == 200
    ticket = open_ticket(scene)
    put_away = client_of(scene.other_clerk).post(
        f"/tickets/purposes/{row['id']}/dismiss/", {"ticket": ticket.reference}
    )
    assert put_away["Location"] == ticket.get_absolute_url()


def test_worded_by_many_at_once_there_is_one(transactional_db: None) -> None:
    scene = make_scene()
    made = at_once(4, lambda index: worded(scene, value_en=f"No {index}"))
    assert sorted(each.version for each in made) == [1, 2, 3, 4]
    assert Purpose.objects.count() == 1
