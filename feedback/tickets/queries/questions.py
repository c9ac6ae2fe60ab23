"""Questions to colleagues as lists, cards and the home page read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from feedback.tickets.choices import QUESTION_LOOKS, QuestionState
from feedback.tickets.models import Asked, CatalogueService, Question, Ticket
from feedback.tickets.queries.rows import PERSON, THING, Ref, person_of, thing_of
from portal.core.names import looked_up, shown_name
from portal.core.reading import Beside
from portal.core.states import Look
from portal.core.wording import is_chinese
from portal.people.models import User

_PERSON = {"reference": "person__reference", "full": "person__full_name", "latin": "person__latin_name"}
_ASKED = ArraySubquery(
    Asked.objects.filter(question=OuterRef("pk"))
    .order_by("id")
    .values(each=JSONObject(**_PERSON, declined="declined_at", reason="reason"))
)
ANNOTATIONS = Beside(
    people=_ASKED,
    ticket_named=looked_up(Ticket, "ticket_id", "reference"),
    service_named=looked_up(CatalogueService, "ticket_id", *THING, via=(Ticket, "service_id")),
    asker_named=looked_up(User, "asked_by_id", *PERSON),
    answerer_named=looked_up(User, "answered_by_id", *PERSON),
)
VALUES = (
    "id", "reference", "text", "state", "asked_at", "due_at", "ended_at", "answer", "helpful", "version", *ANNOTATIONS,
)  # fmt: skip


class AskedPerson(NamedTuple):
    id: str
    name: str
    declined: bool
    reason: str


class QuestionRow(NamedTuple):
    id: str
    text: str
    state: str
    look: Look
    asked_at: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None
    answer: str
    helpful: bool | None
    version: int
    people: list[AskedPerson]
    ticket: str
    service: str
    asked_by: Ref
    answered_by: Ref | None

    @property
    def is_open(self) -> bool:
        return self.state == QuestionState.ASKED

    @property
    def is_answered(self) -> bool:
        return self.state == QuestionState.ANSWERED

    @property
    def asked_names(self) -> list[str]:
        return [each.name for each in self.people]


PLAIN = ("text", "state", "asked_at", "due_at", "ended_at", "answer", "helpful", "version")


def question_row(values: dict[str, Any]) -> QuestionRow:
    in_chinese = is_chinese()
    return QuestionRow(
        id=values["reference"],
        look=QUESTION_LOOKS[values["state"]],
        people=[_asked(each) for each in values["people"]],
        ticket=values["ticket_named"][0],
        service=thing_of(values["service_named"], in_chinese).name,
        asked_by=person_of(values["asker_named"], in_chinese) or Ref("", ""),
        answered_by=person_of(values["answerer_named"], in_chinese),
        **{key: values[key] for key in PLAIN},
    )


def _asked(each: dict[str, Any]) -> AskedPerson:
    name = shown_name(each["full"], each["latin"])
    return AskedPerson(each["reference"], name, each["declined"] is not None, each["reason"])


@dataclass(frozen=True)
class QuestionCard:
    """A question as its ticket shows it, read in the ticket's own query (`question_cards`)."""

    id: str
    text: str
    state: str
    due_at: dt.datetime
    helpful: bool | None
    people: list[AskedPerson]
    answered_by: str

    @property
    def look(self) -> Look:
        return QUESTION_LOOKS[self.state]

    @property
    def is_open(self) -> bool:
        return self.state == QuestionState.ASKED


def question_cards() -> ArraySubquery:
    """The questions of a ticket, the newest first, as an array of the ticket's query."""
    rows = Question.objects.filter(ticket=OuterRef("pk")).order_by("-asked_at", "-id").annotate(people=_ASKED)
    columns = JSONObject(
        id="reference", text="text", state="state", due_at="due_at", helpful="helpful", people="people",
        full=F("answered_by__full_name"), latin=F("answered_by__latin_name"),
    )  # fmt: skip
    return ArraySubquery(rows.values(card=columns)[:20])


def cards_of(found: list[dict[str, Any]]) -> list[QuestionCard]:
    return [
        QuestionCard(
            id=each["id"],
            text=each["text"],
            state=each["state"],
            due_at=dt.datetime.fromisoformat(each["due_at"]),
            helpful=each["helpful"],
            people=[_asked(person) for person in each["people"]],
            answered_by=shown_name(each["full"] or "", each["latin"] or ""),
        )
        for each in found
    ]


def asked_of(user: Any) -> Q:
    """Questions that wait for an answer of this person."""
    rows = Asked.objects.filter(question=OuterRef("pk"), person=user, declined_at=None)
    return Q(Exists(rows), state=QuestionState.ASKED)
