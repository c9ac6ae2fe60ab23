"""Watching a ticket, and being named in what is said on it."""

import json
from typing import Any

import pytest

from feedback.tickets.models import Ticket, Watch
from feedback.tickets.queries.watching import people_to_mention, readers_of
from feedback.tickets.services import (
    ticket_comment,
    ticket_hand_over,
    ticket_release,
    ticket_resolve,
    ticket_resume,
    ticket_take,
    ticket_unwatch,
    ticket_wait,
    ticket_watch,
)
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
)
from feedback.tickets.tests.test_api import client_of
from portal.core.errors import Refused
from portal.core.mentions import kept, mentioned, with_names
from portal.core.names import sort_key
from portal.people.models import Department, Role, RoleAssignment, User
from portal.records.models import Comment, OutboxRow
from tests.cast import make_department, make_user
from tests.crowd import at_once


def token(person: User) -> str:
    return f"@[{person.reference}]"


def watch(ticket: Ticket, *people: User) -> None:
    for person in people:
        ticket_watch(reference=ticket.reference, by=person, now=MONDAY)


def say(ticket: Ticket, by: User, text: str, *, internal: bool = False) -> Comment:
    return ticket_comment(reference=ticket.reference, text=text, by=by, now=MONDAY, internal=internal)


def test_tokens() -> None:
    text = "Ask @[p-7k3m9q2x 王芳], then @[P-7K3M9Q2X] and @[P-00000001\u3000Li Wei]; not @P-7K3M9Q2X or @[P-7K3M]"
    assert mentioned(text) == ["P-7K3M9Q2X", "P-00000001"]
    assert kept(text) == "Ask @[P-7K3M9Q2X], then @[P-7K3M9Q2X] and @[P-00000001]; not @P-7K3M9Q2X or @[P-7K3M]"
    assert with_names("@[P-7K3M9Q2X] @[P-00000001]", {"P-7K3M9Q2X": "王芳"}) == "@王芳 @P-00000001"


def test_watching_and_not_any_more(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    for _again in range(2):
        watch(ticket, scene.reader)
    assert verbs(ticket)[2:] == ["ticket.watched"]
    for _again in range(2):
        ticket_unwatch(reference=ticket.reference, by=scene.reader, now=MONDAY)
    assert verbs(ticket)[2:] == ["ticket.watched", "ticket.unwatched"]
    watch(ticket, scene.reader)
    assert Watch.objects.get().active
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=MONDAY)
    assert told(scene.reader) == ["watch.resolved"]


def test_watching_changes_nothing_else(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    before = Ticket.objects.filter(pk=ticket.pk).values().get()
    watch(ticket, scene.reader)
    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before


def test_who_does_not_see_it_can_not_watch_it(scene: Scene) -> None:
    ticket = open_ticket(scene)
    for person in (scene.outsider, scene.driver, scene.admin):
        refused("not_found", ticket_watch, reference=ticket.reference, by=person, now=MONDAY)
        refused("not_found", ticket_unwatch, reference=ticket.reference, by=person, now=MONDAY)
    refused("stale", ticket_watch, reference=ticket.reference, by=scene.agent, now=MONDAY, version=9)


def test_every_change_of_state_is_told_once(scene: Scene) -> None:
    ticket = open_ticket(scene)
    watch(ticket, scene.reader, scene.clerk, scene.agent)
    reference = ticket.reference
    ticket_take(reference=reference, by=scene.clerk, now=MONDAY)
    ticket_wait(reference=reference, text="Which?", by=scene.clerk, now=MONDAY)
    ticket_resume(reference=reference, by=scene.clerk, now=MONDAY)
    ticket_release(reference=reference, by=scene.clerk, now=MONDAY)
    hand_over = {"department": scene.logistics.reference, "reason": "Yours", "by": scene.clerk, "now": MONDAY}
    ticket_hand_over(reference=reference, **hand_over)
    changes = ["watch.in_progress", "watch.waiting", "watch.in_progress", "watch.new", "watch.new"]
    assert told(scene.reader) == changes
    # What is meant for somebody is not told a second time; who did it is not told at all.
    assert told(scene.agent) == ["ticket.taken", "ticket.asked", "watch.in_progress", "watch.new", "ticket.handed_over"]
    assert told(scene.clerk) == []


def test_notes_are_told_to_those_who_may_read_them(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    watch(ticket, scene.reader, scene.other_clerk)
    say(ticket, scene.clerk, "For all")
    assert (told(scene.reader), told(scene.other_clerk)) == (["ticket.commented"], ["ticket.commented"])
    say(ticket, scene.clerk, "Between us", internal=True)
    assert (told(scene.reader), told(scene.other_clerk)) == (["ticket.commented"], ["ticket.commented"] * 2)
    assert told(scene.agent) == ["ticket.taken", "ticket.commented"]


def test_who_lost_sight_of_it_is_told_nothing_more(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    watch(ticket, scene.reader, scene.other_clerk)
    RoleAssignment.objects.filter(user=scene.reader).delete()
    User.objects.filter(pk=scene.other_clerk.pk).update(is_active=False)
    say(ticket, scene.clerk, "For all")
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=MONDAY)
    assert told(scene.reader) == told(scene.other_clerk) == []


def test_a_mention_tells_and_makes_a_watcher(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    comment = say(ticket, scene.clerk, f"@[{scene.reader.reference.lower()} Reader], look at this")
    assert comment.text == f"{token(scene.reader)}, look at this"
    assert told(scene.reader) == ["ticket.mentioned"]
    assert Watch.objects.get().person == scene.reader
    say(ticket, scene.clerk, "One more thing")
    assert told(scene.reader) == ["ticket.mentioned", "ticket.commented"]


def test_a_mention_after_unwatching_watches_again(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    watch(ticket, scene.reader)
    ticket_unwatch(reference=ticket.reference, by=scene.reader, now=MONDAY)
    say(ticket, scene.clerk, token(scene.reader))
    assert Watch.objects.get().active


def test_who_is_mentioned_is_told_that_alone(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    say(ticket, scene.clerk, f"{token(scene.agent)} {token(scene.agent)} {token(scene.clerk)}")
    assert told(scene.agent) == ["ticket.taken", "ticket.mentioned"]
    assert told(scene.clerk) == []


def test_questions_and_solutions_mention_too(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_wait(reference=ticket.reference, text=f"{token(scene.reader)}?", by=scene.clerk, now=MONDAY)
    ticket_resolve(reference=ticket.reference, text=f"{token(scene.clerk_head)}!", by=scene.clerk, now=MONDAY)
    assert told(scene.reader) == ["ticket.mentioned", "watch.resolved"]
    assert told(scene.clerk_head) == ["ticket.mentioned"]


def refused_mention(code: str, ticket: Ticket, by: User, text: str, *, internal: bool = False) -> Refused:
    before = (Comment.objects.count(), Watch.objects.count(), OutboxRow.objects.count())
    values: dict[str, Any] = {"reference": ticket.reference, "text": text, "internal": internal}
    refusal = refused(code, ticket_comment, by=by, now=MONDAY, **values)
    assert (Comment.objects.count(), Watch.objects.count(), OutboxRow.objects.count()) == before
    return refusal


def test_who_may_not_read_it_can_not_be_mentioned(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    refusal = refused_mention("mention_not_visible", ticket, scene.clerk, f"{token(scene.outsider)} look")
    assert "Outsider" in str(refusal.message)
    assert refusal.field == "text"
    refusal = refused_mention("mention_not_visible", ticket, scene.clerk, token(scene.reader), internal=True)
    assert "Reader" in str(refusal.message)
    say(ticket, scene.clerk, token(scene.other_clerk), internal=True)
    assert told(scene.other_clerk) == ["ticket.mentioned"]


def test_nobody_of_that_reference(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    User.objects.filter(pk=scene.other_clerk.pk).update(is_active=False)
    for text in ("@[P-00000000]", token(scene.other_clerk)):
        assert refused_mention("unknown_person", ticket, scene.clerk, text).errors["text"]  # type: ignore[attr-defined]
    many = " ".join(f"@[P-{number:08}]" for number in range(21))
    refused_mention("malformed", ticket, scene.clerk, many)


def test_names_are_read_as_names(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    say(ticket, scene.clerk, f"{token(scene.reader)} please")
    page = client_of(scene.agent).get(ticket.get_absolute_url()).content.decode()
    assert "@Reader please" in page
    assert scene.reader.reference not in page
    answer = client_of(scene.agent).get(f"/api/v1/tickets/{ticket.reference}/comments/").json()["results"][0]
    assert answer["text"] == f"{token(scene.reader)} please"
    assert answer["mentions"] == [{"id": scene.reader.reference, "name": "Reader"}]


def test_page_and_list(scene: Scene) -> None:
    ticket, other = taken_ticket(scene), open_ticket(scene)
    client = client_of(scene.reader)
    assert client.post(ticket.get_absolute_url() + "watch/").status_code == 302
    assert "unwatch/" in client.get(ticket.get_absolute_url()).content.decode()
    page = client.get("/tickets/?mine=watched").content.decode()
    assert ticket.reference in page
    assert other.reference not in page
    assert client.post(ticket.get_absolute_url() + "unwatch/").status_code == 302
    assert ticket.reference not in client.get("/tickets/?mine=watched").content.decode()
    assert client_of(scene.outsider).post(ticket.get_absolute_url() + "watch/").status_code == 404
    watch(ticket, scene.other_clerk)
    RoleAssignment.objects.filter(user=scene.other_clerk).delete()
    assert ticket.reference not in client_of(scene.other_clerk).get("/tickets/?mine=watched").content.decode()


def test_rest(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    client, path = client_of(scene.reader), f"/api/v1/tickets/{ticket.reference}/"
    answer = client.post(path + "watch/", content_type="application/json").json()
    assert answer["watchers"] == [{"id": scene.reader.reference, "name": "Reader"}]
    assert len(client.get("/api/v1/tickets/?mine=watched").json()["results"]) == 1
    assert client.post(path + "unwatch/", content_type="application/json").json()["watchers"] == []
    assert client_of(scene.outsider).post(path + "watch/", content_type="application/json").status_code == 404
    body = json.dumps({"text": token(scene.outsider)})
    refusal = client_of(scene.clerk).post(path + "comments/", body, content_type="application/json")
    assert refusal.status_code == 409
    assert refusal.json()["code"] == "mention_not_visible"


def test_whom_to_mention(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    fang = make_user("fang", Role.BACK_AGENT, department=scene.billing, full_name="王小芳")
    User.objects.filter(pk=fang.pk).update(name_key=sort_key("王小芳"), latin_name="Ann Wang")
    for text in ("王", "小芳", "wang", "wangx", "wang xiao", "wxf", "WXF", "ann"):
        assert people_to_mention(ticket, text, internal=True) == [fang], text
    assert people_to_mention(ticket, "wfx", internal=True) == []
    client = client_of(scene.clerk)
    path = f"/api/v1/tickets/{ticket.reference}/people/"
    assert client.get(path, {"q": "reader"}).json()[0]["id"] == scene.reader.reference
    assert client.get(path, {"q": "reader", "internal": "true"}).json() == []
    assert client.get(path, {"q": "outsider"}).json() == []
    assert client_of(scene.agent).get(path, {"internal": "true"}).status_code == 403
    assert client_of(scene.reader).get(path).status_code == 403
    assert client_of(scene.driver).get(path).status_code == 404


@pytest.mark.parametrize("action", ["tickets.view", "tickets.internal_view"])
def test_the_table_read_backwards_is_the_table(scene: Scene, action: str) -> None:
    """Whoever is suggested may, and whoever may can be suggested: roles above, below, beside and at a distance."""
    below = make_department("below", parent=scene.billing)
    make_user("lower", Role.BACK_AGENT, department=below)
    make_user("lent", Role.BACK_AGENT, department=scene.logistics, role_department=scene.billing)
    make_user("away", Role.BACK_AGENT, department=scene.billing, role_department=scene.logistics)
    Department.objects.filter(pk=scene.logistics.pk).update(parent=scene.front)
    Department.objects.filter(pk=below.pk).update(deputy=make_user("deputy"))
    moved = taken_ticket(scene)
    arguments = {"department": below.reference, "reason": "Yours", "by": scene.clerk, "now": MONDAY}
    ticket_hand_over(reference=moved.reference, **arguments)
    moved.refresh_from_db()
    for ticket in (open_ticket(scene), moved, resolved_ticket(scene), open_ticket(scene, by=scene.outsider)):
        seeing = {
            person
            for person in User.objects.filter(is_active=True)
            if Ticket.objects.permitted(person, action).filter(pk=ticket.pk).exists()
        }
        assert set(User.objects.filter(readers_of(ticket, action), is_active=True)) == seeing


def test_watching_twice_at_once_is_one_row_and_one_event(transactional_db: None) -> None:
    scene = make_scene()
    ticket = open_ticket(scene)
    answers = at_once(20, lambda _i: ticket_watch(reference=ticket.reference, by=scene.agent, now=MONDAY))
    assert all(isinstance(answer, Ticket) for answer in answers)
    assert (Watch.objects.count(), verbs(ticket).count("ticket.watched")) == (1, 1)
