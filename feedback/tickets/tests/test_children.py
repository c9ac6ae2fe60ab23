"""Child tickets: opened elsewhere, and what their parent does when they are done."""

import json
import threading
from typing import Any

import pytest
from django.db import transaction

from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.rules.families import closes_now, is_told, keeps_open
from feedback.tickets.services import (
    service_create,
    ticket_merge,
    ticket_open_child,
    ticket_reopen,
    ticket_resolve,
    ticket_take,
)
from feedback.tickets.tests.check import clock, refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.core.errors import Refused
from portal.records.models import Event
from tests.crowd import at_once

TEN = at("2026-11-16 10:00")


def elsewhere(scene: Scene) -> CatalogueService:
    found: CatalogueService | None = CatalogueService.objects.filter(department=scene.logistics).first()
    return found or service_create(
        name_en="Fetch", name_zh="取件", department=scene.logistics.reference, response_minutes=30,
        resolution_minutes=120, by=scene.driver_head, now=MONDAY,
    )  # fmt: skip


def child(parent: Ticket, scene: Scene, **values: Any) -> Ticket:
    given: dict[str, Any] = {"service": elsewhere(scene).reference, "title": "Fetch it", "text": "From the counter"}
    given |= {"rule": "waits", "by": scene.clerk, "now": MONDAY}
    return ticket_open_child(reference=parent.reference, **given | values)


def resolve(ticket: Ticket, by: Any) -> Ticket:
    ticket.refresh_from_db()
    if ticket.state == "new":
        ticket_take(reference=ticket.reference, by=by, now=TEN)
    return ticket_resolve(reference=ticket.reference, text="Done", by=by, now=TEN)


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    ("rule", "open_children", "state", "answers"),
    [
        ("waits", 1, "in_progress", (True, False, False)),
        ("waits", 0, "in_progress", (False, False, True)),
        ("informs", 1, "in_progress", (False, False, True)),
        ("closes", 1, "waiting", (True, False, False)),
        ("closes", 0, "waiting", (False, True, True)),
        ("closes", 0, "new", (False, False, True)),
        ("", 1, "in_progress", (False, False, False)),
    ],
)
def test_rules(rule: str, open_children: int, state: str, answers: tuple[bool, bool, bool]) -> None:
    found = (keeps_open(rule, open_children), closes_now(rule, open_children, state), is_told(rule, open_children))
    assert found == answers


def test_it_works(scene: Scene) -> None:
    parent = taken_ticket(scene, customer_key="C1")
    made = child(parent, scene)
    assert (made.parent, made.state, made.department, made.requester) == (parent, "new", scene.logistics, scene.clerk)
    assert (made.customer_key, made.next_due_at) == ("C1", at("2026-11-16 09:30"))
    assert again(parent).children_rule == "waits"
    assert verbs(parent)[-1] == "ticket.child_opened"
    seen = {person for person in (scene.driver, scene.other_clerk, scene.agent) if _sees(person, made)}
    assert seen == {scene.driver, scene.other_clerk}


def _sees(person: Any, ticket: Ticket) -> bool:
    return bool(Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists())


def test_a_parent_waits_for_its_children(scene: Scene) -> None:
    parent = taken_ticket(scene)
    first, second = child(parent, scene), child(parent, scene)
    arguments: dict[str, Any] = {"reference": parent.reference, "text": "Done", "by": scene.clerk, "now": TEN}
    refusal = refused("children_open", ticket_resolve, **arguments)
    assert refusal.detail == {"children": [first.reference, second.reference]}
    resolve(first, scene.driver)
    assert "ticket.child_done" not in told(scene.clerk)
    refused("children_open", ticket_resolve, **arguments)
    resolve(second, scene.driver)
    assert told(scene.clerk).count("ticket.child_done") == 1
    assert ticket_resolve(**arguments).state == "resolved"


def test_a_parent_that_is_informed_goes_its_own_way(scene: Scene) -> None:
    parent = taken_ticket(scene)
    first = child(parent, scene, rule="informs")
    child(parent, scene, rule="informs")
    resolve(first, scene.driver)
    assert told(scene.clerk).count("ticket.child_done") == 1
    assert resolve(parent, scene.clerk).state == "resolved"


def test_a_parent_is_resolved_by_the_last_child(scene: Scene) -> None:
    top = taken_ticket(scene)
    parent = child(top, scene, rule="closes", service=scene.service.reference)
    ticket_take(reference=parent.reference, by=scene.other_clerk, now=MONDAY)
    first = child(parent, scene, rule="closes", by=scene.other_clerk)
    second = child(parent, scene, rule="closes", by=scene.other_clerk)
    resolve(first, scene.driver)
    assert again(parent).state == again(top).state == "in_progress"
    resolve(second, scene.driver)
    assert again(parent).state == again(top).state == "resolved"
    assert clock(top, "resolution").met_at == TEN
    event = Event.objects.about(top).get(verb="ticket.resolved")
    assert (event.actor, event.data) == (None, {"children": [parent.reference]})
    assert told(scene.agent)[-1] == "ticket.closed"
    assert "The last child ticket was done" in client_of(scene.agent).get(top.get_absolute_url()).content.decode()


def test_who_nobody_has_is_not_closed(scene: Scene) -> None:
    parent = open_ticket(scene)
    made = child(parent, scene, rule="closes")
    resolve(made, scene.driver)
    assert again(parent).state == "new"
    assert told(scene.clerk_head)[-1] == "ticket.child_done"


def test_a_child_that_is_reopened_tells_the_parents_owner(scene: Scene) -> None:
    parent = taken_ticket(scene)
    made = child(parent, scene, rule="informs", by=scene.clerk_head)
    resolve(made, scene.driver)
    ticket_reopen(reference=made.reference, reason="Not there", by=scene.clerk_head, now=TEN)
    assert told(scene.clerk)[-1] == "ticket.reopened"


def test_three_levels_and_no_more(scene: Scene) -> None:
    top = taken_ticket(scene)
    second = child(top, scene, service=scene.service.reference)
    third = child(second, scene, service=scene.service.reference)
    refused("too_deep", child, parent=third, scene=scene)


def test_refusals(scene: Scene) -> None:
    parent = taken_ticket(scene)
    elsewhere(scene)
    refused("wrong_state", child, parent=resolved_ticket(scene), scene=scene)
    refused("malformed", child, parent=parent, scene=scene, rule="perhaps")
    refused("malformed", child, parent=parent, scene=scene, text=" ")
    refused("unknown_service", child, parent=parent, scene=scene, service="S-00000000")
    refused("not_allowed", child, parent=parent, scene=scene, by=scene.agent)
    refused("not_found", child, parent=parent, scene=scene, by=scene.driver)
    refused("stale", child, parent=parent, scene=scene, version=9)


def test_a_family_is_not_merged_away(scene: Scene) -> None:
    parent, other = taken_ticket(scene), taken_ticket(scene)
    made = child(parent, scene, service=scene.service.reference)
    for source in (parent, made):
        refused(
            "in_family", ticket_merge, reference=source.reference, into=other.reference, reason="x", by=scene.clerk,
            now=TEN,
        )  # fmt: skip
    ticket_merge(reference=other.reference, into=parent.reference, reason="x", by=scene.clerk, now=TEN)


def test_page_and_rest(scene: Scene) -> None:
    parent = taken_ticket(scene)
    client, path = client_of(scene.clerk), parent.get_absolute_url()
    data = {"service": elsewhere(scene).reference, "title": "Fetch it", "text": "From the counter", "rule": "waits"}
    assert client.post(path + "open-child/", data).status_code == 302
    made = Ticket.objects.get(parent=parent)
    page = client.get(path).content.decode()
    assert made.reference in page
    assert f"Waits for {made.reference}" in page
    assert parent.reference in client.get(made.get_absolute_url()).content.decode()
    # The requester is told where the parts stand, and does not get in.
    assert made.reference in client_of(scene.agent).get(path).content.decode()
    assert client_of(scene.agent).get(made.get_absolute_url()).status_code == 404
    answer = client.post(
        f"/api/v1/tickets/{parent.reference}/open-child/", json.dumps(data), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["parent"]["id"]) == (201, parent.reference)
    shown = client.get(f"/api/v1/tickets/{parent.reference}/").json()
    assert shown["children_rule"] == "waits"
    assert [each["state"] for each in shown["children"]] == ["new", "new"]
    assert client_of(scene.agent).get(path + "open-child/").status_code == 403


def two_children(scene: Scene) -> tuple[Ticket, list[Ticket]]:
    parent = taken_ticket(scene)
    made = [child(parent, scene, rule="closes") for _number in range(2)]
    for each in made:
        ticket_take(reference=each.reference, by=scene.driver, now=MONDAY)
    return parent, made


def test_two_last_children_at_once_close_it_once(transactional_db: None) -> None:
    scene = make_scene()
    parent, made = two_children(scene)
    drivers = [scene.driver, scene.driver_head]

    def work(i: int) -> Ticket:
        return ticket_resolve(reference=made[i].reference, text="Done", by=drivers[i], now=TEN)

    answers = at_once(2, work)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    assert again(parent).state == "resolved"
    assert verbs(parent).count("ticket.resolved") == 1
    assert told(scene.agent).count("ticket.closed") == 1


def test_control_without_the_lock_nobody_closes_it(transactional_db: None) -> None:
    """What the parent's lock prevents: each still sees the other one open."""
    scene = make_scene()
    parent, made = two_children(scene)
    both_are_done = threading.Barrier(2)

    def naive(i: int) -> int:
        with transaction.atomic():
            Ticket.objects.filter(pk=made[i].pk).update(state="resolved", resolved_at=TEN)
            both_are_done.wait(timeout=60)
            still_open = Ticket.objects.filter(parent=parent, state="in_progress").count()
            both_are_done.wait(timeout=60)
            return still_open

    assert at_once(2, naive) == [1, 1]


def test_resolving_the_parent_against_opening_a_child(transactional_db: None) -> None:
    scene = make_scene()
    parent = taken_ticket(scene)
    elsewhere(scene)

    def work(i: int) -> Ticket:
        if i:
            return child(parent, scene, by=scene.clerk_head)
        return ticket_resolve(reference=parent.reference, text="Done", by=scene.clerk, now=TEN)

    answers = at_once(2, work)
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    assert [refusal.code for refusal in lost] in (["wrong_state"], ["children_open"])
