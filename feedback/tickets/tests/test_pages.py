"""The pages: list, detail, forms, the two texts of a stale edit, and what nobody else gets to see."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from feedback.tickets.models import CatalogueService, Ticket
from feedback.tickets.services import service_edit, ticket_comment, ticket_edit, ticket_take
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)
from feedback.tickets.tests.test_api import client_of
from portal.people.models import User
from tests.forms import StaleEdit


def get(user: User, path: str) -> str:
    answer = client_of(user).get(path)
    assert answer.status_code == 200, answer.content
    return str(b"".join(answer) if answer.streaming else answer.content, "utf-8")


def send(user: User, path: str, data: dict[str, Any]) -> Any:
    return client_of(user).post(path, data)


def test_list_and_tabs(scene: Scene) -> None:
    new, taken = open_ticket(scene, title="Lies in the queue"), taken_ticket(scene, title="Is with the clerk")
    waiting = get(scene.clerk, "/tickets/")
    assert "Is with the clerk" in waiting
    assert "Lies in the queue" not in waiting
    queue = get(scene.clerk, "/tickets/?mine=queue&state=open")
    assert f'id="row-{new.reference}"' in queue
    assert taken.reference not in queue
    tab = 'href="/tickets/?mine=queue&amp;state=open"'
    assert tab in queue
    assert tab not in get(scene.outsider, "/tickets/")


def open_tab(page: str) -> str:
    found = re.search(r'id="view-\d+"[^>]*aria-current="page"[^>]*>([^<]*)', page)
    return html.unescape(found[1]).strip() if found else ""


def test_it_opens_with_the_first_tab_that_holds_something(scene: Scene) -> None:
    """Who asked, who may take it, who has it, and who reads everything; nobody is greeted by an empty list."""
    ticket = open_ticket(scene)
    row = f'id="row-{ticket.reference}"'
    for reader, tab in (
        (scene.agent, "Opened by me"),
        (scene.clerk, "My department's queue"),
        (scene.reader, "All"),
    ):
        page = get(reader, "/tickets/")
        assert row in page
        assert open_tab(page) == tab
    ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    assert open_tab(get(scene.clerk, "/tickets/")) == "Waiting for me"
    assert "There are no tickets yet." in get(scene.outsider, "/tickets/")


def test_everything_that_stands_in_a_row_is_escaped(scene: Scene) -> None:
    open_ticket(scene, title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in get(scene.clerk, "/tickets/?all=1")


def test_exports_are_exactly_what_is_shown(scene: Scene) -> None:
    mine, other = open_ticket(scene, title="=HYPERLINK(1)"), resolved_ticket(scene)
    text = get(scene.clerk, "/tickets/?state=new&export=csv")
    assert mine.reference in text
    assert "'=HYPERLINK(1)" in text
    assert other.reference not in text
    assert b"".join(client_of(scene.clerk).get("/tickets/?all=1&export=xlsx")).startswith(b"PK")  # type: ignore[arg-type]


def test_an_export_speaks_its_readers_language(scene: Scene) -> None:
    open_ticket(scene)
    scene.clerk.language = "zh-hans"
    scene.clerk.save()
    assert ",请求,新建," in get(scene.clerk, "/tickets/?all=1&export=csv")


def test_detail_shows_only_open_steps(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    path = ticket.get_absolute_url()
    clerk, agent = get(scene.clerk, path), get(scene.agent, path)
    for step in ("resolve", "wait", "hand-over", "release"):
        assert f"{path}{step}/" in clerk
        assert f"{path}{step}/" not in agent
    assert f"{path}take/" not in clerk
    assert f"{path}edit/" in agent
    assert "Why this time" in agent


def test_detail_in_every_state_and_language(scene: Scene) -> None:
    for ticket in (open_ticket(scene), taken_ticket(scene), waiting_ticket(scene), resolved_ticket(scene)):
        for language in ("en", "zh-hans"):
            User.objects.filter(pk=scene.clerk.pk).update(language=language)
            assert ticket.reference in get(scene.clerk, ticket.get_absolute_url())


def test_internal_notes_stay_inside(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    ticket_comment(reference=ticket.reference, text="between-us", by=scene.clerk, now=MONDAY, internal=True)
    path = ticket.get_absolute_url()
    assert "between-us" in get(scene.other_clerk, path)
    for person in (scene.agent, scene.agent_head, scene.reader):
        assert "between-us" not in get(person, path)
    assert client_of(scene.driver).get(path).status_code == 404
    assert client_of(scene.admin).get(path).status_code == 404


def test_open_by_form(scene: Scene) -> None:
    assert "Refund" in get(scene.agent, f"/tickets/new/?service={scene.service.reference}")
    answer = send(
        scene.agent, "/tickets/new/",
        {"service": scene.service.reference, "title": "Lost", "text": "Order 1", "kind": "complaint"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert answer["Location"] == Ticket.objects.get().get_absolute_url()


def test_a_form_with_gaps_keeps_what_was_typed(scene: Scene) -> None:
    answer = send(scene.agent, "/tickets/new/", {"service": "", "title": "Typed before", "text": "", "kind": "request"})
    assert answer.status_code == 422
    assert b"Typed before" in answer.content


def test_the_way_by_buttons(scene: Scene) -> None:
    path = open_ticket(scene).get_absolute_url()
    assert send(scene.clerk, path + "take/", {}).status_code == 302
    assert send(scene.clerk, path + "wait/", {"text": "Which?"}).status_code == 302
    assert send(scene.clerk, path + "resume/", {}).status_code == 302
    assert send(scene.clerk, path + "comment/", {"text": "So so", "internal": "true"}).status_code == 302
    assert send(scene.clerk, path + "resolve/", {"text": "Done"}).status_code == 302
    assert send(scene.agent, path + "reopen/", {"reason": "No"}).status_code == 302
    assert send(scene.clerk, path + "release/", {}).status_code == 302
    over = {"department": scene.logistics.reference, "reason": "Yours"}
    assert send(scene.clerk, path + "hand-over/", over).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.department, ticket.state) == (scene.logistics, "new")
    assert "Logistics" in get(scene.clerk, path)


def test_a_lost_race_is_told_on_the_ticket(scene: Scene) -> None:
    path = taken_ticket(scene).get_absolute_url()
    answer = client_of(scene.other_clerk).post(path + "take/", {}, follow=True)
    assert "Clerk has taken this ticket already" in answer.content.decode()


def test_a_step_that_is_not_open_is_told_at_its_form(scene: Scene) -> None:
    answer = send(scene.clerk, open_ticket(scene).get_absolute_url() + "resolve/", {"text": "What I wrote"})
    assert answer.status_code == 422
    assert b"What I wrote" in answer.content


@pytest.mark.parametrize("step", ["wait", "resolve", "hand-over", "edit"])
def test_forms_of_steps_are_for_those_who_may(scene: Scene, step: str) -> None:
    path = taken_ticket(scene).get_absolute_url() + step + "/"
    assert client_of(scene.clerk).get(path).status_code == 200
    assert client_of(scene.reader).get(path).status_code == 403
    assert client_of(scene.driver).get(path).status_code in (403, 404)


def test_a_stale_edit_shows_both_texts_and_drops_neither(scene: Scene) -> None:
    ticket = open_ticket(scene)

    def change() -> None:
        ticket_edit(reference=ticket.reference, title="Their title", kind="complaint", by=scene.clerk, now=MONDAY)

    edit = StaleEdit(client_of(scene.agent), ticket.get_absolute_url() + "edit/", change, title="My title")
    assert edit.differences == {"title": ("Their title", "My title"), "kind": ("Complaint", "Request")}
    assert "Clerk changed this" in edit.page
    assert Ticket.objects.get().title == "Their title"
    edit.save_mine()
    assert Ticket.objects.get().title == "My title"


def test_a_stale_edit_of_a_service(scene: Scene) -> None:
    def change() -> None:
        service_edit(
            reference=scene.service.reference, response_minutes=7, active=False, by=scene.clerk_head, now=MONDAY
        )

    path = scene.service.get_absolute_url() + "edit/"
    edit = StaleEdit(client_of(scene.clerk_head), path, change, response_minutes="9")
    assert edit.differences == {"response_minutes": ("7", "9"), "active": ("No", "Yes")}
    kept = CatalogueService.objects.get()
    assert (kept.response_minutes, kept.active) == (7, False)
    edit.save_mine()
    kept.refresh_from_db()
    assert (kept.response_minutes, kept.active) == (9, True)


def test_signed_out(scene: Scene) -> None:
    for path in ("/tickets/", "/tickets/new/", open_ticket(scene).get_absolute_url(), "/tickets/services/"):
        assert Client().get(path).status_code == 302


def test_catalogue(scene: Scene) -> None:
    assert "Refund" in get(scene.outsider, "/tickets/services/")
    path = scene.service.get_absolute_url()
    assert f"{path}edit/" not in get(scene.agent, path)
    assert f"{path}edit/" in get(scene.clerk_head, path)
    assert client_of(scene.driver_head).get(path + "edit/").status_code == 403
    data = {
        "name_en": "Invoice", "name_zh": "发票", "department": scene.billing.reference, "response_minutes": "30",
        "resolution_minutes": "60", "active": "true", "description_zh": "", "description_en": "",
    }  # fmt: skip
    assert send(scene.clerk_head, "/tickets/services/new/", data).status_code == 302
    made = CatalogueService.objects.get(name_en="Invoice")
    path = made.get_absolute_url() + "edit/"
    assert "Invoice" in get(scene.clerk_head, path)
    assert send(scene.clerk_head, path, data | {"version": "1", "response_minutes": "61"}).status_code == 422
    assert send(scene.clerk_head, path, data | {"version": "1", "response_minutes": "20"}).status_code == 302
