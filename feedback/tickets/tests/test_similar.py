"""Solved tickets like a text: in Chinese and English, what is common weighs little, the rows to read stay bounded."""

from django.db import connection

from feedback.tickets.models import Ticket
from feedback.tickets.queries.similar import similar_tickets
from feedback.tickets.services import ticket_resolve, ticket_take
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket
from feedback.tickets.tests.test_api import client_of
from portal.core.telling import MAX_ROWS, MAX_TOKENS, chosen, telling


def solved(scene: Scene, title: str, text: str = "…") -> Ticket:
    ticket = open_ticket(scene, title=title, text=text)
    ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    return ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=MONDAY)


def test_it_works_in_both_languages(scene: Scene) -> None:
    chinese = solved(scene, "跨境退款没有到账", "客户在新加坡刷卡")
    english = solved(scene, "Refund of a baggage fee is missing", "Promised within seven days")
    solved(scene, "换卡地址不清楚")
    found = similar_tickets(scene.clerk, "客户的跨境退款还没有到账")
    assert [each.id for each in found] == [chinese.reference]
    found = similar_tickets(scene.clerk, "The baggage fee was not refunded, refund is missing")
    assert [each.id for each in found] == [english.reference]
    assert found[0].likeness > 50
    assert similar_tickets(scene.clerk, "") == similar_tickets(scene.clerk, "the") == []


def test_only_what_is_solved_and_may_be_seen(scene: Scene) -> None:
    open_ticket(scene, title="跨境退款没有到账")
    assert similar_tickets(scene.clerk, "跨境退款没有到账") == []
    ticket = solved(scene, "跨境退款没有到账")
    assert len(similar_tickets(scene.clerk, "跨境退款没有到账")) == 1
    assert similar_tickets(scene.clerk, "跨境退款没有到账", exclude=ticket.pk) == []
    assert similar_tickets(scene.outsider, "跨境退款没有到账") == []


def test_the_most_telling_tokens_within_the_bound() -> None:
    million = 1_000_000.0
    found = chosen(["客户", "退款", "跨境"], rows=million, common={"客户": 0.4, "退款": 0.004}, least=0.0005)
    assert set(found.weights) == {"退款", "跨境"}
    assert found.weights["跨境"] > found.weights["退款"]
    assert not found.together
    # Everything is common: all of it has to be there.
    assert chosen(["客户", "退款"], rows=million, common={"客户": 0.4, "退款": 0.1}, least=0.1).together
    many = [f"w{number}" for number in range(40)]
    assert len(chosen(many, rows=100, common={}, least=0.001).weights) == MAX_TOKENS
    few = chosen(many, rows=million, common={}, least=0.001)
    assert len(few.weights) * million * 0.001 <= MAX_ROWS


def test_rarity_comes_from_the_statistics(scene: Scene) -> None:
    for number in range(30):
        open_ticket(scene, title=f"客户来电 {number}")
    solved(scene, "客户退款")
    assert len(set(telling(Ticket, "客户退款").weights.values())) == 1
    with connection.cursor() as sql:
        sql.execute("ANALYZE tickets_ticket")
    weights = telling(Ticket, "客户退款").weights
    assert weights["退款"] > weights["客户"]


def test_pages_and_rest(scene: Scene) -> None:
    like = solved(scene, "跨境退款没有到账")
    ticket = open_ticket(scene, title="跨境退款没有到账", text="已经十天")
    page = client_of(scene.clerk).get(f"{ticket.get_absolute_url()}similar/").content.decode()
    assert like.reference in page
    found = client_of(scene.clerk).get(f"/api/v1/tickets/{ticket.reference}/similar/").json()
    assert [each["id"] for each in found] == [like.reference]
    assert client_of(scene.outsider).get(f"/api/v1/tickets/{ticket.reference}/similar/").status_code == 404
