"""A contact is about a new service: by whoever had it or customer experience, with words that tell nobody."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from feedback.customers.models import ServiceContact
from feedback.customers.rules.words import tells_who
from feedback.customers.services import contact_service_add, contact_service_remove
from feedback.customers.tests.factory import NOW, Scene, contact, row, send
from initiatives.models import ValueService
from initiatives.services.launching import Use, service_launch, service_plan
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.people.models import User
from portal.records.models import Event

TODAY = NOW.date()


def make_service(scene: Scene, name: str = "Lounge for families", *, planned: bool = False) -> ValueService:
    made = service_plan(
        name=name, serves="customers", for_whom="Families", text="A quiet room.", department=scene.front,
        owner=scene.head, by=scene.head, now=NOW,
    )  # fmt: skip
    if planned:
        return made
    day = TODAY - dt.timedelta(days=60)
    use = Use(day, "Forty guests booked it on the first day; the list is in the shared folder.")
    return service_launch(reference=made.reference, launched_on=day, use=use, by=scene.head, now=NOW)


@pytest.fixture
def service(scene: Scene) -> ValueService:
    send(scene, row(kind="compliment"))
    return make_service(scene)


def add(service: ValueService, by: User, words: str = "") -> ServiceContact:
    return contact_service_add(contact=contact().reference, service=service.reference, words=words, by=by, now=NOW)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Write to li@example.com",
            "li＠example.com",
            "Call 138 0013-8000",
            "１３８—００１３·８０００",
            "138，0013_8000",
        ),
        *("said 李女士 at the desk", "c-77-b", "Ｃ-７７-b"),
    ],
)
def test_words_that_tell_who(words: str) -> None:
    assert tells_who(words, ["李女士", "C-77-B", "", "K"])


def test_words_that_tell_nobody() -> None:
    assert not tells_who("On 21 May the two of us slept for 90 minutes. Thank you, K!", ["李女士", "", "K"])


def test_it_works(scene: Scene, service: ValueService) -> None:
    made = add(service, scene.agent, "  The child\n slept. ")
    assert (made.words, made.by) == ("The child slept.", scene.agent)
    assert Event.objects.filter(verb="contact.service_added", actor=scene.agent).count() == 1
    with pytest.raises(Refused) as again:
        add(service, scene.experience)
    assert again.value.code == "already_told"
    contact_service_remove(contact=contact().reference, service=service.reference, by=scene.experience, now=NOW)
    assert not ServiceContact.objects.exists()
    with pytest.raises(Refused) as gone:
        contact_service_remove(contact=contact().reference, service=service.reference, by=scene.agent, now=NOW)
    assert gone.value.code == "not_told"


def test_refusals(scene: Scene, service: ValueService) -> None:
    for who, why in ((scene.colleague, NotFound), (scene.outsider, NotFound), (scene.head, NotAllowed)):
        with pytest.raises(why):
            add(service, who)
    with pytest.raises(NotFound):
        contact_service_add(contact=contact().reference, service="VS-NONE", by=scene.agent, now=NOW)
    with pytest.raises(Refused) as early:
        add(make_service(scene, "Warm meals", planned=True), scene.agent)
    assert early.value.code == "not_launched"
    for words in ("Thanks, says 李女士", "ring 13800138000", "x" * 301):
        with pytest.raises(Malformed):
            add(service, scene.agent, words)
    assert not ServiceContact.objects.exists()


def test_pages(scene: Scene, service: ValueService, client: Client) -> None:
    client.force_login(scene.agent)
    page = f"/customers/contacts/{contact().reference}/"
    assert "It is about a new service" in client.get(page).content.decode()
    make_service(scene, "Warm meals")
    found = client.get(f"{page}services/new/?q=lounge").content.decode()
    assert "Lounge for families" in found
    assert "Warm meals" not in found
    sent = {"service": service.reference, "words": "Says 李女士"}
    assert client.post(f"{page}services/new/", sent).status_code == 422
    assert client.post(f"{page}services/new/", sent | {"words": "So kind."})["Location"] == f"{page}#services"
    assert "So kind." in client.get(page).content.decode()
    client.force_login(scene.head)
    assert "services/new" not in client.get(page).content.decode()
    client.force_login(scene.agent)
    client.post(f"{page}services/{service.reference}/remove/")
    assert not ServiceContact.objects.exists()


def test_rest(scene: Scene, service: ValueService, client: Client) -> None:
    client.force_login(scene.agent)
    url = f"/api/v1/contacts/{contact().reference}/services/"

    def post(path: str, body: Any) -> Any:
        return client.post(path, json.dumps(body), content_type="application/json")

    made = post(url, {"service": service.reference.lower(), "words": "So kind."})
    shown = [{"service": service.reference, "name": "Lounge for families", "words": "So kind."}]
    assert (made.status_code, made.json()) == (201, shown)
    client.force_login(scene.head)
    assert client.get(url).json() == shown
    assert post(f"{url}remove/", {"service": service.reference}).status_code == 403
    client.force_login(scene.agent)
    assert post(f"{url}remove/", {"service": service.reference}).json() == []
