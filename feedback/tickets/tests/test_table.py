"""The published table: current, and the whole truth. Every triple of state, action and part is tried."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from feedback.tickets import rules, services
from feedback.tickets.management.commands.ticket_table import PAGE, table
from feedback.tickets.models import Clock, Ticket
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.factory import (
    MONDAY,
    Scene,
    at,
    merged_ticket,
    open_ticket,
    resolved_ticket,
    taken_ticket,
    waiting_ticket,
)
from portal.core.errors import Refused
from portal.people.models import Role, User
from portal.people.registry import ROWS
from tests.cast import make_user

IN_STATE: dict[str, Callable[[Scene], Ticket]] = {
    rules.NEW: open_ticket,
    rules.IN_PROGRESS: taken_ticket,
    rules.WAITING: waiting_ticket,
    rules.RESOLVED: resolved_ticket,
    rules.MERGED: merged_ticket,
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "wait": {"text": "?"},
    "resolve": {"text": "Done"},
    "reopen": {"reason": "Again"},
    "edit": {"title": "Another title"},
    "comment": {"text": "Hello"},
    "hand_over": {"reason": "Yours"},
    "ask": {"text": "Who knows?"},
    "ask_approval": {"text": "May it cost 900?"},
    "merge": {"reason": "The same"},
    "open_child": {"title": "A part", "text": "Please", "rule": "informs"},
    "split": {"title": "Another", "text": "Matter"},
    "jump": {"harm": "promise", "reason": "The flight leaves at six"},
    "promise": {"text": "Money", "due_at": at("2026-11-16 16:00"), "channel": "phone"},
}
REQUESTERS = ("reopen", "edit", "comment", "promise", "jump", "watch")
WORKING = {Role.FRONT_AGENT, Role.BACK_AGENT, Role.DEPARTMENT_HEAD}


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == table(), "Run manage.py ticket_table"


def test_every_action_has_a_row_and_a_verb() -> None:
    assert {f"tickets.{action}" for action in rules.ACTIONS} <= set(ROWS)
    assert all(hasattr(services, f"ticket_{action}") for action in rules.ACTIONS)


def run(action: str, ticket: Ticket, by: User, scene: Scene, other: Ticket) -> None:
    arguments = dict(ARGUMENTS.get(action, {}))
    if action == "hand_over":
        arguments["department"] = scene.logistics.reference
    if action in ("ask", "ask_approval"):
        arguments["people"] = [scene.outsider.reference]
    if action == "merge":
        arguments["into"] = other.reference
    if action in ("split", "open_child"):
        arguments["service"] = scene.service.reference
    getattr(services, f"ticket_{action}")(reference=ticket.reference, by=by, now=MONDAY, **arguments)


TABLES = [model._meta.db_table for model in apps.get_models() if model._meta.app_label in ("tickets", "records")]
COUNTS = "SELECT " + ", ".join(f'(SELECT count(*) FROM "{table}")' for table in TABLES)


def traces() -> tuple[int, ...]:
    """Rows in every table that a verb on a ticket may write."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return tuple(cursor.fetchone())


def snapshot(ticket: Ticket) -> list[Any]:
    clocks = list(Clock.objects.filter(ticket=ticket).order_by("id").values())
    return [Ticket.objects.filter(pk=ticket.pk).values().get(), clocks, traces()]


def part(scene: Scene, name: str) -> tuple[User, Callable[[str], int | None]]:
    """A person, and the status of the refusal that their part gets for an action; None: may."""
    if name == "requester":
        return scene.agent, lambda action: None if action in REQUESTERS else 403
    if name == "requester's head":
        return scene.agent_head, lambda action: None if action in ("comment", "watch") else 403
    role = Role(name)
    by = make_user("actor", role, department=scene.billing)
    if role in WORKING:
        return by, lambda action: 403 if (action, role) == ("jump", Role.BACK_AGENT) else None
    if role == Role.CUSTOMER_EXPERIENCE:
        return by, lambda action: None if action in ("jump", "watch") else 403
    if role == Role.EXECUTIVE:
        return by, lambda action: None if action == "watch" else 403
    return by, lambda _action: 404


PARTS = ["requester", "requester's head", *(role.value for role in Role)]


@pytest.mark.parametrize(("state", "name"), list(itertools.product(IN_STATE, PARTS)))
def test_every_triple(scene: Scene, state: str, name: str) -> None:
    way = [Part(department.reference, 30, "Check", "核对") for department in (scene.billing, scene.logistics)]
    services.service_set_way(reference=scene.service.reference, parts=way, by=scene.admin, now=MONDAY)
    by, status_of = part(scene, name)
    other = open_ticket(scene)
    ticket = None
    for action in rules.ACTIONS:
        # What a refusal left as it was serves for the next action.
        ticket = ticket or IN_STATE[state](scene)
        wanted = status_of(action)
        if wanted is None and rules.allows(action, state):
            run(action, ticket, by, scene, other)
            ticket.refresh_from_db()
            target = state if action in rules.STAYING else rules.TRANSITIONS.rows[action].target
            answered = name == "requester" and action == "comment" and state == rules.WAITING
            assert ticket.state == (rules.IN_PROGRESS if answered else target)
            ticket = None
            continue
        before = snapshot(ticket)
        with pytest.raises(Refused) as caught:
            run(action, ticket, by, scene, other)
        assert caught.value.status == (wanted or 409)
        assert snapshot(ticket) == before
