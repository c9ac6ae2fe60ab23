"""Questions to colleagues as lists, cards and the home page read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import JSONObject

from feedback.tickets.choices import QUESTION_LOOKS, QuestionState
from feedback.tickets.models import Asked, Question
from feedback.tickets.queries.rows import Ref
from portal.core.names import in_language, person_name, shown_name
from portal.core.reading import Beside
from portal.core.states import Look

_PERSON = {"reference": "person__reference", "full": "person__full_name", "latin": "person__latin_name"}
_ASKED = ArraySubquery(
    Asked.objects.filter(question=OuterRef("pk"))
    .order_by("id")
    .values(each=JSONObject(**_PERSON, declined="declined_at", reason="reason"))
)
VALUES = (
    "id", "reference", "text", "state", "asked_at", "due_at", "ended_at", "answer", "helpful", "version", "people",
    "ticket__reference", "ticket__service__name_en", "ticket__service__name_zh",
    "asked_by__reference", "asked_by__full_name", "asked_by__latin_name",
    "answered_by__reference", "answered_by__full_name", "answered_by__latin_name",
)  # fmt: skip
ANNOTATIONS = Beside(people=_ASKED)


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
    answered_by = values["answered_by__reference"]
    return QuestionRow(
        id=values["reference"],
        look=QUESTION_LOOKS[values["state"]],
        people=[_asked(each) for each in values["people"]],
        ticket=values["ticket__reference"],
        service=in_language(values, "ticket__service__name"),
        asked_by=Ref(values["asked_by__reference"], person_name(values, "asked_by")),
        answered_by=Ref(answered_by, person_name(values, "answered_by")) if answered_by else None,
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
