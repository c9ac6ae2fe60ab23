"""What people do with mails that were left alone, and the addresses: verbs, pages, REST, who may."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback.tickets.models import InboundAddress, InboundMail
from feedback.tickets.services import address_set, inbound_retry, inbound_take_over
from feedback.tickets.tests.check import refused
from feedback.tickets.tests.factory import MONDAY, Scene, make_scene, open_ticket
from feedback.tickets.tests.mails import raw_mail
from feedback.tickets.tests.test_inbound_work import came, from_agent, with_address
from portal.people.models import User
from portal.records.models import Comment, Event, StoredFile
from tests.crowd import at_once


@pytest.fixture
def scene(db: None) -> Scene:
    return with_address(make_scene())


def stranger(scene: Scene, **values: Any) -> InboundMail:
    return came(raw_mail(**{"sender": "guest@elsewhere.example", "text": "My refund\n> quoted"} | values))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_taken_over_as_oneself_for_a_service(scene: Scene) -> None:
    mail = stranger(scene)
    taken = inbound_take_over(reference=mail.reference, service=scene.service.reference, by=scene.reader, now=MONDAY)
    assert taken.ticket is not None
    assert (taken.state, taken.reason, taken.ticket.requester) == ("done", "", scene.reader)
    event = Event.objects.about(mail).latest("pk")
    assert (event.verb, event.actor) == ("inbound.taken_over", scene.reader)


def test_taken_over_as_a_colleague_on_the_ticket_that_it_answers(scene: Scene) -> None:
    ticket = open_ticket(scene)
    mail = stranger(scene, subject=f"Re: {ticket.reference}")
    inbound_take_over(reference=mail.reference, person=scene.agent.reference, by=scene.admin, now=MONDAY)
    note = Comment.objects.about(ticket).get()
    assert (note.author, note.text) == (scene.agent, "My refund")


def test_taking_over_is_refused(scene: Scene) -> None:
    mail, done = stranger(scene, to="nobody@portal.example"), came(from_agent(scene))
    values: dict[str, Any] = {"reference": mail.reference, "by": scene.admin, "now": MONDAY}
    refused("unknown_address", inbound_take_over, **values)
    refused("unknown_person", inbound_take_over, **values, person="P-00000000")
    refused("unknown_service", inbound_take_over, **values, service="S-00000000")
    refused("stale", inbound_take_over, **values, service=scene.service.reference, version=99)
    refused("wrong_state", inbound_take_over, **values | {"reference": done.reference})
    refused("not_found", inbound_take_over, **values | {"by": scene.clerk_head})
    ticket = open_ticket(scene)
    other = stranger(scene, subject=ticket.reference)
    refused("not_visible", inbound_take_over, **values | {"reference": other.reference})


def test_working_again_is_refused(scene: Scene) -> None:
    done = came(from_agent(scene))
    refused("wrong_state", inbound_retry, reference=done.reference, by=scene.admin, now=MONDAY)
    refused("not_found", inbound_retry, reference=stranger(scene).reference, by=scene.agent, now=MONDAY)


def test_taken_over_by_two_at_once_it_is_one_ticket(transactional_db: None) -> None:
    scene = with_address(make_scene())
    mail = stranger(scene)
    service = scene.service.reference
    people = [User.objects.get(pk=scene.reader.pk), User.objects.get(pk=scene.admin.pk)] * 2
    answers = at_once(
        4, lambda index: inbound_take_over(reference=mail.reference, service=service, by=people[index], now=MONDAY)
    )
    assert sorted(getattr(answer, "code", "taken") for answer in answers) == ["taken", *["wrong_state"] * 3]


def test_addresses(scene: Scene) -> None:
    values: dict[str, Any] = {"service": scene.service.reference, "by": scene.admin, "now": MONDAY}
    entry = address_set(address=" New@Portal.example ", **values)
    assert entry.address == "new@portal.example"
    changed = address_set(address="other@portal.example", active=False, reference=entry.reference, version=1, **values)
    assert (changed.pk, changed.version, changed.active) == (entry.pk, 2, False)
    refused("address_taken", address_set, address="help@portal.example", **values)
    refused("malformed", address_set, address="no address", **values)
    refused("unknown_service", address_set, address="a@b.example", **values | {"service": "S-00000000"})
    refused("stale", address_set, address="a@b.example", reference=entry.reference, version=1, **values)
    refused("not_allowed", address_set, address="a@b.example", **values | {"by": scene.reader})


def test_an_address_is_taken_once_by_many(transactional_db: None) -> None:
    scene = make_scene()
    values: dict[str, Any] = {"service": scene.service.reference, "now": MONDAY, "address": "a@b.example"}
    people = [User.objects.get(pk=scene.admin.pk) for _each in range(4)]
    at_once(4, lambda index: address_set(by=people[index], **values))
    assert InboundAddress.objects.count() == 1


def read(client: Client, kept: StoredFile) -> str:
    answer: Any = client.get(kept.get_absolute_url())
    text = b"".join(answer.streaming_content).decode()
    for closer in answer._resource_closers:  # not close(), which ends the test's connection too
        closer()
    return text


def test_pages(scene: Scene) -> None:
    mail, done = stranger(scene, subject="A secret matter"), came(from_agent(scene, subject="Inside"))
    client = signed_in(scene.reader)
    listed = client.get(reverse("tickets:mails")).content.decode()
    assert "A secret matter" in listed
    assert "The sender does not work here" in listed
    assert "Inside" not in listed
    page = client.get(mail.get_absolute_url()).content.decode()
    assert "My refund" in page
    assert "&gt; quoted" in page
    assert "Take over" in page
    assert "Take over" not in client.get(done.get_absolute_url()).content.decode()
    exported = client.get(reverse("tickets:mails") + "?export=csv")
    assert b"unknown" not in b"".join(exported.streaming_content)  # type: ignore[attr-defined]


def test_from_the_page_it_is_taken_over_and_worked_on_again(scene: Scene) -> None:
    first, second = stranger(scene), stranger(scene, message_id="<b@m.example>", text="b")
    client = signed_in(scene.admin)
    form = {"service": scene.service.reference, "person": scene.agent.reference}
    assert client.post(reverse("tickets:mail-take-over", args=[first.reference]), form).status_code == 302
    assert client.post(reverse("tickets:mail-take-over", args=[second.reference]), {"person": "P-1"}).status_code == 422
    assert client.post(reverse("tickets:mail-retry", args=[second.reference])).status_code == 302
    assert list(InboundMail.objects.order_by("pk").values_list("state", flat=True)) == ["done", "waiting"]
    made = client.post(reverse("tickets:mail-address-new"), {"address": "x@y.example", "service": form["service"]})
    assert made.status_code == 302


def test_the_text_of_a_mail_is_open_like_its_ticket(scene: Scene) -> None:
    left, done = stranger(scene), came(from_agent(scene, text="Only for billing"))
    kept = StoredFile.objects.about(done).get()
    admin, reader = signed_in(scene.admin), signed_in(scene.reader)
    assert "Only for billing" not in admin.get(done.get_absolute_url()).content.decode()
    assert admin.get(kept.get_absolute_url()).status_code == 404
    assert "Only for billing" in read(reader, kept)
    assert "My refund" in read(admin, StoredFile.objects.about(left).get())
    assert signed_in(scene.agent).get(kept.get_absolute_url()).status_code == 404, "the file is the postmasters'"
    assert signed_in(scene.agent).get(done.get_absolute_url()).status_code == 403


def test_rest(scene: Scene) -> None:
    mail, done = stranger(scene), came(from_agent(scene))
    client = signed_in(scene.admin)
    rows = {row["id"]: row for row in client.get("/api/v1/inbound-mails/").json()["results"]}
    assert (rows[mail.reference]["reason"], rows[mail.reference]["subject"]) == ("unknown_sender", mail.subject)
    assert (rows[done.reference]["state"], rows[done.reference]["subject"]) == ("done", "")
    assert rows[done.reference]["ticket"] == (done.ticket.reference if done.ticket else "")
    found = client.get("/api/v1/inbound-mails/?state=ignored").json()["results"]
    assert [row["id"] for row in found] == [mail.reference]
    again = client.post(f"/api/v1/inbound-mails/{mail.reference}/retry/", content_type="application/json")
    assert (again.status_code, again.json()["state"]) == (200, "waiting")
    twice = client.post(f"/api/v1/inbound-mails/{mail.reference}/retry/", content_type="application/json")
    assert (twice.status_code, twice.json()["code"]) == (409, "wrong_state")
    assert client.get("/api/v1/inbound-mails/IM-00000000/").status_code == 404
    assert signed_in(scene.clerk).get("/api/v1/inbound-mails/").status_code == 403
