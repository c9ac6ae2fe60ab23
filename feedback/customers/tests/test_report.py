"""The figures: the SQL says what the rules say, by month and department, of what the reader may see."""

import datetime as dt
import random
from typing import Any

from django.test import Client

from feedback.customers.models import Contact
from feedback.customers.queries.report import by_month, contact_figures, first_of_months
from feedback.customers.rules.figures import Figures, total
from feedback.customers.rules.first_contact import REPEATED, SOLVED, UNDECIDED, Touch, verdicts
from feedback.customers.tests.factory import NOW, Scene, at, row, send

SINCE = at("2026-09-01 00:00")


def figures(scene: Scene, person: Any = None) -> Figures:
    rows = Contact.objects.visible_to(person or scene.experience)
    return total(each.figures for each in contact_figures(rows, since=SINCE, now=NOW))


def call(external_id: str, start: str, *, minutes: int | None = 5, **values: Any) -> dict[str, Any]:
    offered = at(f"2026-{start}")
    answered = None if minutes is None else offered.isoformat()
    ended = offered + dt.timedelta(minutes=minutes or 1)
    given = {"offered_at": offered.isoformat(), "answered_at": answered, "ended_at": ended.isoformat(), "outcome": ""}
    return row(external_id, **given | values)


def test_answer_rate_within_the_hours(scene: Scene) -> None:
    send(
        scene,
        call("1", "11-16 10:00"),
        call("2", "11-16 17:59", minutes=None),
        call("3", "11-16 18:00", minutes=None),  # closed
        call("4", "11-15 10:00"),  # a Sunday, answered all the same
        call("5", "11-15 10:00", number="", minutes=None),  # without a line every hour counts
    )
    found = figures(scene)
    assert (found.offered, found.answered, found.outside) == (3, 1, 2)
    assert found.handled == 2, "what was answered outside took time too"


def test_handling_time_of_overlapping_chats(scene: Scene) -> None:
    send(
        scene,
        call("1", "11-16 10:00", minutes=20, channel="chat"),
        call("2", "11-16 10:10", minutes=20, channel="chat"),
        call("3", "11-16 10:10", minutes=20, channel="chat", agent="colleague@example.test"),
    )
    assert figures(scene).handling == dt.timedelta(minutes=50), "30 minutes of one agent and 20 of the other"


def test_compliments_to_complaints(scene: Scene) -> None:
    kinds = ["compliment"] * 3 + ["complaint"] * 2 + ["question"]
    send(scene, *(call(str(number), "11-16 10:00", kind=kind) for number, kind in enumerate(kinds)))
    assert figures(scene).compliments_per_complaint == 1.5


def test_by_month_and_department(scene: Scene) -> None:
    send(
        scene,
        call("1", "10-31 23:59", number=""),
        call("2", "11-01 00:00", number="", agent="clerk@example.test"),
        call("3", "11-02 10:00", number="", agent=""),
    )
    rows = contact_figures(Contact.objects.all(), since=SINCE, now=NOW)
    assert [(each.month, each.department, each.figures.offered) for each in rows] == [
        (dt.date(2026, 11, 1), "Back", 1), (dt.date(2026, 11, 1), "", 1), (dt.date(2026, 10, 1), "Front", 1),
    ]  # fmt: skip
    assert [(each.month.month, each.figures.offered) for each in by_month(rows)] == [(10, 1), (11, 2)]
    assert first_of_months(NOW, 3) == SINCE
    assert first_of_months(NOW, 12) == at("2025-12-01 00:00")


def test_a_repeat_counts_whoever_took_it(scene: Scene) -> None:
    """The customer came again to another department: the first one's contact was not the end of it."""
    send(scene, call("1", "11-02 10:00"), call("2", "11-04 10:00", agent="clerk@example.test"))
    mine = figures(scene, scene.agent)
    assert (mine.offered, mine.first, mine.repeated) == (1, 1, 1)
    assert figures(scene, scene.clerk).first == 0
    assert figures(scene, scene.outsider) == Figures()


def test_the_report_says_what_the_rule_says(scene: Scene) -> None:
    """First contacts of 400 random contacts, by SQL and by the pure rule."""
    chance = random.Random(7)
    rows = []
    for number in range(400):
        start = NOW - dt.timedelta(hours=chance.randint(1, 24 * 40))
        rows.append(
            call(
                str(number), f"{start:%m-%d %H:%M}", minutes=chance.choice([None, 5, 5]), agent="",
                customer=f"C{chance.randint(1, 15)}" if chance.random() < 0.9 else "", customer_phone="",
                customer_name="", service=chance.choice(["refund", "invoice", ""]),
                kind=chance.choice(["request", "complaint", "compliment"]), number="",
            )
        )  # fmt: skip
    send(scene, *rows)
    touches = [
        Touch(
            each.pk, each.identity_id or 0, each.service, each.offered_at, each.answered_at is not None,
            each.kind != "compliment",
        )
        for each in Contact.objects.filter(identity__isnull=False)
    ]  # fmt: skip
    told = list(verdicts(touches, now=NOW).values())
    found = figures(scene)
    assert (found.first, found.solved) == (len(told), told.count(SOLVED))
    assert (found.repeated, found.undecided) == (told.count(REPEATED), told.count(UNDECIDED))
    assert min(found.solved, found.repeated, found.undecided) > 5


def test_the_page_has_a_picture_and_its_table(scene: Scene, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client = Client()
    client.force_login(scene.experience)
    assert "No contact has come in" in client.get("/customers/contacts/report/").content.decode()
    send(scene, call("1", "11-16 10:00"), call("2", "10-16 10:00", minutes=None))
    page = client.get("/customers/contacts/report/").content.decode()
    assert page.count('class="picture-all"') == 2
    assert "2026-10" in page
    assert "50.0 %" in page
    table = client.get("/customers/contacts/report/?export=csv").content.decode()
    assert "2026-11,Front,1,1,1.0" in table
    assert client.get("/customers/contacts/report/?export=xlsx").status_code == 200
