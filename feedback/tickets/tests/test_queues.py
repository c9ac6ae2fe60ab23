"""Every queue at a glance: whoever looks sees what they may see, counted once, on the page, in files and over REST."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from feedback.tickets.services import ticket_hand_over
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, taken_ticket, waiting_ticket
from portal.people.models import User

pytestmark = pytest.mark.django_db
PAGE, REST = "/tickets/queues/", "/api/v1/ticket-reports/queues/"


def client_of(user: User, language: str = "en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


def asked(user: User, **query: str) -> list[dict[str, Any]]:
    answer = client_of(user).get(REST, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


def test_it_counts_by_state_and_what_is_late(scene: Scene) -> None:
    open_ticket(scene)
    taken_ticket(scene)
    waiting_ticket(scene)
    moved = taken_ticket(scene)
    ticket_hand_over(
        reference=moved.reference, department=scene.logistics.reference, reason="On", by=scene.clerk, now=MONDAY
    )
    by_queue = {row["department"]["id"]: row for row in asked(scene.reader)}
    billing, logistics = by_queue[scene.billing.reference], by_queue[scene.logistics.reference]
    # Long due in the meantime, but for the one that waits for its requester.
    assert [billing[name] for name in ("open", "new", "in_progress", "waiting", "late")] == [3, 1, 1, 1, 2]
    assert [logistics[name] for name in ("open", "new", "late")] == [1, 1, 1]


def test_everybody_sees_their_part(scene: Scene) -> None:
    mine = open_ticket(scene)
    assert [row["open"] for row in asked(scene.agent)] == [1], "who opened it"
    assert [row["department"]["id"] for row in asked(scene.clerk)] == [mine.department.reference]
    assert asked(scene.outsider) == asked(scene.driver) == []
    page = client_of(scene.outsider).get(PAGE).content.decode()
    assert "No ticket that you may see is open here." in page
    assert Client().get(REST).status_code == 401


def test_one_department_with_all_below_it(scene: Scene) -> None:
    open_ticket(scene)
    assert len(asked(scene.reader, department=scene.billing.reference)) == 1
    assert asked(scene.reader, department=scene.logistics.reference) == []
    client = client_of(scene.reader)
    for query in ({"department": "D-00000000"}, {"days": "7"}, {"no_such": "1"}):
        answer = client.get(REST, query)
        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == set(query)
    assert client.get(PAGE, {"department": "D-00000000"}).status_code == 200, "a page shows the usual then"


def test_the_page_leads_to_the_tickets_and_the_file_has_the_same(scene: Scene) -> None:
    open_ticket(scene)
    client = client_of(scene.reader)
    page = client.get(PAGE).content.decode()
    link = f"/tickets/?department={scene.billing.reference}&amp;state=open"
    assert link in page
    assert len(client.get(link.replace("&amp;", "&")).context["page"].rows) == 1
    text = client.get(PAGE, {"export": "csv"}).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["department"], row["open"], row["new"]) == (scene.billing.reference, "1", "1")
    chinese = client_of(scene.reader, "zh-hans").get(PAGE).content.decode()
    assert "队列" in chinese
    assert scene.billing.name_zh in chinese
