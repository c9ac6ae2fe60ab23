"""Contacts that come in by REST: once, brought up to date, all or nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.customers.models import Contact, Identity
from feedback.customers.services import contacts_import, line_create, line_edit
from feedback.customers.services.importing.batch import CONTACTS_LOCK
from feedback.customers.tests.factory import NOW, Scene, at, contact, row, send
from portal.core.errors import Malformed, NotAllowed, Refused
from portal.people.models import User
from portal.records.models import Event
from tests.cast import make_user
from tests.crowd import at_once


def broken(scene: Scene, *rows: Any) -> set[tuple[int, str, str]]:
    """Row, column and rule of what is wrong; nothing was written."""
    before = Contact.objects.count(), Identity.objects.count(), Event.objects.count()
    with pytest.raises(Malformed) as caught:
        send(scene, *rows)
    assert caught.value.code == "rows_broken"
    assert (Contact.objects.count(), Identity.objects.count(), Event.objects.count()) == before
    return {(each["row"], each["column"], each["rule"]) for each in caught.value.detail["errors"]}


def test_it_works(scene: Scene) -> None:
    assert send(scene, row()) == (1, 0, 0, 1, 0)
    found = contact()
    assert (found.agent, found.department, found.line) == (scene.agent, scene.front, scene.line)
    assert (found.channel, found.kind, found.outcome, found.solved) == ("phone", "request", "solved", True)
    assert (found.offered_at, found.in_hours) == (at("2026-11-16 10:00"), True)
    assert found.handling == dt.timedelta(minutes=10)
    assert found.identity is not None
    assert (found.identity.name, found.identity.phone_digits) == ("李女士", "8613800138000")
    told = Event.objects.about(scene.source).latest("id")
    assert (told.verb, told.data) == ("contacts.imported", {"created": 1, "updated": 0})


def test_repeated_it_changes_nothing(scene: Scene) -> None:
    rows = [row(str(number), customer=f"C{number % 3}") for number in range(20)]
    assert send(scene, *rows) == (20, 0, 0, 3, 0)
    events = Event.objects.count()
    assert send(scene, *rows) == (0, 0, 20, 0, 0)
    assert (Contact.objects.count(), Event.objects.count()) == (20, events)


def test_a_known_contact_is_brought_up_to_date(scene: Scene) -> None:
    send(scene, row(answered_at=None, ended_at=None, outcome=""), row("2"))
    reference = contact().reference
    assert contact("2").handling == dt.timedelta(minutes=10)
    assert send(scene, row(), row("2")) == (0, 1, 1, 0, 0)
    assert contact("2").handling == dt.timedelta(minutes=5), "its minutes are shared now; it is what it was"
    assert (contact().outcome, contact().reference) == ("solved", reference)
    only = {"source": "hotline", "external_id": "1", "channel": "phone", "offered_at": "2026-11-16 10:00"}
    assert send(scene, only) == (0, 0, 1, 0, 0), "what is left out stays as it is"
    assert send(scene, only | {"outcome": ""}) == (0, 1, 0, 0, 0), "what is empty empties"
    assert contact().outcome == ""


def test_the_same_id_in_two_sources_is_two_contacts(scene: Scene) -> None:
    assert send(scene, row(), row(source="SHOP", channel="shop")).created == 2


def test_customers(scene: Scene) -> None:
    send(scene, row(), row("2", customer="", customer_phone="021 6666 7777", customer_name=""))
    assert contact("2").identity is not None
    assert contact("2").identity.key == "862166667777", "whom nobody numbers is known by the telephone"
    assert send(scene, row(customer_name="")).customers_updated == 0, "what is empty takes no name away"
    assert send(scene, row(customer_name="李芳")).customers_updated == 1
    assert (contact().identity.name, contact().identity.version) == ("李芳", 2)
    assert send(scene, row("3", customer_source="SHOP")).customers_created == 1, "another source, another identity"
    assert Identity.objects.filter(key="C1").count() == 2
    send(scene, row(customer="", customer_name="", customer_phone=""))
    assert contact().identity is None


def test_agents_are_found_by_what_systems_know(scene: Scene) -> None:
    User.objects.filter(pk=scene.colleague.pk).update(employee_number="A-17")
    names = ["AGENT@example.test", "a-17", scene.agent.reference, ""]
    send(scene, *(row(str(number), agent=name) for number, name in enumerate(names)))
    assert [contact(str(n)).agent for n in range(4)] == [scene.agent, scene.colleague, scene.agent, None]
    assert contact("3").department == scene.front, "nobody's contact belongs to its line's department"


def test_the_department_is_the_agents_when_it_came_in(scene: Scene) -> None:
    send(scene, row())
    User.objects.filter(pk=scene.agent.pk).update(department=scene.back)
    assert send(scene, row()).unchanged == 1
    assert contact().department == scene.front
    send(scene, row(agent="colleague@example.test"))
    send(scene, row())
    assert contact().department == scene.back, "answered by somebody who is elsewhere now"


def test_hours_are_those_of_the_line(scene: Scene) -> None:
    night = {"offered_at": "2026-11-16 20:00", "answered_at": None, "ended_at": None}
    send(scene, row(), row("2", **night), row("3", **night, number=""))
    assert [contact(each).in_hours for each in "123"] == [True, False, True]
    assert contact("3").line is None


def test_a_number_that_joins_a_line_brings_its_contacts(scene: Scene) -> None:
    send(scene, row(number="95530", agent=""), row("2", number="95530", offered_at="2026-11-16T01:00:00+08:00"))
    assert contact().line is None
    numbers = ["400 820 8888", "95530"]
    line_edit(reference=scene.line.reference, numbers=numbers, by=scene.experience, now=NOW)
    assert (contact().line, contact().department, contact().in_hours) == (scene.line, scene.front, True)
    assert contact("2").in_hours is False


def test_shared_minutes_count_once(scene: Scene) -> None:
    chat = {"channel": "chat", "offered_at": "2026-11-16 10:00", "answered_at": "2026-11-16 10:00"}
    send(scene, row("1", **chat | {"ended_at": "2026-11-16 10:20"}))
    assert contact().handling == dt.timedelta(minutes=20)
    later = chat | {"answered_at": "2026-11-16 10:10", "ended_at": "2026-11-16 10:30"}
    assert send(scene, row("2", **later)) == (1, 0, 0, 0, 0)
    assert [contact(each).handling for each in "12"] == [dt.timedelta(minutes=15)] * 2
    assert send(scene, row("1", **chat | {"ended_at": "2026-11-16 10:20"})).unchanged == 1
    send(scene, row("2", **later | {"agent": "colleague@example.test"}))
    assert [contact(each).handling for each in "12"] == [dt.timedelta(minutes=20)] * 2, "held by two people"
    send(scene, row("2", **later | {"agent": ""}))
    assert contact("2").handling == dt.timedelta(minutes=20), "a machine's minutes are nobody's"


def test_rows_far_from_what_changes_keep_their_share(scene: Scene) -> None:
    """A batch with an old contact in it, whose neighbour was not read: it stays as it is."""
    old = {"offered_at": "2026-09-01 10:00", "answered_at": "2026-09-01 10:00", "ended_at": "2026-09-01 10:20"}
    send(scene, row("1", **old), row("2", **old))
    assert contact().handling == dt.timedelta(minutes=10)
    assert send(scene, row("1", **old), row("3")) == (1, 0, 1, 0, 0)
    assert contact().handling == dt.timedelta(minutes=10)


def test_every_broken_rule_is_named_and_nothing_is_written(scene: Scene) -> None:
    send(scene, row("kept"))
    wrong = [
        row("0"),
        row("1", source="NOWHERE"),
        row("2", channel="pigeon"),
        row("3", offered_at="yesterday"),
        row("4", offered_at="1926-11-16 10:00"),
        row("5", answered_at="2026-11-16 09:00"),
        row("6", ended_at="2026-11-16 10:00:10"),
        row("7", ended_at="2026-11-24 10:00"),
        row("8", agent="nobody@example.test"),
        row("9", customer_phone="none"),
        row("10", customer="", customer_phone="", customer_name="李"),
        row("11", solved="perhaps"),
        row("0"),
        row("12", service="x" * 81),
        row("13", weather="rain"),
        row("14", service={"a": 1}),
        {"source": "HOTLINE"},
        row("15", customer_source="NOWHERE"),
        row("", kind="praise"),
        row("17", ended_at="2026-11-29 10:00", answered_at="2026-11-28 10:00", offered_at="2026-11-28 10:00"),
    ]
    assert broken(scene, *wrong) == {
        (1, "source", "unknown_source"),
        (2, "channel", "bad_choice"),
        (3, "offered_at", "bad_instant"),
        (4, "offered_at", "bad_instant"),
        (5, "answered_at", "answered_before"),
        (6, "ended_at", "ended_before"),
        (7, "ended_at", "ahead"),
        (7, "ended_at", "lasts_too_long"),
        (8, "agent", "unknown_agent"),
        (9, "customer_phone", "bad_phone"),
        (10, "customer", "customer_missing"),
        (11, "solved", "bad_choice"),
        (12, "external_id", "value_twice"),
        (13, "service", "too_long"),
        (14, "weather", "unknown_column"),
        (15, "service", "no_text"),
        (16, "external_id", "required"),
        (16, "channel", "required"),
        (16, "offered_at", "required"),
        (17, "customer_source", "unknown_source"),
        (18, "external_id", "required"),
        (18, "kind", "bad_choice"),
        (19, "offered_at", "ahead"),
        (19, "answered_at", "ahead"),
        (19, "ended_at", "ahead"),
    }


def test_at_most_ten_thousand(scene: Scene) -> None:
    with pytest.raises(Malformed) as caught:
        send(scene, *[row()] * 10_001)
    assert caught.value.code == "too_many_rows"
    assert send(scene) == (0, 0, 0, 0, 0)


def test_who_may(scene: Scene) -> None:
    for person in (scene.steward, scene.admin):
        assert contacts_import(contacts=[], by=person, now=NOW) == (0, 0, 0, 0, 0)
    for person in (scene.agent, scene.head, scene.outsider, scene.executive):
        with pytest.raises(NotAllowed):
            contacts_import(contacts=[row()], by=person, now=NOW)
    assert not Contact.objects.exists()


def test_queries_do_not_grow_with_the_rows(scene: Scene) -> None:
    def asked(first: int, count: int) -> int:
        rows = [row(str(number), customer=f"C{number}") for number in range(first, first + count)]
        with CaptureQueriesContext(connection) as found:
            send(scene, *rows)
        return len(found)

    asked(0, 1)
    assert asked(1, 2) == asked(3, 300)


@pytest.mark.django_db(transaction=True)
class TestCrowd:
    def test_the_same_batch_many_times_at_once(self, scene: Scene) -> None:
        rows = [row(str(number), customer=f"C{number % 5}") for number in range(40)]

        def work(_number: int) -> Any:
            return contacts_import(contacts=rows, by=User.objects.get(pk=scene.experience.pk), now=NOW)

        answers = at_once(6, work)
        assert sorted(answer.created for answer in answers) == [0, 0, 0, 0, 0, 40]
        assert (Contact.objects.count(), Identity.objects.count()) == (40, 5)

    def test_without_the_lock_both_think_it_is_new(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """The control: rows stay single by the constraint, but several say that they made them."""
        monkeypatch.setattr("feedback.customers.services.importing.batch.lock", lambda _number: None)
        rows = [row(str(number)) for number in range(200)]
        made = at_once(
            6,
            lambda _n: contacts_import(contacts=rows, by=User.objects.get(pk=scene.experience.pk), now=NOW).created,
        )
        assert sum(made) > 200, CONTACTS_LOCK
        assert Contact.objects.count() == 200


def test_a_number_belongs_to_one_line(scene: Scene) -> None:
    values: dict[str, Any] = {
        "name_en": "Second", "name_zh": "二线", "department": scene.front.reference,
        "calendar": scene.calendar.reference, "by": scene.experience, "now": NOW,
    }  # fmt: skip
    with pytest.raises(Refused) as caught:
        line_create(numbers=["+86 400 820 8888"], **values)
    assert caught.value.code == "number_taken"
    for numbers, code in ([["chat"], "bad_phone"], [[], "numbers"]):
        with pytest.raises(Malformed) as refused:
            line_create(numbers=numbers, **values)
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        line_create(numbers=["95530"], **values | {"by": make_user("nobody")})
