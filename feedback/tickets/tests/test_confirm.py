"""The requester's word after a resolving: one click, yes or no; silence is undecided."""

import datetime as dt

from feedback.tickets.models import Resolution, Ticket
from feedback.tickets.services import ticket_confirm, ticket_reopen, ticket_resolve
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.records.models import OutboxRow
from tests.crowd import at_once


def last(ticket: Ticket) -> Resolution:
    return Resolution.objects.filter(ticket=ticket).latest("number")


def test_asked_until_the_end_of_the_third_working_day(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    assert last(ticket).ask_until == at("2026-11-19 23:59:59.999999")
    friday = taken_ticket(scene)
    ticket_resolve(reference=friday.reference, text="Paid", by=scene.clerk, now=at("2026-11-20 17:00"))
    assert last(friday).ask_until == at("2026-11-25 23:59:59.999999")
    message = OutboxRow.objects.get(
        recipient=scene.agent, channel="inbox", kind="ticket.resolved", url__contains=ticket.reference
    )
    assert message.url == f"{ticket.get_absolute_url()}#solved"


def test_yes(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    ticket_confirm(reference=ticket.reference, solved=True, by=scene.agent, now=at("2026-11-16 10:00"))
    found = last(ticket)
    assert (found.answer, found.answered_at, found.reopened_at) == ("yes", at("2026-11-16 10:00"), None)
    assert verbs(ticket)[-1] == "ticket.confirmed"
    refused("answered_already", ticket_confirm, reference=ticket.reference, solved=True, by=scene.agent, now=MONDAY)


def test_no_opens_it_again(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    again = ticket_confirm(reference=ticket.reference, solved=False, by=scene.agent, now=at("2026-11-16 10:00"))
    assert (again.state, again.owner) == ("in_progress", scene.clerk)
    assert (last(ticket).answer, last(ticket).reopened_at) == ("no", at("2026-11-16 10:00"))
    assert told(scene.clerk)[-1] == "ticket.reopened"


def test_reopening_by_the_requester_is_a_no_by_others_it_is_not(scene: Scene) -> None:
    mine, theirs = resolved_ticket(scene), resolved_ticket(scene)
    ticket_confirm(reference=mine.reference, solved=True, by=scene.agent, now=MONDAY)
    ticket_reopen(reference=mine.reference, reason="Not yet", by=scene.agent, now=MONDAY)
    ticket_reopen(reference=theirs.reference, reason="Not yet", by=scene.clerk, now=MONDAY)
    assert (last(mine).answer, last(theirs).answer) == ("no", "")


def test_who_and_when(scene: Scene) -> None:
    ticket, open_one = resolved_ticket(scene), taken_ticket(scene)
    for person, code in ((scene.clerk, "not_requester"), (scene.outsider, "not_found"), (scene.reader, "not_allowed")):
        refused(code, ticket_confirm, reference=ticket.reference, solved=True, by=person, now=MONDAY)
    refused("wrong_state", ticket_confirm, reference=open_one.reference, solved=True, by=scene.agent, now=MONDAY)
    refused("stale", ticket_confirm, reference=ticket.reference, solved=True, by=scene.agent, now=MONDAY, version=99)


def test_one_click_on_the_page_and_rest(scene: Scene) -> None:
    ticket = resolved_ticket(scene, now=dt.datetime.now(dt.UTC))
    client = client_of(scene.agent)
    assert "Is it solved?" in client.get(ticket.get_absolute_url()).content.decode()
    assert "Is it solved?" not in client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode()
    assert client.post(f"{ticket.get_absolute_url()}confirm/", {"solved": "yes"}).status_code == 302
    assert "Is it solved?" not in client.get(ticket.get_absolute_url()).content.decode()
    path = f"/api/v1/tickets/{ticket.reference}/"
    assert client.get(path).json()["resolution"]["answer"] == "yes"
    other = resolved_ticket(scene, now=dt.datetime.now(dt.UTC))
    body = {"solved": False, "reason": "Still missing"}
    answer = client.post(f"/api/v1/tickets/{other.reference}/confirm/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "in_progress")


def test_two_clicks_at_once_are_one_word(transactional_db: None) -> None:
    scene = make_scene()
    ticket = resolved_ticket(scene)

    def say(index: int) -> object:
        return ticket_confirm(reference=ticket.reference, solved=bool(index % 2), by=scene.agent, now=MONDAY)

    answers = at_once(4, say)
    assert sum(isinstance(answer, Ticket) for answer in answers) in (1, 2)
    assert Resolution.objects.filter(ticket=ticket).count() == 1
    assert last(ticket).answer in ("yes", "no")
