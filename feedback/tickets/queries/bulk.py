"""What may be done with a selection: for each step how many of the tickets, and why not the others."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.tickets import rules
from feedback.tickets.choices import State
from feedback.tickets.models import Ticket
from portal.core.wording import listed
from portal.people.access import scope_q


@dataclass(frozen=True)
class Possible:
    """`left_out`: a reason in words and how many tickets it keeps from the step."""

    action: str
    count: int
    left_out: dict[str, int]

    @property
    def why(self) -> str:
        return listed(f"{number} {reason}" for reason, number in self.left_out.items())

    @property
    def refused(self) -> int:
        return sum(self.left_out.values())


def possible(user: Any, references: list[str], actions: list[str]) -> list[Possible]:
    """For each action; one query, by the same table and rules as the single step. The verb has the last word."""
    flags = {f"may_{action}": _flag(scope_q(user, f"tickets.{action}", Ticket)) for action in actions}
    rows = Ticket.objects.visible_to(user).filter(reference__in=references).order_by("pk")
    found = list(rows.values("state", "owner_id", **flags))
    return [_possible(action, found, len(references) - len(found)) for action in actions]


def _possible(action: str, found: list[dict[str, Any]], unseen: int) -> Possible:
    reasons = [_reason(action, row) for row in found] + [_("not open to you")] * unseen
    left_out: dict[str, int] = {}
    for reason in filter(None, reasons):
        left_out[reason] = left_out.get(reason, 0) + 1
    return Possible(action, len(reasons) - sum(left_out.values()), left_out)


def _reason(action: str, row: dict[str, Any]) -> str:
    if not rules.allows(action, row["state"]):
        return str(State(row["state"]).label)
    return "" if row[f"may_{action}"] else _("for others to change")


def selected(count: int) -> str:
    return ngettext("%(n)s selected", "%(n)s selected", count) % {"n": count}


def _flag(q: Q) -> Case:
    return Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())
