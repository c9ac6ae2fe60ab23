"""One ticket as a page or a client shows it: what the reader may do, its way, what happened."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, OuterRef, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from feedback.tickets import rules
from feedback.tickets.choices import ClockKind
from feedback.tickets.models import ServiceStep, Step, Ticket
from feedback.tickets.queries.contact import ResolutionCard, resolution_card, resolution_of
from feedback.tickets.queries.handling import band_cards, band_found
from feedback.tickets.queries.jumps import JumpCard, card_of, jump_card
from feedback.tickets.queries.purposes import PurposeCard, purpose_card, purpose_of
from feedback.tickets.rules.handling import Band
from portal.core.errors import NotFound, Text
from portal.core.wording import exact, is_chinese
from portal.people.access import scope_q
from portal.records.models import StoredFile
from portal.records.queries import TimelineItem, timeline

ASKED = (*rules.ACTIONS, "internal_view", "internal_comment")
EVENT_WORDS: dict[str, Text] = {
    "ticket.opened": _("opened the ticket"),
    "ticket.taken": _("took the ticket"),
    "ticket.released": _("put the ticket back into the queue"),
    "ticket.asked": _("asked the requester; the clock is paused"),
    "ticket.resumed": _("resumed; the clock runs again"),
    "ticket.handed_over": _("handed the ticket over to %(department)s"),
    "ticket.passed_on": _("did their part; the ticket went on to %(department)s"),
    "ticket.resolved": _("resolved the ticket"),
    "ticket.reopened": _("reopened the ticket"),
    "ticket.chased": _("asked how far it is"),
    "ticket.confirmed": _("said that it is solved"),
    "ticket.edited": _("changed what the ticket says"),
    "ticket.moved": _("gave the ticket to a colleague, because its owner leaves"),
    "jump.started": _("put the ticket into the fast lane"),
    "jump.asked": _("asked for the fast lane; the budget is used up"),
    "jump.granted": _("granted the fast lane"),
    "jump.refused": _("refused the fast lane"),
    "jump.acknowledged": _("acknowledged the fast lane for %(departments)s"),
    "jump.not_acknowledged": _("Not acknowledged in time: %(departments)s"),
    "jump.stopped": _("ended the fast lane"),
    "jump.expired": _("The fast lane ended by itself"),
    "jump.ended": _("resolved it, so the fast lane ended"),
    "jump.reviewed": _("reviewed the fast lane"),
    "promise.made": _("promised until %(time)s"),
    "promise.kept": _("kept what was promised until %(time)s"),
    "promise.broken": _("The promise until %(time)s was broken"),
    "promise.fulfilled": _("did late what was promised until %(time)s"),
    "promise.renegotiated": _("agreed another time for what was promised until %(time)s"),
    "promise.endangered": _("The promise until %(time)s is in danger"),
    "ticket.breached": _("The ticket became late"),
    "ticket.retimed": _("The due time moved with the service or its calendar"),
}
LATE_WORDS: dict[str, Text] = {
    ClockKind.RESPONSE: _("The time for the first response ran out"),
    ClockKind.RESOLUTION: _("The time for the resolution ran out"),
    ClockKind.STEP: _("The time for the department's part ran out"),
}


@dataclass(frozen=True)
class Part:
    """A part of the service's way that still lies before a ticket."""

    number: int
    department: str  # reference
    name_en: str
    name_zh: str
    department_en: str
    department_zh: str
    minutes: int

    @property
    def name(self) -> str:
        return self.name_zh if is_chinese() else self.name_en

    @property
    def department_name(self) -> str:
        return self.department_zh if is_chinese() else self.department_en


@dataclass(frozen=True)
class Shown:
    """A ticket with what its reader may do by role; `open_steps` is what state and way allow of that."""

    ticket: Ticket
    may: frozenset[str]
    ahead: list[Part]
    jump: JumpCard | None
    resolution: ResolutionCard | None = None
    band: Band | None = None
    purpose: PurposeCard | None = None

    @property
    def open_steps(self) -> list[str]:
        return [action for action in rules.ACTIONS if action in self.may and self._allows(action)]

    def may_chase(self, user: Any) -> bool:
        """The first owner, while somebody else has it."""
        ticket = self.ticket
        return ticket.is_open and ticket.first_owner_id == user.pk != ticket.owner_id

    def waits_for_word_of(self, user: Any) -> bool:
        """The requester has not said yet whether it is solved."""
        asked = self.resolution is not None and not self.resolution.answer
        return asked and not self.ticket.is_open and self.ticket.requester_id == user.pk

    def _allows(self, action: str) -> bool:
        if action == "pass_on" and not self.ahead:
            return False
        if action == "jump" and self.jump is not None and self.jump.is_open:
            return False
        return rules.allows(action, self.ticket.state)


def ticket_shown(user: Any, reference: str) -> Shown:
    """The ticket with the reader's rights on it, in one query. Absent and not visible are the same NotFound."""
    flags = {f"may_{action}": _flag(user, action) for action in ASKED}
    rows = (
        Ticket.objects.visible_to(user)
        .annotate(
            **flags,
            ahead=_ahead(),
            jump_found=jump_card(),
            resolution_found=resolution_card(),
            **band_cards(),
            purpose_found=purpose_card(user),
        )
        .select_related("service", "department", "requester", "requester_department", "owner", "first_owner")
    )
    ticket = rows.filter(reference=reference).first()
    if ticket is None:
        raise NotFound()
    may = frozenset(action for action in ASKED if getattr(ticket, f"may_{action}"))
    ahead = [Part(**part) for part in ticket.ahead] if ticket.is_open else []
    return Shown(
        ticket,
        may,
        ahead,
        jump=card_of(ticket.jump_found),
        resolution=resolution_of(ticket.resolution_found),
        band=band_found(ticket),
        purpose=purpose_of(ticket.purpose_found),
    )


def _ahead() -> ArraySubquery:
    """The parts of the way that are not reached yet, as an array of the same query."""
    parts = ServiceStep.objects.filter(service=OuterRef("service"), number__gt=OuterRef("position"))
    columns = {
        "number": "number",
        "department": "department__reference",
        "name_en": "name_en",
        "name_zh": "name_zh",
        "department_en": "department__name_en",
        "department_zh": "department__name_zh",
        "minutes": "minutes",
    }
    return ArraySubquery(parts.order_by("number").values(part=JSONObject(**columns)))


def _flag(user: Any, action: str) -> Case:
    allowed = scope_q(user, f"tickets.{action}", Ticket)
    return Case(When(allowed, then=Value(True)), default=Value(False), output_field=BooleanField())


def way_of(ticket: Ticket) -> list[Step]:
    """Its stays in departments, in order: one query."""
    return list(ticket.steps.select_related("department", "owner").order_by("number"))


def timeline_of(shown: Shown, way: list[Step], *, internal: bool, files: list[StoredFile]) -> list[TimelineItem]:
    """Events and notes, oldest first; departments are named in the reader's language."""
    names = {each.reference: each.name for each in (shown.jump.passes if shown.jump else [])}
    names |= {step.department.reference: step.department.name for step in way}
    return [_named(item, names) for item in timeline(shown.ticket, words=EVENT_WORDS, internal=internal, files=files)]


def _named(item: TimelineItem, names: dict[str, str]) -> TimelineItem:
    if item.verb == "ticket.breached":
        return replace(item, text=LATE_WORDS[item.data["clock"]])
    if item.verb.startswith("promise."):
        time = exact(dt.datetime.fromisoformat(item.data["due_at"]))
        return replace(item, text=str(EVENT_WORDS[item.verb]) % {"time": time})
    if item.verb in ("jump.acknowledged", "jump.not_acknowledged"):
        said = ", ".join(names.get(reference, reference) for reference in item.data["departments"])
        return replace(item, text=str(EVENT_WORDS[item.verb]) % {"departments": said})
    if item.verb not in ("ticket.handed_over", "ticket.passed_on"):
        return item
    words = str(EVENT_WORDS[item.verb]) % {"department": names.get(item.data.get("to", ""), "—")}
    return replace(item, text=words)
