"""Where few tickets went they are looked up first, where many went PostgreSQL walks: both show the same."""

from typing import Any

import pytest
from django.db import connection

from feedback.tickets.models import Approval, Jump, Promise, Question, Ticket
from feedback.tickets.permissions import scopes
from feedback.tickets.tests.factory import Scene, open_ticket
from feedback.tickets.tests.test_approval import asked as asked_approval
from feedback.tickets.tests.test_promise import promised
from feedback.tickets.tests.test_question import asked as asked_question
from portal.core import statistics
from portal.people.models import Role
from tests.cast import make_user
from tests.world import make_world

MODELS = (Ticket, Promise, Question, Approval, Jump)


def seen(person: Any) -> dict[str, set[int]]:
    person.__dict__.pop("_access", None)
    return {model.__name__: set(model.objects.visible_to(person).values_list("pk", flat=True)) for model in MODELS}


@pytest.mark.django_db
def test_both_ways_show_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    for person in (world.agent, world.clerk):
        monkeypatch.setattr(scopes, "_few_went", lambda *_departments: True)
        few = seen(person)
        monkeypatch.setattr(scopes, "_few_went", lambda *_departments: False)
        assert seen(person) == few
    assert few["Ticket"], "the world shows them nothing"


def test_both_ways_show_what_is_theirs_and_not_their_departments(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver's department has nothing to do with these: it is they who are asked, or whose ticket it is."""
    question, approval = asked_question(scene), asked_approval(scene, None, scene.driver)
    promise = promised(scene, open_ticket(scene, by=scene.driver), by=scene.clerk_head)
    colleague_of_driver = make_user("mate", Role.BACK_AGENT, department=scene.logistics)
    theirs = {"Question": {question.pk}, "Approval": {approval.pk}, "Promise": {promise.pk}}
    for few in (True, False):
        monkeypatch.setattr(scopes, "_few_went", lambda *_departments, few=few: few)
        found, colleague = seen(scene.driver), seen(colleague_of_driver)
        assert {name: found[name] for name in theirs} == theirs
        assert not any(colleague[name] for name in theirs)


@pytest.mark.django_db
def test_frequent_elements_are_those_of_the_analysed_table_and_read_once(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    world = make_world()
    monkeypatch.setattr(statistics, "_kept", {})
    with connection.cursor() as sql:
        sql.execute("ANALYZE tickets_ticket")
    with django_assert_num_queries(1):
        first = statistics.common_elements(Ticket, "departments")
        assert statistics.common_elements(Ticket, "departments") == first
    assert str(world.house.pk) in first
