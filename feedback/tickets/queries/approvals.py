"""Approvals as lists, cards and the home page read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from feedback.tickets.choices import APPROVAL_LOOKS, ApprovalMode, ApprovalState
from feedback.tickets.models import Approval, ApprovalSeat
from feedback.tickets.queries.rows import Ref
from feedback.tickets.rules import approvals as rules
from portal.core.names import either, in_language, person_name, shown_name
from portal.core.reading import Beside
from portal.core.states import Look
from portal.people.handover import OpenWork
from portal.people.models import Role, RoleAssignment, User

_SEATS = ArraySubquery(
    ApprovalSeat.objects.filter(approval=OuterRef("pk"))
    .order_by("number")
    .values(
        each=JSONObject(
            level="level", mode="mode", role="role", name_en="name_en", name_zh="name_zh", agreed="agreed",
            asked_at="asked_at", due_at="due_at", late_at="late_at",
            person="person__reference", full=F("person__full_name"), latin=F("person__latin_name"),
            stand_in="stand_in__reference", stand_in_full=F("stand_in__full_name"),
            stand_in_latin=F("stand_in__latin_name"),
            given=F("given_by__full_name"), given_latin=F("given_by__latin_name"),
            answered=F("answered_by__full_name"), answered_latin=F("answered_by__latin_name"),
            answered_at="answered_at",
        )
    )
)  # fmt: skip
VALUES = (
    "id", "reference", "text", "by_rule", "state", "level", "asked_at", "due_at", "ended_at", "reason", "version",
    "seats_found", "ticket__reference", "ticket__title", "ticket__service__name_en", "ticket__service__name_zh",
    "asked_by__reference", "asked_by__full_name", "asked_by__latin_name",
)  # fmt: skip
ANNOTATIONS = Beside(seats_found=_SEATS)
PLAIN = ("by_rule", "state", "level", "asked_at", "due_at", "ended_at", "reason", "version")


class SeatRow(NamedTuple):
    """One yes: who gives it, until when, and what they said."""

    level: int
    mode: str
    what: str
    person: str
    name: str
    stand_in: str
    given_by: str
    asked: bool
    due_at: dt.datetime | None
    late: bool
    agreed: bool | None
    answered_by: str
    answered_at: dt.datetime | None

    @property
    def waits(self) -> bool:
        return self.asked and self.agreed is None

    @property
    def mode_label(self) -> str:
        return str(ApprovalMode(self.mode).label)


def seat_row(found: dict[str, Any]) -> SeatRow:
    role = str(Role(found["role"]).label) if found["role"] else "—"
    return SeatRow(
        level=found["level"],
        mode=found["mode"],
        what=either(found["name_en"], found["name_zh"]),
        person=found["person"] or "",
        name=shown_name(found["full"], found["latin"] or "") if found["full"] else role,
        stand_in=shown_name(found["stand_in_full"] or "", found["stand_in_latin"] or ""),
        given_by=shown_name(found["given"] or "", found["given_latin"] or ""),
        asked=found["asked_at"] is not None,
        due_at=_instant(found["due_at"]),
        late=found["late_at"] is not None,
        agreed=found["agreed"],
        answered_by=shown_name(found["answered"] or "", found["answered_latin"] or ""),
        answered_at=_instant(found["answered_at"]),
    )


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def waited_for(seats: Iterable[SeatRow], level: int) -> list[str]:
    """The names of those whose yes is still to come on this level."""
    return list(dict.fromkeys(seat.name for seat in seats if seat.level == level and seat.waits))


class ApprovalRow(NamedTuple):
    id: str
    what: str
    look: Look
    ticket: str
    title: str
    service: str
    asked_by: Ref | None
    seats: list[SeatRow]
    by_rule: bool
    state: str
    level: int
    asked_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None
    reason: str
    version: int

    @property
    def is_open(self) -> bool:
        return self.state == ApprovalState.REQUESTED

    @property
    def waits_for(self) -> list[str]:
        return waited_for(self.seats, self.level) if self.is_open else []


def approval_row(values: dict[str, Any]) -> ApprovalRow:
    asker = values["asked_by__reference"]
    seats = [seat_row(each) for each in values["seats_found"]]
    return ApprovalRow(
        id=values["reference"],
        what=values["text"] or next((each.what for each in seats if each.level == values["level"]), ""),
        look=APPROVAL_LOOKS[values["state"]],
        ticket=values["ticket__reference"],
        title=values["ticket__title"],
        service=in_language(values, "ticket__service__name"),
        asked_by=Ref(asker, person_name(values, "asked_by")) if asker else None,
        seats=seats,
        **{key: values[key] for key in PLAIN},
    )


@dataclass(frozen=True)
class ApprovalCard:
    """An approval as its ticket shows it, read in the ticket's own query (`approval_cards`)."""

    id: str
    text: str
    by_rule: bool
    state: str
    level: int
    due_at: dt.datetime
    seats: list[SeatRow]

    @property
    def look(self) -> Look:
        return APPROVAL_LOOKS[self.state]

    @property
    def what(self) -> str:
        return self.text or next((each.what for each in self.seats if each.level == self.level), "")

    @property
    def is_open(self) -> bool:
        return self.state == ApprovalState.REQUESTED

    @property
    def waits_for(self) -> list[str]:
        return waited_for(self.seats, self.level) if self.is_open else []


def approval_cards() -> ArraySubquery:
    """The approvals of a ticket, the newest first, as an array of the ticket's query."""
    rows = Approval.objects.filter(ticket=OuterRef("pk")).order_by("-id").annotate(**ANNOTATIONS)
    columns = JSONObject(
        id="reference", text="text", by_rule="by_rule", state="state", level="level", due_at="due_at",
        seats="seats_found",
    )  # fmt: skip
    return ArraySubquery(rows.values(card=columns)[:20])


def cards_of(found: list[dict[str, Any]]) -> list[ApprovalCard]:
    return [
        ApprovalCard(
            **each
            | {
                "due_at": dt.datetime.fromisoformat(each["due_at"]),
                "seats": [seat_row(seat) for seat in each["seats"]],
            }
        )
        for each in found
    ]


def guarded(cards: list[ApprovalCard], action: str) -> str:
    """The code with which the ticket's step is refused now (`rules.guards`), of its cards, the newest first."""
    by_rule = next((each.state for each in cards if each.by_rule), "")
    asked = next((each.state for each in cards if not each.by_rule and each.state != ApprovalState.WITHDRAWN), "")
    return rules.guards(action, is_open=any(each.is_open for each in cards), by_rule=by_rule, asked=asked)


def to_answer(user: Any) -> Q:
    """Approvals that wait for a yes or no of this person."""
    roles = RoleAssignment.objects.filter(user=user).values("role")
    mine = Q(person=user) | Q(stand_in=user) | Q(person=None, role__in=roles)
    rows = ApprovalSeat.objects.filter(mine, approval=OuterRef("pk"), level=OuterRef("level"), answered_at=None)
    return Q(Exists(rows.exclude(asked_at=None)), state=ApprovalState.REQUESTED)


def approvals_waiting(user: User) -> list[OpenWork]:
    """What waits for the yes of `user` by name, the next due first."""
    seats = ApprovalSeat.objects.filter(approval=OuterRef("pk"), person=user, answered_at=None)
    rows = Approval.objects.filter(Exists(seats), state=ApprovalState.REQUESTED).order_by("due_at", "id")
    return [OpenWork(row.reference, row.ticket.title, row.get_absolute_url()) for row in rows.select_related("ticket")]
