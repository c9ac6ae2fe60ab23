"""What an open page hears by itself, and who is said to read it."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.tickets import services
from feedback.tickets.models import Ticket
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, taken_ticket
from portal.people.models import User
from portal.records.models import Presence
from portal.records.presence import KEPT, lasts, presence_note, presences_forget

pytestmark = pytest.mark.django_db
# Session, person, roles, departments: what every page costs.
SIGNED_IN = 4


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seen_by(client: Client, ticket: Ticket) -> str:
    return str(client.get(ticket.get_absolute_url()).context["live"]["seen"])


def ask(client: Client, ticket: Ticket, seen: str, **more: str) -> Any:
    values = {"subject": f"tickets.ticket:{ticket.reference}", "seen": seen} | more
    return client.get("/pulse/", values)


def news(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer["HX-Trigger"])["portal:news"]
    return found


def test_nothing_changed(scene: Scene) -> None:
    ticket, clerk = open_ticket(scene), signed_in(scene.clerk)
    first = ask(clerk, ticket, seen_by(clerk, ticket))
    assert news(first) == {}
    again = clerk.get("/pulse/", first.wsgi_request.GET.dict(), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_change_says_who_did_what(scene: Scene) -> None:
    ticket, other = open_ticket(scene), signed_in(scene.other_clerk)
    seen = seen_by(other, ticket)
    services.ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    found = news(ask(other, ticket, seen))
    assert found["said"] == "Clerk took the ticket"
    assert found["seen"] == seen_by(other, ticket) != seen


def test_a_note_is_told_and_an_internal_one_only_to_the_working_side(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    agent, other = signed_in(scene.outsider), signed_in(scene.other_clerk)
    services.ticket_comment(reference=ticket.reference, text="First", by=scene.clerk, now=MONDAY)
    mine = open_ticket(scene, by=scene.outsider)
    services.ticket_take(reference=mine.reference, by=scene.clerk, now=MONDAY)
    seen, seen_by_requester = seen_by(other, mine), seen_by(agent, mine)
    services.ticket_comment(reference=mine.reference, text="Secret", internal=True, by=scene.clerk, now=MONDAY)
    assert news(ask(other, mine, seen))["said"] == "Clerk wrote an internal note"
    assert news(ask(agent, mine, seen_by_requester)) == {}
    services.ticket_comment(reference=mine.reference, text="Public", by=scene.clerk, now=MONDAY)
    assert news(ask(agent, mine, seen_by_requester))["said"] == "Clerk wrote a note"


def test_what_one_did_oneself_is_not_announced(scene: Scene) -> None:
    ticket, clerk = open_ticket(scene), signed_in(scene.clerk)
    seen = seen_by(clerk, ticket)
    services.ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    found = news(ask(clerk, ticket, seen))
    assert (found["said"], "seen" in found) == ("", True)


def test_who_reads_sees_who_else_reads(scene: Scene) -> None:
    ticket = open_ticket(scene)
    clerk, other = signed_in(scene.clerk), signed_in(scene.other_clerk)
    ask(clerk, ticket, "", doing="answering")
    page = ask(other, ticket, "").content.decode()
    assert "Clerk is answering" in page
    assert "Otherclerk is reading" in ask(clerk, ticket, "").content.decode()
    ask(clerk, ticket, "", doing="done")
    assert "Clerk is reading" in ask(other, ticket, "").content.decode()


def test_readers_are_the_working_sides_alone(scene: Scene) -> None:
    """Who asked for it, their head and those who read everything neither see who reads nor are seen."""
    ticket = open_ticket(scene, by=scene.outsider)
    ask(signed_in(scene.clerk), ticket, "")
    for person in (scene.outsider, scene.reader):
        assert "Clerk" not in ask(signed_in(person), ticket, "").content.decode()
    assert list(Presence.objects.values_list("person", flat=True)) == [scene.clerk.pk]


def test_a_ticket_that_is_not_open_to_somebody(scene: Scene) -> None:
    ticket = open_ticket(scene)
    assert news(ask(signed_in(scene.outsider), ticket, "")) == {"gone": True}
    assert not Presence.objects.exists()


def test_presence_ends_by_itself(scene: Scene) -> None:
    ticket = open_ticket(scene)
    now = timezone.now()
    values = {"subject_type": "tickets.ticket", "subject_id": ticket.pk, "by": scene.clerk}
    presence_note(now=now - lasts() - dt.timedelta(seconds=1), doing="answering", **values)
    assert "Clerk" not in ask(signed_in(scene.other_clerk), ticket, "").content.decode()
    presence_note(now=now, **values)
    assert "Clerk is reading" in ask(signed_in(scene.other_clerk), ticket, "").content.decode()


def test_presence_is_written_once_for_what_it_says_already(scene: Scene) -> None:
    ticket, now = open_ticket(scene), timezone.now()
    values = {"subject_type": "tickets.ticket", "subject_id": ticket.pk, "by": scene.clerk}
    presence_note(now=now, **values)
    presence_note(now=now + dt.timedelta(seconds=1), **values)
    assert Presence.objects.get().seen_at == now
    presence_note(now=now + lasts(), **values)
    assert Presence.objects.get().seen_at == now + lasts()


def test_what_nobody_counts_is_deleted(scene: Scene) -> None:
    now = timezone.now()
    for number, ago in enumerate((KEPT * 2, KEPT / 2)):
        presence_note(subject_type="tickets.ticket", subject_id=number, by=scene.clerk, now=now - ago)
    assert presences_forget(now=now) == 1


def test_presence_is_unlogged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'records_presence'")
        assert cursor.fetchone() == ("u",)


def test_what_a_pulse_costs(scene: Scene) -> None:
    ticket, clerk = open_ticket(scene), signed_in(scene.clerk)
    seen = seen_by(clerk, ticket)
    for values, most in (({}, 1), (subject(ticket, seen), 2), (subject(ticket, "0.0.0.0"), 3), (listed(), 3)):
        clerk.get("/pulse/", values)
        with CaptureQueriesContext(connection) as found:
            clerk.get("/pulse/", values)
        assert len(found) - SIGNED_IN <= most, [each["sql"][:90] for each in found]


def subject(ticket: Ticket, seen: str) -> dict[str, str]:
    return {"subject": f"tickets.ticket:{ticket.reference}", "seen": seen}


def listed(**more: str) -> dict[str, str]:
    return {"list": "tickets", "query": "mine=queue&state=open", "since": "1"} | more


def begin(client: Client, query: str) -> dict[str, str]:
    """What the page of a list says to its pulse."""
    page = client.get(f"/tickets/?{query}").context["page"]
    return {"list": "tickets", "query": page.current_query, "since": page.live_since, "until": page.live_until}


def test_new_changed_and_gone_rows_of_a_list(scene: Scene) -> None:
    clerk = signed_in(scene.clerk)
    there = open_ticket(scene)
    shown = begin(clerk, "mine=queue&state=open")
    new = open_ticket(scene)
    services.ticket_take(reference=there.reference, by=scene.other_clerk, now=MONDAY)
    found = news(clerk.get("/pulse/", shown))
    assert dict(found["rows"]) == {new.reference: True, there.reference: False}
    assert found["tabs"][1] == "1"


def test_rows_of_others_are_no_news(scene: Scene) -> None:
    open_ticket(scene)
    shown = begin(signed_in(scene.outsider), "all=1") | {"since": "1"}
    assert "rows" not in news(signed_in(scene.outsider).get("/pulse/", shown))


def test_what_stands_below_the_last_shown_row_is_no_news(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.core.listpage.PAGE_SIZE", 1)
    urgent = open_ticket(scene)
    shown = begin(signed_in(scene.clerk), "mine=queue&state=open")
    assert shown["until"] == ""
    later = open_ticket(scene, now=MONDAY + dt.timedelta(hours=2))
    shown = begin(signed_in(scene.clerk), "mine=queue&state=open")
    found = dict(news(signed_in(scene.clerk).get("/pulse/", shown | {"since": "1"}))["rows"])
    assert found == {urgent.reference: True, later.reference: False}


def test_only_the_rows_that_are_asked_for(scene: Scene) -> None:
    first, _second = open_ticket(scene), open_ticket(scene)
    answer = signed_in(scene.clerk).get(
        "/tickets/", {"state": "open", "only": first.reference}, headers={"HX-Request": "true"}
    )
    assert [row.id for row in answer.context["page"].rows] == [first.reference]
    assert f'id="row-{first.reference}"' in answer.content.decode()


def test_a_mark_at_the_row_that_others_read(scene: Scene) -> None:
    ticket, clerk = open_ticket(scene), signed_in(scene.clerk)
    shown = begin(clerk, "state=open")
    ask(signed_in(scene.other_clerk), ticket, "")
    assert news(clerk.get("/pulse/", shown))["reading"] == {ticket.reference: "Otherclerk"}
    assert news(signed_in(scene.agent).get("/pulse/", begin(signed_in(scene.agent), "all=1")))["reading"] == {}


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "no.thing:T-1"},
        {"subject": "\x00"},
        {"list": "nothing"},
        {"list": "tickets", "since": "1", "until": "x"},
        {"list": "tickets", "since": "1", "query": "state=nonsense"},
    ],
)
def test_what_no_page_asks(scene: Scene, values: dict[str, str]) -> None:
    assert signed_in(scene.clerk).get("/pulse/", values).status_code == 400


def test_nobody_asks_signed_out(scene: Scene) -> None:
    assert Client().get("/pulse/", headers={"HX-Request": "true"}).status_code == 401


def test_readers_over_rest(scene: Scene) -> None:
    ticket = open_ticket(scene)
    ask(signed_in(scene.clerk), ticket, "", doing="answering")
    url = f"/api/v1/tickets/{ticket.reference}/readers/"
    found = signed_in(scene.other_clerk).get(url).json()
    assert found == [{"id": scene.clerk.reference, "name": "Clerk", "answering": True}]
    assert signed_in(scene.reader).get(url).status_code == 403
    assert signed_in(scene.driver).get(url).status_code == 404
