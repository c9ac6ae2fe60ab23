"""Where few tickets went they are looked up first, where many went PostgreSQL walks: both show the same."""

from typing import Any

import pytest
from django.db import connection

from feedback.tickets.models import Jump, Promise, Question, Ticket
from feedback.tickets.permissions import scopes
from portal.core import statistics
from tests.world import make_world

MODELS = (Ticket, Promise, Question, Jump)


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
