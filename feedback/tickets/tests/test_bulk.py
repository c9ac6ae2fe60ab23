"""One step on many tickets: by the verb of the single step, an answer for each, none twice."""

from typing import Any

import pytest
from django.test import Client

from feedback.tickets import rules
from feedback.tickets.api.bulk import BODIES
from feedback.tickets.choices import State
from feedback.tickets.forms.bulk import FORMS
from feedback.tickets.models import Ticket, Watch
from feedback.tickets.queries.bulk import possible
from feedback.tickets.services.bulk import VERBS, tickets_bulk
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.views.bulk import ICONS
from portal.core.errors import Malformed
from portal.people.models import User
from portal.records.bulk import MOST, Picked, picked_from
from portal.records.models import Comment, Event

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picked(*tickets: Ticket) -> list[Picked]:
    return [Picked(ticket.reference, ticket.version) for ticket in tickets]


def boxes(*tickets: Ticket) -> list[str]:
    return [f"{ticket.reference}.{ticket.version}" for ticket in tickets]


def states(*tickets: Ticket) -> list[str]:
    return [Ticket.objects.get(pk=ticket.pk).state for ticket in tickets]


def rest(user: User, body: dict[str, Any], **headers: str) -> Any:
    return signed_in(user).post("/api/v1/tickets/bulk/", body, content_type="application/json", headers=headers)


def test_every_step_has_all_that_it_needs() -> None:
    assert set(VERBS) == set(FORMS) == set(BODIES) == set(ICONS)
    assert set(VERBS) <= set(rules.ACTIONS)


def test_it_works(scene: Scene) -> None:
    tickets = [open_ticket(scene) for _number in range(3)]
    answers = tickets_bulk(action="take", rows=picked(*tickets), by=scene.clerk, now=MONDAY)
    assert [answer.done for answer in answers] == [True] * 3
    assert states(*tickets) == [State.IN_PROGRESS] * 3


def test_each_is_refused_as_the_single_step_would_be(scene: Scene) -> None:
    """Another's, elsewhere, resolved, changed meanwhile, not to be seen: the rest is done."""
    mine, free = taken_ticket(scene), open_ticket(scene)
    done, stale = resolved_ticket(scene), open_ticket(scene)
    rows = [*picked(mine, free, done), Picked(stale.reference, stale.version - 1), Picked("T-00000000")]
    answers = tickets_bulk(action="take", rows=rows, by=scene.other_clerk, now=MONDAY)
    codes = [answer.refusal.code if answer.refusal else "" for answer in answers]
    assert codes == ["already_taken", "", "wrong_state", "stale", "not_found"]
    assert states(free, stale) == [State.IN_PROGRESS, State.NEW]
    refused = tickets_bulk(action="take", rows=picked(open_ticket(scene)), by=scene.agent, now=MONDAY)
    assert refused[0].refusal is not None
    assert refused[0].refusal.status == 403


def test_a_note_and_watching_ask_for_no_version(scene: Scene) -> None:
    ticket = open_ticket(scene)
    rows = [Picked(ticket.reference, 0)]
    assert tickets_bulk(action="comment", rows=rows, by=scene.clerk, now=MONDAY, text="Same for all")[0].done
    assert tickets_bulk(action="watch", rows=rows, by=scene.clerk, now=MONDAY)[0].done
    assert Comment.objects.get().text == "Same for all"
    assert Watch.objects.filter(ticket=ticket, person=scene.clerk, active=True).exists()


def test_merging_into_one_of_them(scene: Scene) -> None:
    into, first, second = (taken_ticket(scene) for _number in range(3))
    answers = tickets_bulk(
        action="merge",
        rows=picked(into, first, second),
        by=scene.clerk,
        now=MONDAY,
        into=into.reference,
        reason="One matter",
    )
    assert [answer.done for answer in answers] == [True, True]
    assert states(into, first, second) == [State.IN_PROGRESS, State.MERGED, State.MERGED]


def test_nothing_twice_for_one_key(scene: Scene) -> None:
    ticket, taken = open_ticket(scene), taken_ticket(scene)
    values = {"action": "comment", "by": scene.clerk, "now": MONDAY, "text": "Once", "key": "k"}
    first = tickets_bulk(rows=picked(ticket), **values)
    again = tickets_bulk(rows=picked(ticket, taken), **values)
    assert [answer.done for answer in first + again] == [True] * 3
    assert Comment.objects.filter(text="Once").count() == 2, "one for each ticket"


def test_a_key_stands_for_one_request(scene: Scene) -> None:
    ticket = open_ticket(scene)
    values = {"action": "comment", "rows": picked(ticket), "by": scene.clerk, "now": MONDAY, "key": "k"}
    tickets_bulk(text="Once", **values)
    (other,) = tickets_bulk(text="Another", **values)
    assert other.refusal is not None
    assert other.refusal.status == 422


def test_what_is_possible_is_said_before(scene: Scene) -> None:
    tickets = [open_ticket(scene), taken_ticket(scene), resolved_ticket(scene)]
    references = [ticket.reference for ticket in tickets] + ["T-00000000"]
    take, resolve = possible(scene.clerk, references, ["take", "resolve"])
    assert (take.count, take.why) == (1, "1 In progress, 1 Resolved, 1 not open to you")
    assert (resolve.count, resolve.refused) == (1, 3)
    (others,) = possible(scene.agent, references[:1], ["take"])
    assert others.why == "1 for others to change"


def test_what_is_said_before_is_what_happens(scene: Scene) -> None:
    """For every state and step: whoever is told that it is possible is not refused for state or right."""
    made = {rules.NEW: open_ticket, rules.IN_PROGRESS: taken_ticket, rules.RESOLVED: resolved_ticket}
    arguments = {
        "hand_over": {"department": scene.logistics.reference, "reason": "Yours"},
        "resolve": {"text": "Done"},
        "comment": {"text": "Hello"},
        "merge": {"into": open_ticket(scene).reference, "reason": "Same"},
    }
    for make in made.values():
        for action in VERBS:
            for person in (scene.clerk, scene.agent, scene.outsider):
                ticket = make(scene)
                (said,) = possible(person, [ticket.reference], [action])
                rows = picked(ticket)
                (answer,) = tickets_bulk(action=action, rows=rows, by=person, now=MONDAY, **arguments.get(action, {}))
                refused = answer.refusal.code if answer.refusal else ""
                assert bool(said.count) == answer.done, (action, ticket.state, person.full_name, refused)


def test_the_bar(scene: Scene) -> None:
    tickets = [open_ticket(scene), resolved_ticket(scene)]
    answer = signed_in(scene.clerk).post("/tickets/bulk/", {"row": boxes(*tickets)}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "2 selected" in page
    assert "Take this ticket: not 1 (1 Resolved)" in page
    assert f"only={tickets[0].reference},{tickets[1].reference}" in page
    assert "<html" not in page


def test_without_scripts(scene: Scene) -> None:
    tickets = [taken_ticket(scene), taken_ticket(scene), open_ticket(scene)]
    client = signed_in(scene.clerk)
    page = client.post("/tickets/bulk/", {"row": boxes(*tickets), "next": "/tickets/?all=1"}).content.decode()
    assert 'value="resolve"' in page
    sent = {"row": boxes(*tickets), "action": "resolve", "next": "/tickets/?all=1"}
    asked = client.post("/tickets/bulk/", sent)
    assert asked.status_code == 200
    assert "Resolve: not 1 (1 New)" in asked.content.decode()
    assert client.post("/tickets/bulk/", sent | {"go": "1", "text": ""}).status_code == 422
    done = client.post("/tickets/bulk/", sent | {"go": "1", "text": "Paid out", "idempotency_key": "k"})
    assert done.status_code == 200
    assert "2 of 3 done." in done.content.decode()
    assert tickets[2].reference in done.content.decode()
    assert states(*tickets) == [State.RESOLVED, State.RESOLVED, State.NEW]


def test_all_done_leads_back_to_the_list(scene: Scene) -> None:
    sent = {"row": boxes(open_ticket(scene)), "action": "take", "next": "/tickets/?all=1", "idempotency_key": "k"}
    client = signed_in(scene.clerk)
    for _press in range(2):
        assert client.post("/tickets/bulk/", sent)["Location"] == "/tickets/?all=1"
    assert Event.objects.filter(verb="ticket.taken").count() == 1
    assert client.post("/tickets/bulk/", sent | {"next": "//evil"})["Location"] == "/tickets/"


@pytest.mark.parametrize("sent", [{}, {"row": "T-1", "action": "fly"}, {"row": [f"T-{n}" for n in range(MOST + 1)]}])
def test_what_no_list_sends(scene: Scene, sent: dict[str, Any]) -> None:
    assert signed_in(scene.clerk).post("/tickets/bulk/", sent).status_code == 400


def test_a_version_that_cannot_be_read_counts_for_none() -> None:
    assert picked_from(["t-1.x", "T-2.7", "T-2.7"]) == [Picked("T-1"), Picked("T-2", 7)]
    with pytest.raises(Malformed):
        picked_from([])


def test_over_rest(scene: Scene) -> None:
    ticket, done = taken_ticket(scene), resolved_ticket(scene)
    body = {
        "action": "resolve",
        "rows": [{"id": ticket.reference, "version": ticket.version}, {"id": done.reference}],
        "values": {"text": "Paid out"},
    }
    first = rest(scene.clerk, body, **{"Idempotency-Key": "k"})
    assert first.status_code == 200, first.content
    found = first.json()
    assert (found["done"], found["refused"]) == (1, 1)
    assert found["results"][0] == {"id": ticket.reference, "done": True, "problem": None}
    assert found["results"][1]["problem"]["code"] == "wrong_state"
    assert rest(scene.clerk, body, **{"Idempotency-Key": "k"}).json() == found
    assert Event.objects.filter(subject_id=ticket.pk, verb="ticket.resolved").count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "fly", "rows": [{"id": "T-1"}]}, "action"),
        ({"action": "take", "rows": []}, "rows"),
        ({"action": "resolve", "rows": [{"id": "T-1"}]}, "values.text"),
        ({"action": "take", "rows": [{"id": "T-1"}], "values": {"x": 1}}, "values.x"),
    ],
)
def test_bodies_that_are_refused(scene: Scene, body: dict[str, Any], field: str) -> None:
    answer = rest(scene.clerk, body)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
