"""One ticket as a page or a client shows it: what the reader may do, its way, what happened."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject

from feedback.customers.models import Identity
from feedback.tickets import rules
from feedback.tickets.models import ServiceStep, Step, Ticket
from feedback.tickets.queries import approvals as approval_reads
from feedback.tickets.queries.articles import UsedArticle, articles_used
from feedback.tickets.queries.contact import ResolutionCard, resolution_card, resolution_of
from feedback.tickets.queries.forms import Answer, answers_card, answers_of
from feedback.tickets.queries.handling import band_cards, band_found
from feedback.tickets.queries.jumps import JumpCard, card_of, jump_card
from feedback.tickets.queries.one_button import ButtonCard, button_cards, buttons_offered
from feedback.tickets.queries.purposes import PurposeCard, purpose_card, purpose_of
from feedback.tickets.queries.questions import QuestionCard, cards_of, question_cards
from feedback.tickets.queries.relations import Child, MergedHere, Related, children, merged_here, related
from feedback.tickets.queries.routing import RoutedCard, routed_card, routed_of
from feedback.tickets.queries.stages import chain_q
from feedback.tickets.queries.starting_texts import Offered, offered
from feedback.tickets.queries.watching import Around, around
from feedback.tickets.rules.families import keeps_open
from feedback.tickets.rules.handling import Band
from portal.core.errors import NotFound
from portal.core.statements import Written
from portal.core.wording import is_chinese
from portal.people.access import scope_key, scope_q
from portal.records.live import live_marks

ASKED = (*rules.ACTIONS, "settle", "internal_view", "internal_comment")
LINKS = {
    "into": Q(pk=OuterRef("merged_into")),
    "split_from": Q(pk=OuterRef("split_from")),
    "splits": Q(split_from=OuterRef("pk")),
    "parent": Q(pk=OuterRef("parent")),
}


@dataclass(frozen=True)
class Part:
    """A part of the service's way that still lies before a ticket."""

    number: int
    stage: int
    rule: str
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
    # What only the working side reads.
    questions: list[QuestionCard]
    # What needs a yes, the newest first.
    approvals: list[approval_reads.ApprovalCard]
    # What solved it.
    articles: list[UsedArticle]
    # What this person may do by one button.
    buttons: list[ButtonCard]
    around: list[Around]
    merged: list[MergedHere]
    into: Related | None
    split_from: Related | None
    splits: list[Related]
    parent: Related | None
    children: list[Child]
    texts: list[Offered]
    resolution: ResolutionCard | None = None
    band: Band | None = None
    purpose: PurposeCard | None = None
    routed: RoutedCard | None = None
    answers: list[Answer] = field(default_factory=list)

    @property
    def customer_open(self) -> bool:
        """Whether the reader may open the customer's page."""
        return bool(self.ticket.customer_open)  # type: ignore[attr-defined]  # annotated by ticket_shown

    @property
    def customer_name(self) -> str:
        """For those who work on it and whoever may see the customer; for others the reference stands for the name."""
        customer = self.ticket.customer
        if customer is None:
            return ""
        return customer.shown if self.customer_open or "internal_view" in self.may else customer.reference

    @property
    def watchers(self) -> list[Around]:
        return [person for person in self.around if person.active]

    def watched_by(self, user: Any) -> bool:
        return any(person.id == user.reference for person in self.watchers)

    @property
    def open_steps(self) -> list[str]:
        return [action for action in rules.ACTIONS if action in self.may and self._allows(action)]

    @property
    def open_children(self) -> list[Child]:
        return [child for child in self.children if child.state in rules.OPEN]

    @property
    def open_parts(self) -> list[Child]:
        """Parallel parts of the stage reached that are on their way."""
        return [child for child in self.open_children if child.part and child.position == self.ticket.position]

    @property
    def waits_for_children(self) -> bool:
        return keeps_open(self.ticket.children_rule, len(self.open_children))

    @property
    def open_approval(self) -> approval_reads.ApprovalCard | None:
        return next((each for each in self.approvals if each.is_open), None)

    def waits_for_approval(self, action: str) -> str:
        """The code with which the step is refused now, or nothing."""
        return approval_reads.guarded(self.approvals, action)

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


def _cards() -> dict[str, Any]:
    return {
        "ahead": _ahead(),
        "jump_found": jump_card(),
        "around_found": around("pk"),
        "merged_found": merged_here(),
        "children_found": children(),
        "texts_found": offered(),
        "questions_found": question_cards(),
        "approvals_found": approval_reads.approval_cards(),
        "used": articles_used(),
        "routed_found": routed_card(),
        "answers_found": answers_card(),
        "buttons_found": buttons_offered(),
        "resolution_found": resolution_card(),
        **band_cards(),
        **live_marks("tickets.ticket"),
    }


# The same for every reader; what a reader may see and do is asked beside it.
_CARDS = Written(Ticket, _cards)


def ticket_shown(user: Any, reference: str) -> Shown:
    """The ticket with the reader's rights on it, in one query. Absent and not visible are the same NotFound."""
    flags = _Flags(user)
    links = {f"{name}_found": related(user, link) for name, link in LINKS.items()}
    rows = (
        Ticket.objects.visible_to(user)
        .annotate(
            **flags.annotations,
            **_CARDS.annotations(),
            customer_open=_customer_open(user),
            purpose_found=purpose_card(user),
            **links,
        )
        .select_related(
            "customer",
            "service",
            "department",
            "requester",
            "requester_department",
            "owner",
            "first_owner",
            "merged_into",
        )
    )
    ticket = rows.filter(reference=reference).first()
    if ticket is None:
        raise NotFound()
    may = flags.read(ticket)
    ahead = [Part(**part) for part in ticket.ahead] if ticket.is_open and not ticket.part else []
    questions = cards_of(ticket.questions_found) if "internal_view" in may else []
    holds = ticket.owner_id in (None, user.pk)
    buttons = button_cards(ticket.buttons_found) if "settle" in may and ticket.is_open and holds else []
    used = [UsedArticle(**each) for each in ticket.used]
    people = [Around(**person) for person in ticket.around_found]
    merged = [MergedHere(**each) for each in ticket.merged_found]
    found = {name: [Related(**each) for each in getattr(ticket, f"{name}_found")] for name in LINKS}
    into, split_from, parent = (next(iter(found[name]), None) for name in ("into", "split_from", "parent"))
    below = [Child(**each) for each in ticket.children_found]
    return Shown(
        ticket=ticket,
        may=may,
        ahead=ahead,
        jump=card_of(ticket.jump_found),
        questions=questions,
        approvals=approval_reads.cards_of(ticket.approvals_found),
        articles=used,
        buttons=buttons,
        around=people,
        merged=merged,
        into=into,
        split_from=split_from,
        splits=found["splits"],
        parent=parent,
        children=below,
        texts=[Offered(**each) for each in ticket.texts_found] if "internal_comment" in may else [],
        resolution=resolution_of(ticket.resolution_found),
        band=band_found(ticket),
        purpose=purpose_of(ticket.purpose_found),
        routed=routed_of(ticket.routed_found),
        answers=answers_of(ticket.answers_found),
    )


def _ahead() -> ArraySubquery:
    """The parts of the way that are not reached yet, as an array of the same query."""
    parts = ServiceStep.objects.filter(service=OuterRef("service"), stage__gt=OuterRef("position"))
    columns = {
        "number": "number",
        "stage": "stage",
        "rule": "rule",
        "department": "department__reference",
        "name_en": "name_en",
        "name_zh": "name_zh",
        "department_en": "department__name_en",
        "department_zh": "department__name_zh",
        "minutes": "minutes",
    }
    return ArraySubquery(parts.order_by("number").values(part=JSONObject(**columns)))


def _customer_open(user: Any) -> Exists:
    return Exists(Identity.objects.visible_to(user).filter(pk=OuterRef("customer")))


class _Flags:
    """Which actions a reader's roles allow on a ticket. Most reach the same tickets: those are asked once."""

    def __init__(self, user: Any) -> None:
        self._names: dict[tuple[Any, ...], str] = {}
        self._asked: dict[str, str] = {}
        self.annotations: dict[str, Case] = {}
        for action in ASKED:
            row = f"tickets.{action}"
            key = scope_key(user, row, Ticket)
            if key not in self._names:
                self._names[key] = f"flag_{len(self._names)}"
                self.annotations[self._names[key]] = _flag(scope_q(user, row, Ticket))
            self._asked[action] = self._names[key]

    def read(self, ticket: Ticket) -> frozenset[str]:
        return frozenset(action for action, name in self._asked.items() if getattr(ticket, name))


def _flag(allowed: Q) -> Case:
    return Case(When(allowed, then=Value(True)), default=Value(False), output_field=BooleanField())


def way_of(ticket: Ticket) -> list[Step]:
    """Its stays in departments and those of its parallel parts, in order: one query."""
    rows = Step.objects.filter(chain_q(ticket)).select_related("department", "owner", "ticket")
    return list(rows.order_by("number", "pk"))
