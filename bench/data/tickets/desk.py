"""What a desk has whatever the number of its tickets: rosters, levels, texts, buttons, problems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
from django.db.models import Model

from bench.data.company import QUEUES, SERVICES, head_of
from bench.data.copying import NULL, copy_rows, without_brakes
from bench.data.growth import Growth
from bench.data.texts import reference
from bench.data.tickets.customers_side import CAUSES
from bench.data.tickets.facts import colleague
from feedback.tickets.models import (
    Duty,
    EscalationLevel,
    HandlingNorm,
    InboundAddress,
    JumpPolicy,
    OneButton,
    Openness,
    Problem,
    ProblemTicket,
    Purpose,
    RoutingRule,
    StartingText,
)

WEEKS, DAYS, TEXTS = 12, 5, 5
PROBLEM_TICKETS = 40
COLUMNS: dict[type[Model], str] = {
    Duty: "reference department_id person_id starts_at ends_at",
    EscalationLevel: "reference department_id clock percent tells since",
    RoutingRule: "reference name_en name_zh department_id position words target_id",
    StartingText: "reference department_id name_en name_zh text_en text_zh",
    Purpose: "reference department_id whom_en whom_zh need_en need_zh value_en value_zh",
    OneButton: "reference service_id name_en name_zh text",
    HandlingNorm: "service_id cases low high median worked_out_at",
    InboundAddress: "reference address service_id",
    JumpPolicy: "department_id",
    Openness: "person_id",
    Problem: "id reference title cause department_id step suffering_id owner_id state proposed_at due_at decided_at "
    "closed_at",
}


def fill_desk(connection: psycopg.Connection[Any], now: dt.datetime) -> None:
    departments, services = range(1, QUEUES + 1), range(1, QUEUES * SERVICES + 1)
    rows: dict[type[Model], Iterator[str]] = {
        Duty: duties(now),
        EscalationLevel: (
            f"{reference('EL', 2 * d + late)}\t{d}\tresolution\t{(75, 100)[late]}\t{{owner,head}}\t{now}"
            for d, late in product(departments, (0, 1))
        ),
        RoutingRule: (
            f"{reference('RR', d)}\tVolcano {d}\t火山{d}\t{d}\t1\t{{火山}}\t{d % QUEUES + 1}" for d in departments
        ),
        StartingText: (
            f"{reference('TX', d * TEXTS + i)}\t{d}\tText {i}\t短语{i}\tThank you for waiting.\t感谢你的等待。"
            for d, i in product(departments, range(TEXTS))
        ),
        Purpose: (
            f"{reference('PP', d)}\t{d}\tCounters\t前台\tA clear answer\t明确的答复\tA call back in time\t按时回电"
            for d in departments
        ),
        OneButton: (f"{reference('OB', s)}\t{s}\tNew label\t补打标签\t标签已补打" for s in services),
        HandlingNorm: (f"{s}\t5000\t1800\t9000\t4200\t{now}" for s in services),
        InboundAddress: (f"{reference('MA', s)}\tdesk{s}@example.test\t{s}" for s in services),
        JumpPolicy: (str(d) for d in departments),
        Openness: (str(colleague(d, draw)) for d, draw in product(departments, range(0, 100, 2))),
        Problem: problems(now),
    }
    with without_brakes(connection, *COLUMNS):
        for model, names in COLUMNS.items():
            copy_rows(connection, model, names.split(), rows[model])


def duties(now: dt.datetime) -> Iterator[str]:
    began = now - dt.timedelta(weeks=WEEKS - 2)
    for number, (department, day) in enumerate(product(range(1, QUEUES + 1), range(WEEKS * 7))):
        if day % 7 < DAYS:
            start = began + dt.timedelta(days=day)
            person = colleague(department, day)
            yield f"{reference('DU', number)}\t{department}\t{person}\t{start}\t{start + dt.timedelta(hours=9)}"


def combinations() -> list[tuple[int, int, str]]:
    """Where problems are: one of each is alive at most."""
    return [(d, step, cause) for d, step, cause in product(range(1, QUEUES + 1), (1, 2), CAUSES)]


def problems(now: dt.datetime) -> Iterator[str]:
    for number, (department, step, cause) in enumerate(combinations(), 1):
        proposed = now - dt.timedelta(hours=7 * number)
        state = ("proposed", "open", "open", "closed")[number % 4]
        decided = NULL if state == "proposed" else str(proposed)
        closed = str(proposed + dt.timedelta(days=3)) if state == "closed" else NULL
        who = f"{department % QUEUES + 1}\t{NULL if state == 'proposed' else head_of(department)}"
        due = proposed + dt.timedelta(days=5)
        head = f"{number}\t{reference('PB', number)}\t第{department}部的交接\t{cause}\t{department}\t{step}"
        yield f"{head}\t{who}\t{state}\t{proposed}\t{due}\t{decided}\t{closed}"


def join_problems(connection: psycopg.Connection[Any], growth: Growth) -> None:
    """The newest failures belong to problems, up to so many tickets each; the first growth alone has them."""
    count = len(combinations())
    most = min(growth.want, count * PROBLEM_TICKETS)
    rows = (f"{n % count + 1}\t{n}\t{growth.now}" for n in range(1, most + 1))
    with without_brakes(connection, ProblemTicket):
        copy_rows(connection, ProblemTicket, ["problem_id", "ticket_id", "joined_at"], rows)
