"""Which rows say the same as a text: its tokens, weighted by how rare they are in the column that is searched.

Rarity comes from the statistics that PostgreSQL keeps about a `SearchVectorField` (ANALYZE), so that nothing is
counted when somebody asks. Before the first ANALYZE every token weighs the same. A token that most rows hold says
nothing; only the most telling ones are looked for, and only as many as keep the number of rows to read bounded.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from django.db import connection
from django.db.models import Case, F, FloatField, Model, Q, Value, When

from portal.core.search import HasTokens, query_tokens, quoted, runs

MAX_TEXT = 2_000  # characters of what was typed that are looked at
MAX_TOKENS = 12
# Rows that the tokens of one question may be expected to bring, whatever the size of the table.
MAX_ROWS = 20_000
# A third of the weight of what was asked has to be there, else a row only shares a word or two.
LEAST = 1 / 3
# What stands in the title says what it is about.
TITLE = 2.0
# Words that say nothing and that a young table has no statistics about yet.
_WORDS = """
    a an and are as at be but by can do does for from has have how i in is it its me my no not of on or our please
    that the their there they this to was we what when where which who why will with you your
"""
_EMPTY = frozenset(_WORDS.split())


@dataclass(frozen=True)
class Telling:
    """The tokens of a text with their weights. `together`: all of them are too common to be looked for one by one."""

    weights: Mapping[str, float]
    together: bool = False

    def __bool__(self) -> bool:
        return bool(self.weights)

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def q(self, field: str = "search") -> Q:
        """Rows that hold at least one of the tokens: what the index is asked."""
        join = " & " if self.together else " | "
        return Q(HasTokens(F(field), Value(join.join(quoted(token) for token in self.weights))))

    def share(self, field: str = "search") -> Any:
        """How much of the weight a row holds, from 0 to 1."""
        held = [
            Case(
                When(Q(HasTokens(F(field), Value(quoted(token)))), then=Value(weight / self.total)),
                default=Value(0.0),
                output_field=FloatField(),
            )
            for token, weight in self.weights.items()
        ]
        return reduce(add, held)


def telling(model: type[Model], title: str, text: str = "", column: str = "search") -> Telling:
    """What to look for in `model` to find rows that say the same: one query, on the statistics alone."""
    first = set(query_tokens(title))
    words = query_tokens(_without_empty(f"{title} {text}"[:MAX_TEXT]))
    tokens = [token for token in words if _says_something(token)]
    if not tokens:
        return Telling({})
    rows, common, least = _statistics(model, column, tokens)
    return chosen(tokens, first=first if text.strip() else set(), rows=rows, common=common, least=least)


def chosen(
    tokens: list[str], *, rows: float, common: Mapping[str, float], least: float, first: Collection[str] = ()
) -> Telling:
    """The most telling tokens; those in `first` weigh twice. `common`: shares of rows that hold the frequent ones;
    any other is rarer than `least`, and taken for a tenth of it."""
    shares = {token: common.get(token, least / 10) for token in tokens}
    weights = {
        token: (math.log(1 / max(share, 1e-7)) + 0.1) * (TITLE if token in first else 1)
        for token, share in shares.items()
    }
    ordered = sorted(tokens, key=lambda token: (-weights[token], -len(token)))[:MAX_TOKENS]
    taken: dict[str, float] = {}
    expected = 0.0
    for token in ordered:
        expected += rows * shares[token]
        if taken and expected > MAX_ROWS:
            break
        taken[token] = weights[token]
    if rows * shares[ordered[0]] > MAX_ROWS:
        # Everything is common: only what holds all of it is like it.
        return Telling({token: weights[token] for token in ordered}, together=True)
    return Telling(taken)


def _statistics(model: type[Model], column: str, tokens: list[str]) -> tuple[float, dict[str, float], float]:
    """Rows of the table, the shares of those tokens that are common, and the share that any other stays below."""
    with connection.cursor() as sql:
        sql.execute(
            "SELECT greatest(c.reltuples, 0), s.most_common_elems::text::text[], s.most_common_elem_freqs"
            " FROM pg_class c LEFT JOIN pg_stats s ON s.schemaname = current_schema()"
            " AND s.tablename = c.relname AND s.attname = %s WHERE c.oid = %s::regclass",
            [column, model._meta.db_table],
        )
        rows, elements, shares = sql.fetchone()
    if not elements:
        return float(rows), {}, 0.001
    wanted = set(tokens)
    common = {token: float(share) for token, share in zip(elements, shares, strict=False) if token in wanted}
    return float(rows), common, float(min(shares[: len(elements)]))


def _without_empty(text: str) -> str:
    return " ".join(run for run in runs(text) if run not in _EMPTY)


def _says_something(token: str) -> bool:
    """A single letter says nothing, and neither does a long number: it is of this one case."""
    if token.isdigit():
        return len(token) <= 3
    return len(token) > 1 or not token.isascii()
