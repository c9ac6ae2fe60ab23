"""The first owner asks how far it is: told is who has it, counted, once in a working hour."""

from feedback.tickets.models import Ticket
from feedback.tickets.services import ticket_chase, ticket_hand_over, ticket_release, ticket_resolve, ticket_take
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, taken_ticket
from feedback.tickets.tests.test_api import client_of


def handed(scene: Scene) -> Ticket:
    """First taken by the clerk, now in logistics' queue."""
    ticket = taken_ticket(scene)
    where = {"department": scene.logistics.reference, "reason": "Yours", "by": scene.clerk, "now": MONDAY}
    return ticket_hand_over(reference=ticket.reference, **where)


def test_the_head_of_the_queue_is_told_then_the_owner(scene: Scene) -> None:
    ticket = handed(scene)
    asked = ticket_chase(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 10:00"))
    assert (asked.chases, asked.chased_at, asked.version) == (1, at("2026-11-16 10:00"), ticket.version)
    assert told(scene.driver_head)[-1] == "ticket.chased"
    assert verbs(ticket)[-1] == "ticket.chased"
    ticket_take(reference=ticket.reference, by=scene.driver, now=at("2026-11-16 10:30"))
    again = ticket_chase(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 11:00"))
    assert again.chases == 2
    assert told(scene.driver)[-1] == "ticket.chased"


def test_once_in_a_working_hour(scene: Scene) -> None:
    ticket = handed(scene)
    ticket_chase(reference=ticket.reference, by=scene.clerk, now=at("2026-11-16 11:30"))
    # Lunch from twelve to one is no time to answer.
    late = {"reference": ticket.reference, "by": scene.clerk}
    refusal = refused("chased_already", ticket_chase, now=at("2026-11-16 13:29"), **late)
    assert refusal.detail == {"minutes": 59, "again_after": 60}
    assert ticket_chase(now=at("2026-11-16 13:30"), **late).chases == 2


def test_only_the_first_owner_and_not_their_own(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    for person, code in (
        (scene.agent, "not_first_owner"),
        (scene.outsider, "not_found"),
        (scene.reader, "not_allowed"),
    ):
        refused(code, ticket_chase, reference=ticket.reference, by=person, now=MONDAY)
    refused("own_ticket", ticket_chase, reference=ticket.reference, by=scene.clerk, now=MONDAY)
    refused("stale", ticket_chase, reference=ticket.reference, by=scene.clerk, now=MONDAY, version=99)
    ticket_resolve(reference=ticket.reference, text="Paid", by=scene.clerk, now=MONDAY)
    refused("wrong_state", ticket_chase, reference=ticket.reference, by=scene.clerk, now=MONDAY)


def test_one_in_the_own_queue_may_be_asked_for(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_release(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    assert ticket_chase(reference=ticket.reference, by=scene.clerk, now=MONDAY).chases == 1


def test_page_list_and_rest(scene: Scene) -> None:
    ticket = handed(scene)
    client = client_of(scene.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "Ask how far it is" in page
    assert "Clerk" in page, "the first owner sees who had it"
    assert ticket.title in client.get("/tickets/?mine=first").content.decode()
    assert client.post(f"{ticket.get_absolute_url()}chase/").status_code == 302
    answer = client.post(f"/api/v1/tickets/{ticket.reference}/chase/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "chased_already")
    assert client.get(f"/api/v1/tickets/{ticket.reference}/").json()["chases"] == 1
    assert "Ask how far it is" not in client_of(scene.driver).get(ticket.get_absolute_url()).content.decode()
