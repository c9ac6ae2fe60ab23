"""Whether a rule takes a new ticket, and why. Plain values in, plain values out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from feedback.tickets.rules.forms import holds

PAGE, REST, MAIL, CALL, CHILD, SPLIT = "page", "rest", "mail", "call", "child", "split"
# What a condition is about.
WITHIN, SERVICE, KIND, REQUESTER, WORDS, CUSTOMER, CAME_BY, ANSWER = (
    "within", "service", "kind", "requester", "words", "customer", "came_by", "answer"
)  # fmt: skip
MOST_WORDS = 20
LONGEST_WORD = 40


@dataclass(frozen=True)
class Facts:
    """What is known of a ticket when it is opened. Paths hold the ids of departments from the root."""

    service: int
    service_path: tuple[int, ...]
    kind: str
    requester_path: tuple[int, ...] = ()
    customer_key: str = ""
    came_by: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


class Asked(NamedTuple):
    """What an answer has to be."""

    key: str
    kind: str
    value: str


@dataclass(frozen=True)
class Conditions:
    """What a rule asks for; an empty one asks for nothing. `words`: whether it asks for any."""

    within: int | None = None
    service: int | None = None
    kind: str = ""
    requester: int | None = None
    words: bool = False
    customer_prefix: str = ""
    came_by: str = ""
    answer: Asked | None = None


class Because(NamedTuple):
    """A condition that held."""

    what: str
    value: Any


def because(asked: Conditions, facts: Facts, word: str = "") -> list[Because] | None:
    """The conditions that held, or None where one didn't. `word`: the first of the rule's words that was found."""
    checks = (
        (WITHIN, asked.within, lambda value: value in facts.service_path),
        (SERVICE, asked.service, lambda value: value == facts.service),
        (KIND, asked.kind, lambda value: value == facts.kind),
        (REQUESTER, asked.requester, lambda value: value in facts.requester_path),
        (CUSTOMER, asked.customer_prefix, lambda value: starts_with(facts.customer_key, value)),
        (CAME_BY, asked.came_by, lambda value: value == facts.came_by),
        (ANSWER, asked.answer, lambda value: holds(value.kind, facts.answers.get(value.key), value.value)),
    )
    found = []
    for what, value, check in checks:
        if value in (None, ""):
            continue
        if not check(value):
            return None
        found.append(Because(what, value))
    if asked.words:
        if not word:
            return None
        found.append(Because(WORDS, word))
    return found


def starts_with(key: str, prefix: str) -> bool:
    return key.strip().upper().startswith(prefix.strip().upper())


def first_found(words: Mapping[str, Iterable[str]], there: frozenset[str]) -> str:
    """The first word all of whose tokens are there, as the search of tickets would find it; else nothing."""
    return next((word for word, tokens in words.items() if there.issuperset(tokens)), "")


@dataclass
class Tally:
    """Where tickets went, and where they would have gone: what a preview counts."""

    matched: int = 0
    taken_before: int = 0
    stayed: int = 0
    moved: dict[int, int] = field(default_factory=dict)
    handed_on: int = 0

    def add(self, *, first: int, target: int, taken_before: bool, passed: Iterable[int]) -> bool:
        """Count one ticket that matched; whether it would have gone elsewhere than it did."""
        self.matched += 1
        if taken_before:
            self.taken_before += 1
            return False
        if first == target:
            self.stayed += 1
            return False
        self.moved[first] = self.moved.get(first, 0) + 1
        self.handed_on += target in passed
        return True
