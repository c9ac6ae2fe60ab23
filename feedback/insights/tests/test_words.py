"""What customers said: on the story of an idea and on a service, for colleagues and by receipt code."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from feedback.customers.models import Contact
from feedback.customers.services import contact_service_add
from feedback.customers.tests.factory import Scene, at, contact, make_scene, row, send
from feedback.customers.tests.test_telling import make_service
from feedback.insights.queries.words import words_about, words_about_idea
from initiatives.choices import DecisionKind
from initiatives.models import Idea, Initiative, ValueService
from initiatives.queries.ideas import idea_for
from initiatives.queries.nameless import opened_by
from initiatives.queries.story import story_of
from initiatives.services.decisions import idea_decide, idea_turn
from initiatives.services.launching import service_edit
from initiatives.services.nameless import nameless_publish, nameless_submit
from initiatives.tests.factory import make_plan
from portal.calendars.models import Calendar
from portal.people.day_pass import day_pass
from portal.people.models import Role, User
from tests.cast import make_user

pytestmark = pytest.mark.django_db
NOW = at("2026-11-20 18:00")
EN = {"Accept-Language": "en"}


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    Calendar.objects.update(is_default=True)  # ideas are answered by it
    return made


@pytest.fixture
def office() -> User:
    return make_user("office", Role.PROGRAMME_OFFICE)


@pytest.fixture
def nameless(scene: Scene) -> tuple[Idea, str]:
    """An idea known to nobody and its code."""
    values: dict[str, Any] = {"text": "They cry in the hall.", "department": scene.front, "now": NOW}
    codes = [nameless_submit(title=f"Lounge {n}", day_pass=day_pass(NOW.date()), **values) for n in range(3)]
    nameless_publish(now=NOW + dt.timedelta(days=1))
    return Idea.objects.get(title="Lounge 0"), codes[0]


@pytest.fixture
def service(scene: Scene, office: User, nameless: tuple[Idea, str]) -> ValueService:
    """It came of the idea; a compliment with words, a complaint and a compliment without, a request of elsewhere."""
    idea, _code = nameless
    idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="Yes.", by=office, now=NOW)
    plan = make_plan(scene.head, make_user("sponsor", Role.EXECUTIVE), department=scene.front)
    initiative = idea_turn(reference=idea.reference, plan=plan, by=office, now=NOW)
    made, other = make_service(scene), make_service(scene, "Warm meals")
    service_edit(reference=made.reference, changes={"initiative": initiative}, by=office, now=NOW)
    kinds = ("compliment", "complaint", "compliment", "request")
    send(scene, *(row(str(n), kind=kind, offered_at=f"2026-1{n % 2}-16 10:00:00", answered_at="", ended_at="")
                  for n, kind in enumerate(kinds)))  # fmt: skip
    for n, words in enumerate(("The child slept.", "", "")):
        contact_service_add(
            contact=contact(str(n)).reference, service=made.reference, words=words, by=scene.experience, now=NOW
        )
    contact_service_add(
        contact=contact("3").reference, service=other.reference, words="Warm!", by=scene.experience, now=NOW
    )
    return made


def test_thanks_are_stations_and_counts_are_for_everybody(
    scene: Scene, service: ValueService, nameless: tuple[Idea, str]
) -> None:
    idea = idea_for(scene.outsider, nameless[0].reference)
    thanks = [each for each in story_of(idea, scene.outsider) if each.kind == "thanks"]
    shown = {(each.title, each.text) for each in thanks}
    assert shown == {(service.name, "The child slept."), (service.name, "")}
    words = words_about_idea(idea, scene.outsider)
    assert {kind.value: n for kind, n in words.totals.items() if n} == {"compliment": 2, "complaint": 1}
    assert {each.words for each in words.said} == {"The child slept.", ""}
    assert {each.contact for each in words.said} == {""}, "who may not see the contacts gets no way to them"
    seen = words_about(ValueService.objects.filter(pk=service.pk), scene.agent)
    assert {each.contact for each in seen.said} == {contact(str(n)).reference for n in range(3)}
    assert [replace(each, contact="") for each in seen.said] == words.said


def test_nothing_of_a_draft(scene: Scene, service: ValueService, nameless: tuple[Idea, str]) -> None:
    Initiative.objects.update(state="draft")
    for reader in (scene.outsider, None):
        assert words_about_idea(nameless[0], reader).total == 0
        assert not [each for each in story_of(nameless[0], reader) if each.kind == "thanks"]


def test_pages_and_rest(scene: Scene, service: ValueService, nameless: tuple[Idea, str], client: Client) -> None:
    idea, code = nameless
    client.force_login(scene.outsider)
    story = client.get(f"/ideas/{idea.reference}/story/", headers=EN).content.decode()
    assert "A customer said thank you" in story
    assert f"/ideas/{idea.reference}/customers/" in story
    for path in (f"/ideas/{idea.reference}/customers/", f"/services/{service.reference}/customers/"):
        fragment = client.get(path, headers=EN | {"HX-Request": "true"}).content.decode()
        assert "3 contacts are about it" in fragment
        assert "<html" not in fragment
        page = client.get(path, headers=EN).content.decode()
        assert "The child slept." in page
        assert all(text not in page for text in ("Warm!", "李女士", "8000", contact("0").reference))
        answer = client.get(f"/api/v1{path}").json()
        assert {each["kind"]: each["total"] for each in answer["kinds"]}["compliment"] == 2
        assert len(answer["said"]) == 3
    client.logout()
    opened = client.post("/ideas/nameless/receipt/", {"code": code}, headers=EN).content.decode()
    assert "A customer said thank you" in opened
    assert "3 contacts are about it" in opened
    assert f'href="/services/{service.reference}/"' not in opened
    assert "thanks" in [each.kind for each in opened_by(code).stations]


def test_a_contact_that_goes_takes_its_words_along(scene: Scene, service: ValueService) -> None:
    Contact.objects.all().delete()
    assert words_about(ValueService.objects.all(), scene.experience).total == 0
