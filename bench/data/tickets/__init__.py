"""Tickets back into the past, and everything that hangs on them."""

from __future__ import annotations

from typing import Any, Protocol

import psycopg
from django.db.models import Model

from bench.data.copying import copy_rows, without_brakes
from bench.data.growth import Growth
from bench.data.texts import texts, titles
from bench.data.tickets import colleagues, core, customers_side
from bench.data.tickets.core import Lines
from bench.data.tickets.desk import fill_desk, join_problems
from bench.data.tickets.facts import Facts, facts_of
from portal.calendars.models import Calendar

BLOCK = 20_000
COLUMNS: dict[type[Model], str] = {**core.COLUMNS, **customers_side.COLUMNS, **colleagues.COLUMNS}


class Part(Protocol):
    def lines(self, t: Facts) -> Lines: ...


def fill(connection: psycopg.Connection[Any], growth: Growth) -> None:
    if growth.first:
        fill_desk(connection, growth.now)
    calendar, pool = Calendar.objects.get(is_default=True), (titles(), texts())
    parts: list[Part] = [
        core.Core((calendar.pk, calendar.version), *pool),
        customers_side.CustomersSide(),
        colleagues.Colleagues(*pool),
    ]
    with without_brakes(connection, *COLUMNS):
        for start in range(growth.have + 1, growth.want + 1, BLOCK):
            write(connection, parts, growth, range(start, min(start + BLOCK, growth.want + 1)))
    if growth.first:
        join_problems(connection, growth)


def write(connection: psycopg.Connection[Any], parts: list[Part], growth: Growth, numbers: range) -> None:
    """A block of one table after the other, so that neither waits for all of them."""
    block: dict[type[Model], list[str]] = {model: [] for model in COLUMNS}
    for facts in (facts_of(n, growth.now) for n in numbers):
        for part in parts:
            for model, lines in part.lines(facts).items():
                block[model] += lines
    for model, names in COLUMNS.items():
        copy_rows(connection, model, names.split(), block[model])
