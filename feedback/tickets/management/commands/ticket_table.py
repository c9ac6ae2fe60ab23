"""Writes docs/mechanisms/tickets-table.md out of the transition table and the permission rows."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from feedback.tickets import rules
from feedback.tickets.choices import State
from feedback.tickets.permissions import CHANGES
from portal.people.models import Role, Scope
from portal.people.registry import ROWS, grants

PAGE = settings.BASE_DIR / "docs" / "mechanisms" / "tickets-table.md"
HEAD = """# Tickets: state, action, role

Made by `manage.py ticket_table` from `feedback/tickets/rules.py` and `permissions/`; a test fails while it is out of
date. What is not here is refused and leaves no trace: 409 when the state doesn't allow it, 403 when no role of the
person does, 404 when the ticket is not open to them. The values are those of REST; pages show labels in both languages.

## Which action in which state

"""
ROLES = """
A reopened ticket whose owner has left becomes new. A note by the requester while they are asked resumes the ticket.
Passed on into parallel parts, a ticket stays in progress with its owner; the parts are new tickets under it.
While an approval is open, pass_on and resolve are refused (approvals.md).

## Which role, on which tickets

own: opened, held or first taken by the person. here: the department that has the ticket is theirs or below it.
was: the same of any department that had it. served: the requester's department is theirs or below it.

"""


class Command(BaseCommand):
    help = "Write the table of states, actions and roles of tickets into docs/mechanisms/tickets-table.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(table(), encoding="utf-8")


def table() -> str:
    """The whole page."""
    return HEAD + _rows(_states()) + ROLES + _rows(_roles())


def _states() -> list[list[str]]:
    head = ["action", *(state.value for state in State), "leads to"]
    body = [
        [action, *("yes" if rules.allows(action, state.value) else "–" for state in State), _target(action)]
        for action in rules.ACTIONS
    ]
    return [head, *body]


def _target(action: str) -> str:
    return "stays" if action in rules.STAYING else rules.TRANSITIONS.rows[action].target


def _roles() -> list[list[str]]:
    actions = ["view", "internal_view", "open", *rules.ACTIONS, "internal_comment"]
    roles = [role for role in Role if any(grants(f"tickets.{action}", role) for action in actions)]
    return [
        ["action", *(role.value for role in roles)],
        *([action, *(_reach(action, role) for role in roles)] for action in actions),
    ]


def _reach(action: str, role: Role) -> str:
    words = {Scope.OWN: "own", Scope.SERVED: "served", Scope.ALL: "all"}
    words[Scope.DEPARTMENT] = "here" if action in (*CHANGES, "reopen", "edit") else "was"
    if role not in ROWS[f"tickets.{action}"]:
        return "–"
    return ", ".join(words[scope] for scope in grants(f"tickets.{action}", role))


def _rows(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines) + "\n"
