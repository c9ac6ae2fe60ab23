"""Promises: made, kept, put off with consent, broken, in danger; to the minute, whatever clocks and calendars do."""

import datetime as dt
import threading
from typing import Any

import pytest

from feedback.tickets import tasks
from feedback.tickets.models import Promise, Ticket
from feedback.tickets.queries.projection import projected_end
from feedback.tickets.queries.promises import kept_report
from feedback.tickets.rules.promises import Kept, is_exact, total
from feedback.tickets.services import (
    break_due_promises,
    find_endangered,
    promise_keep,
    promise_renegotiate,
    service_set_way,
    ticket_hand_over,
    ticket_promise,
    ticket_resolve,
    ticket_wait,
)
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    make_scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
)
from feedback.tickets.tests.test_api import client_of
from portal.records.models import Event, OutboxRow
from tests.crowd import at_once

NINE, TEN, FOUR = MONDAY, at("2026-11-16 10:00"), at("2026-11-16 16:00")


def promised(scene: Scene, ticket: Ticket | None = None, **values: Any) -> Promise:
    """To the customer by phone until four in the afternoon; the ticket is due at two."""
    ticket = ticket or taken_ticket(scene)
    given = {"text": "Money is back", "due_at": FOUR, "channel": "phone", "by": scene.agent, "now": NINE} | values
    return ticket_promise(reference=ticket.reference, **given)


def again(promise: Promise) -> Promise:
    return Promise.objects.get(pk=promise.pk)


def test_it_works(scene: Scene) -> None:
    promise = promised(scene)
    assert (promise.state, promise.endangered_at, promise.department) == ("open", None, scene.front)
    assert verbs(promise.ticket)[-1] == "promise.made"
    assert told(scene.clerk)[-1] == "promise.made"
    kept = promise_keep(reference=promise.reference, by=scene.clerk, now=TEN)
    assert (kept.state, kept.fulfilled_at, kept.ended_at) == ("kept", TEN, TEN)
    assert kept.ended_step is not None
    assert kept.ended_step.department == scene.billing
    assert verbs(promise.ticket)[-1] == "promise.kept"


def test_the_due_instant_is_in_time_and_the_next_second_is_not(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    exact, late = promised(scene, ticket), promised(scene, ticket)
    assert promise_keep(reference=exact.reference, by=scene.agent, now=FOUR).state == "kept"
    done = promise_keep(reference=late.reference, by=scene.agent, now=FOUR + dt.timedelta(seconds=1))
    assert (done.state, done.ended_at, done.fulfilled_at) == ("broken", FOUR, FOUR + dt.timedelta(seconds=1))
    refused("wrong_state", promise_keep, reference=late.reference, by=scene.agent, now=FOUR)


def test_no_pause_and_no_calendar_moves_it(scene: Scene) -> None:
    promise = promised(scene)
    ticket_wait(reference=promise.ticket.reference, text="Which card?", by=scene.clerk, now=TEN)
    assert again(promise).due_at == FOUR
    assert break_due_promises(now=FOUR + dt.timedelta(seconds=1)) == 1


def test_what_falls_due_is_found_broken_once(scene: Scene) -> None:
    promise = promised(scene)
    assert break_due_promises(now=FOUR) == 0
    assert break_due_promises(now=FOUR + dt.timedelta(seconds=1)) == 1
    assert break_due_promises(now=FOUR + dt.timedelta(hours=1)) == 0
    assert (again(promise).state, again(promise).ended_at) == ("broken", FOUR)
    assert told(scene.agent)[-1] == told(scene.clerk)[-1] == "promise.broken"


def test_another_time_with_the_customers_consent(scene: Scene) -> None:
    old = promised(scene)
    five = at("2026-11-16 17:00")
    new = promise_renegotiate(reference=old.reference, due_at=five, consent="Mr Li said yes", by=scene.agent, now=TEN)
    old = again(old)
    assert (old.state, old.replaced_by, old.consent) == ("renegotiated", new, "Mr Li said yes")
    assert (new.state, new.due_at, new.text, new.channel) == ("open", five, old.text, "phone")
    refused("wrong_state", promise_keep, reference=old.reference, by=scene.agent, now=TEN)


def test_too_late_to_renegotiate(scene: Scene) -> None:
    promise = promised(scene)
    after = FOUR + dt.timedelta(seconds=1)
    arguments = {"due_at": after + dt.timedelta(hours=1), "consent": "Yes", "by": scene.agent}
    refused("too_late", promise_renegotiate, reference=promise.reference, now=after, **arguments)
    refused("malformed", promise_renegotiate, reference=promise.reference, now=TEN, **arguments | {"consent": " "})


def test_an_inner_promise_ends_before_the_outer_one(scene: Scene) -> None:
    outer = promised(scene)
    arguments: dict[str, Any] = {"kind": "inner", "outer": outer.reference, "by": scene.clerk, "channel": ""}
    refused("after_outer", promised, scene=scene, ticket=outer.ticket, due_at=FOUR, **arguments)
    inner = promised(scene, outer.ticket, due_at=at("2026-11-16 15:00"), **arguments)
    assert (inner.outer, inner.department) == (outer, scene.billing)
    earlier = at("2026-11-16 14:30")
    change = {"due_at": earlier, "consent": "Yes", "by": scene.agent, "now": TEN}
    refused("before_inner", promise_renegotiate, reference=outer.reference, **change)
    later = promise_renegotiate(reference=outer.reference, **change | {"due_at": at("2026-11-16 17:00")})
    assert again(inner).outer == later


def test_an_inner_promise_needs_an_open_one_of_this_ticket(scene: Scene) -> None:
    elsewhere = promised(scene)
    ticket = taken_ticket(scene)
    for outer in ("", "P-0", elsewhere.reference):
        refused("unknown_promise", promised, scene=scene, ticket=ticket, kind="inner", outer=outer, by=scene.clerk)


def test_a_promise_that_the_clocks_cannot_meet_is_warned_of_when_it_is_made(scene: Scene) -> None:
    promise = promised(scene, due_at=at("2026-11-16 13:30"))
    assert promise.endangered_at == NINE
    assert verbs(promise.ticket)[-2:] == ["promise.made", "promise.endangered"]
    assert told(scene.agent)[-1] == told(scene.clerk)[-1] == "promise.endangered"


def test_a_pause_endangers_it_and_one_warning_is_enough(scene: Scene) -> None:
    promise = promised(scene)
    assert find_endangered(now=TEN) == (0, 0)
    ticket_wait(reference=promise.ticket.reference, text="Which card?", by=scene.clerk, now=TEN)
    # Three of the four hours are left: at one o'clock they still fit, a minute later they don't.
    assert find_endangered(now=at("2026-11-16 13:00")) == (0, 0)
    assert find_endangered(now=at("2026-11-16 13:01")) == (1, 0)
    assert find_endangered(now=at("2026-11-16 13:02")) == (0, 0)
    assert again(promise).endangered_at == at("2026-11-16 13:01")


def test_the_parts_ahead_count(scene: Scene) -> None:
    parts = [
        Part(scene.billing.reference, 60, "Check", "核对"),
        Part(scene.logistics.reference, 300, "Collect", "取件"),
    ]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.admin, now=NINE)
    ticket = open_ticket(scene)
    # An hour to ten; from then five hours, lunch left out.
    assert projected_end(ticket, now=NINE) == FOUR
    assert projected_end(ticket, now=at("2026-11-16 11:00")) == at("2026-11-16 17:00")
    assert promised(scene, ticket).endangered_at is None
    assert promised(scene, ticket, due_at=at("2026-11-16 15:59")).endangered_at == NINE
    assert find_endangered(now=at("2026-11-16 11:00")) == (1, 0)


def test_a_resolved_ticket_ends_nowhere_and_is_promised_nothing(scene: Scene) -> None:
    ticket = resolved_ticket(scene)
    assert projected_end(ticket, now=NINE) is None
    refused("wrong_state", promised, scene=scene, ticket=ticket)


def test_a_call_back_is_by_phone(scene: Scene) -> None:
    assert promised(scene, kind="call_back", channel="").channel == "phone"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_at": NINE}, "due_at"),
        ({"due_at": NINE + dt.timedelta(days=400)}, "due_at"),
        ({"channel": ""}, "channel"),
        ({"text": " "}, "text"),
    ],
)
def test_malformed(scene: Scene, change: dict[str, Any], field: str) -> None:
    ticket = taken_ticket(scene)
    code = "not_ahead" if field == "due_at" else "malformed"
    refusal: Any = refused(code, promised, scene=scene, ticket=ticket, **change)
    assert list(refusal.errors) == [field]


def test_who_may(scene: Scene) -> None:
    promise = promised(scene)
    for person, code in ((scene.outsider, "not_found"), (scene.reader, "not_allowed"), (scene.admin, "not_found")):
        refused(code, promised, scene=scene, ticket=promise.ticket, by=person)
        refused(code, promise_keep, reference=promise.reference, by=person, now=TEN)
    refused("stale", promise_keep, reference=promise.reference, by=scene.agent, now=TEN, version=99)


def test_four_workers_at_once_break_each_promise_once(transactional_db: None) -> None:
    scene = make_scene()
    ticket = taken_ticket(scene)
    for _each in range(30):
        promised(scene, ticket)
    now = FOUR + dt.timedelta(minutes=1)

    def worker(_index: int) -> int:
        found = 0
        while batch := break_due_promises(now=now, limit=4):
            found += batch
        return found

    # The control: four who read before anybody has written all believe that they found the same.
    all_read = threading.Barrier(4)

    def read(_index: int) -> int:
        overdue = len(Promise.objects.filter(state="open", due_at__lt=now))
        all_read.wait(30)
        return overdue

    assert at_once(4, read) == [30] * 4
    assert sum(at_once(4, worker)) + worker(0) == 30
    assert Event.objects.filter(verb="promise.broken").count() == 30
    keys = OutboxRow.objects.filter(kind="promise.broken", channel="inbox").values_list("recipient", "delivery_key")
    assert len(keys) == len(set(keys)) == 60


def test_kept_and_put_off_at_once_has_one_outcome(transactional_db: None) -> None:
    scene = make_scene()
    promise = promised(scene)

    def act(index: int) -> Any:
        if index % 2:
            return promise_keep(reference=promise.reference, by=scene.agent, now=TEN)
        change = {"due_at": at("2026-11-16 17:00"), "consent": "Yes", "by": scene.agent, "now": TEN}
        return promise_renegotiate(reference=promise.reference, **change)

    answers = at_once(10, act)
    assert len([answer for answer in answers if isinstance(answer, Promise)]) == 1
    assert {answer.code for answer in answers if not isinstance(answer, Promise)} == {"wrong_state"}
    ends = Event.objects.filter(verb__in=["promise.kept", "promise.renegotiated"])
    assert ends.count() == 1


def test_the_task_finds_both(scene: Scene) -> None:
    for day in (2, 3):
        promised(scene, taken_ticket(scene, now=at(f"2026-11-0{day} 09:00")), now=at(f"2026-11-0{day} 09:00"),
                 due_at=at(f"2026-11-0{day} 16:00"))  # fmt: skip
    assert tasks.watch_promises() == 2
    assert tasks.watch_promises() == 0


def test_exact_is_the_last_minute() -> None:
    assert is_exact(FOUR, FOUR)
    assert is_exact(FOUR, FOUR - dt.timedelta(seconds=59))
    assert not is_exact(FOUR, FOUR - dt.timedelta(seconds=60))
    assert not is_exact(FOUR, FOUR + dt.timedelta(seconds=1))


def test_the_rate() -> None:
    assert Kept().rate is None
    assert Kept(early=1, exact=2, broken=1, renegotiated=7).rate == 0.75
    assert total([Kept(1, 0, 0, 1), Kept(0, 1, 2, 0)]) == Kept(1, 1, 2, 1)
    assert total([]) == Kept()


def test_the_report_counts_where_the_ticket_was_when_the_promise_ended(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    early, exact, broken = [promised(scene, ticket) for _each in range(3)]
    promise_keep(reference=early.reference, by=scene.agent, now=TEN)
    ticket_hand_over(
        reference=ticket.reference, department=scene.logistics.reference, reason="Yours", by=scene.clerk, now=TEN
    )
    promise_keep(reference=exact.reference, by=scene.agent, now=FOUR - dt.timedelta(seconds=30))
    break_due_promises(now=FOUR + dt.timedelta(seconds=1))
    rows = kept_report(Promise.objects.all(), since=NINE)
    assert [(row.department, row.step, row.kept) for row in rows] == [
        ("Logistics", 2, Kept(exact=1, broken=1)),
        ("Billing", 1, Kept(early=1)),
    ]
    assert again(broken).state == "broken"


def test_pages(scene: Scene) -> None:
    ticket = taken_ticket(scene, now=dt.datetime.now(dt.UTC))
    client = client_of(scene.agent)
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).astimezone(MONDAY.tzinfo).strftime("%Y-%m-%dT%H:%M")
    form = {"text": "Money is back", "due_at": later, "kind": "customer", "channel": "phone"}
    assert client.post(f"{ticket.get_absolute_url()}promise/", form).status_code == 302
    promise = Promise.objects.get()
    assert promise.due_at.astimezone(MONDAY.tzinfo).strftime("%Y-%m-%dT%H:%M") == later
    assert "Money is back" in client.get("/tickets/promises/").content.decode()
    assert "Money is back" in client.get(ticket.get_absolute_url()).content.decode()
    refusal = client.post(f"{ticket.get_absolute_url()}promise/", form | {"channel": ""})
    assert refusal.status_code == 422
    change = {"due_at": later, "consent": "Mr Li said yes"}
    assert client.post(f"/tickets/promises/{promise.reference}/renegotiate/", change).status_code == 302
    new = Promise.objects.get(state="open")
    assert client.post(f"/tickets/promises/{new.reference}/keep/").status_code == 302
    assert again(new).state == "kept"
    report = client.get("/tickets/promises/report/").content.decode()
    assert "Billing" in report
    assert (
        client.get("/tickets/promises/report/?export=csv").content.decode().splitlines()[1].startswith("Billing,1,0,1")
    )
    assert client.get("/tickets/promises/report/?export=xlsx").status_code == 200


def test_rest(scene: Scene) -> None:
    ticket = taken_ticket(scene, now=dt.datetime.now(dt.UTC))
    client = client_of(scene.agent)
    later = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).isoformat()
    body = {"ticket": ticket.reference, "text": "Money is back", "due_at": later, "channel": "phone"}

    def post(path: str, data: dict[str, Any]) -> Any:
        return client.post(f"/api/v1/promises/{path}", data, content_type="application/json")

    made = post("", body)
    assert made.status_code == 201
    assert (made.json()["state"], made.json()["endangered"]) == ("open", False)
    assert post("", body | {"ticket": "T-0"}).status_code == 404
    assert post("", body | {"due_at": "yesterday"}).json()["errors"].keys() == {"due_at"}
    found = client.get(f"/api/v1/promises/?ticket={ticket.reference}&state=open").json()["results"]
    assert [row["id"] for row in found] == [made.json()["id"]]
    new = post(f"{made.json()['id']}/renegotiate/", {"due_at": later, "consent": "Yes"}).json()
    assert client.get(f"/api/v1/promises/{made.json()['id']}/").json()["replaced_by"] == new["id"]
    assert post(f"{new['id']}/keep/", {}).json()["state"] == "kept"
    assert post(f"{new['id']}/keep/", {}).status_code == 409
    report = client.get("/api/v1/promises/report/?days=1").json()
    assert [(row["department"], row["early"], row["renegotiated"]) for row in report] == [("Billing", 1, 1)]
    assert client.get("/api/v1/promises/report/?days=x").status_code == 400
    assert client_of(scene.outsider).get(f"/api/v1/promises/{new['id']}/").status_code == 404


def test_resolving_says_nothing_about_promises(scene: Scene) -> None:
    promise = promised(scene)
    ticket_resolve(reference=promise.ticket.reference, text="Done", by=scene.clerk, now=TEN)
    assert again(promise).state == "open"
