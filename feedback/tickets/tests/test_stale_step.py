"""A button that is pressed on a page that is out of date does nothing, and says who did what meanwhile."""

import pytest
from django.test import Client

from feedback.tickets import services
from feedback.tickets.choices import State
from feedback.tickets.models import Ticket
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, resolved_ticket, taken_ticket
from portal.people.models import User
from portal.records.models import Event
from tests.forms import shown

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_take_after_it_came_back_changed(scene: Scene) -> None:
    ticket = open_ticket(scene)
    services.ticket_edit(reference=ticket.reference, title="Not what it was", by=scene.clerk, now=MONDAY)
    client, url = signed_in(scene.other_clerk), f"{ticket.get_absolute_url()}take/"
    answer = client.post(url, {"version": ticket.version})
    assert answer.status_code == 412
    page = answer.content.decode()
    assert "Clerk" in page
    assert "changed what the ticket says" in page
    assert Ticket.objects.get(pk=ticket.pk).state == State.NEW
    assert client.post(url, {"version": ticket.version + 1}).status_code == 302


def test_the_buttons_of_the_page_carry_what_it_shows(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    page = signed_in(scene.clerk).get(ticket.get_absolute_url())
    posted = [step for step in page.context["steps"] if step.get("post")]
    assert posted
    assert all(step["fields"]["version"] == str(ticket.version) for step in posted)


def test_yes_to_another_solution(scene: Scene) -> None:
    """The requester confirms what they have read, not what came after."""
    ticket = resolved_ticket(scene)
    services.ticket_reopen(reference=ticket.reference, reason="No", by=scene.clerk, now=MONDAY)
    services.ticket_resolve(reference=ticket.reference, text="Another way", by=scene.clerk, now=MONDAY)
    sent = {"version": ticket.version, "solved": "yes"}
    assert signed_in(scene.agent).post(f"{ticket.get_absolute_url()}confirm/", sent).status_code == 412
    assert not Event.objects.filter(verb="ticket.confirmed").exists()


@pytest.mark.parametrize("name", ["resolve", "hand-over", "wait"])
def test_a_form_of_a_step_keeps_what_was_typed(scene: Scene, name: str) -> None:
    ticket = taken_ticket(scene)
    client, url = signed_in(scene.clerk), f"{ticket.get_absolute_url()}{name}/"
    sent = shown(client, url) | {"text": "My words", "reason": "My words", "department": scene.logistics.reference}
    services.ticket_edit(reference=ticket.reference, title="Not what it was", by=scene.other_clerk, now=MONDAY)
    answer = client.post(url, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Otherclerk changed this while you were editing" in page
    assert "My words" in page
    assert Ticket.objects.get(pk=ticket.pk).state == State.IN_PROGRESS
    again = client.post(url, sent | {"save_mine": str(ticket.version + 1)})
    assert again.status_code == 302
