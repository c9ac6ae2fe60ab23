"""Tickets back into the past: the newest has number 1, so that a company grows by its history."""

from __future__ import annotations

import datetime as dt
from typing import Any

import psycopg
from django.db.models import Model

from bench.data.company import DEPARTMENTS, EMPLOYEES, QUEUES, SERVICES
from bench.data.copying import NULL, copy_rows, without_brakes
from bench.data.texts import reference, texts, titles
from feedback.tickets import rules
from feedback.tickets.models import Clock, StateSpan, Step, Ticket
from portal.records.models import Event

# Three in ten of the newest hundred thousand are open: 30,000 at a million, and enough of them at ten thousand.
RECENT = 100_000
OPEN_OF_TEN = 3
BLOCK = 20_000
MINUTE = dt.timedelta(minutes=1)
STATES = (rules.NEW, rules.IN_PROGRESS, rules.IN_PROGRESS, rules.WAITING)
KINDS = ("request", "request", "request", "question", "complaint", "compliment")
TABLES: dict[type[Model], str] = {
    Ticket: "id reference title text kind service_id requester_id requester_department_id department_id departments "
    "first_owner_id owner_id state customer_key opened_at resolved_at next_due_at paused_at queue_at position search",
    Step: "id ticket_id department_id number started_at ended_at owner_id outcome",
    StateSpan: "ticket_id state department_id owner_id started_at ended_at working_seconds",
    Clock: "ticket_id kind step_id calendar_id calendar_version minutes started_at paused_at due_at met_at",
    Event: "subject_type subject_id at actor_id verb from_state to_state",
}


class Ticketed:
    """Ticket number `n` and everything that hangs on it, as lines for COPY; always the same for the same number."""

    def __init__(self, now: dt.datetime, calendar: tuple[int, int]) -> None:
        self.now = now
        self.pool = (titles(), texts())
        self.calendar = f"{calendar[0]}\t{calendar[1]}"

    def lines(self, n: int) -> dict[type[Model], list[str]]:
        mix = n * 2_654_435_761 & 0xFFFFFFFF
        service = mix % (QUEUES * SERVICES) + 1
        first = (service - 1) % QUEUES + 1
        second = first % QUEUES + 1 if mix >> 8 & 3 == 0 else None
        at = second or first
        is_open = n <= RECENT and (mix >> 5) % 10 < OPEN_OF_TEN
        state = STATES[mix >> 3 & 3] if is_open else rules.RESOLVED
        opened = self.now - n * MINUTE
        taken = opened + (mix % 50) * MINUTE / 60
        moved = taken + (mix >> 6) % 100 * MINUTE / 60
        ended = moved + (mix >> 7) % 4000 * MINUTE
        owner = None if state == rules.NEW else str(at + (mix >> 9) % (EMPLOYEES // DEPARTMENTS) * DEPARTMENTS)
        first_owner = str(first + (mix >> 10) % (EMPLOYEES // DEPARTMENTS) * DEPARTMENTS)
        due = opened + ((mix >> 11) % 20_000 - 4_000 + (n if is_open else 4_000)) * MINUTE
        paused = moved if state == rules.WAITING else None
        queue = rules.queue_place(next_due_at=due, paused_at=paused, resolved_at=None if is_open else ended)
        requester = QUEUES + 1 + (mix >> 12) % (DEPARTMENTS - QUEUES)
        title, text = self.pool[0][mix % len(self.pool[0])], self.pool[1][(mix >> 13) % len(self.pool[1])]
        ref, number = reference("T", n), f"{mix % 100_000_000:08d}"
        departments = f"{{{first},{second}}}" if second else f"{{{first}}}"
        resolved = NULL if is_open else ended.isoformat()
        tokens = f"'t' '{ref[2:].lower()}' '{number}' {title.tokens} {text.tokens}"
        ticket = "\t".join([
            str(n), ref, title.text, f"{text.text} {number}", KINDS[mix % 6], str(service),
            str(requester + mix % 90 * DEPARTMENTS), str(requester), str(at), departments, first_owner, owner or NULL,
            state, f"C{mix % 300_000}", opened.isoformat(), resolved,
            NULL if paused else due.isoformat(), paused.isoformat() if paused else NULL, queue.isoformat(),
            "2" if second else "1", tokens,
        ])  # fmt: skip
        moments = (opened.isoformat(), taken.isoformat(), moved.isoformat(), resolved)
        return {
            Ticket: [ticket],
            Step: self.steps(n, first, second, first_owner, owner or NULL, moments),
            StateSpan: self.spans(n, at, state, owner or NULL, moments),
            Clock: self.clocks(n, second, state, due.isoformat(), moments),
            Event: self.events(n, state, first_owner, owner or NULL, moments),
        }

    def steps(
        self, n: int, first: int, second: int | None, first_owner: str, owner: str, moments: tuple[str, ...]
    ) -> list[str]:
        opened, _taken, moved, resolved = moments
        outcome = "" if resolved == NULL else "resolved"
        if second is None:
            return [f"{2 * n}\t{n}\t{first}\t1\t{opened}\t{resolved}\t{owner}\t{outcome}"]
        return [
            f"{2 * n}\t{n}\t{first}\t1\t{opened}\t{moved}\t{first_owner}\tdone",
            f"{2 * n + 1}\t{n}\t{second}\t2\t{moved}\t{resolved}\t{owner}\t{outcome}",
        ]

    def spans(self, n: int, at: int, state: str, owner: str, moments: tuple[str, ...]) -> list[str]:
        opened, taken, moved, resolved = moments
        rows = [f"{n}\tnew\t{at}\t{NULL}\t{opened}\t{taken}\t{n % 3000}"]
        if state == rules.RESOLVED:
            rows.append(f"{n}\tin_progress\t{at}\t{owner}\t{taken}\t{resolved}\t{n % 30_000}")
            opened = resolved
        return [*rows, f"{n}\t{state}\t{at}\t{owner}\t{moved if state != rules.RESOLVED else opened}\t{NULL}\t{NULL}"]

    def clocks(self, n: int, second: int | None, state: str, due: str, moments: tuple[str, ...]) -> list[str]:
        opened, taken, moved, resolved = moments
        paused = moved if state == rules.WAITING else NULL
        response = NULL if state == rules.NEW else taken
        step = 2 * n + 1 if second else 2 * n
        return [
            f"{n}\tresponse\t{NULL}\t{self.calendar}\t60\t{opened}\t{NULL}\t{due}\t{response}",
            f"{n}\tresolution\t{NULL}\t{self.calendar}\t960\t{opened}\t{paused}\t{due}\t{resolved}",
            f"{n}\tstep\t{step}\t{self.calendar}\t240\t{moved}\t{paused}\t{due}\t{resolved}",
        ]

    def events(self, n: int, state: str, first_owner: str, owner: str, moments: tuple[str, ...]) -> list[str]:
        opened, taken, moved, resolved = moments
        head = f"tickets.ticket\t{n}\t"
        rows = [
            f"{head}{opened}\t{first_owner}\tticket.opened\t\tnew",
            f"{head}{taken}\t{first_owner}\tticket.taken\tnew\tin_progress",
            f"{head}{moved}\t{first_owner}\tticket.asked\tin_progress\twaiting",
        ]
        if state == rules.WAITING:
            return rows
        rows.append(f"{head}{moved}\t{first_owner}\tticket.resumed\twaiting\tin_progress")
        if state == rules.RESOLVED:
            rows.append(f"{head}{resolved}\t{owner}\tticket.resolved\tin_progress\tresolved")
        return rows


def fill_tickets(
    connection: psycopg.Connection[Any], *, have: int, want: int, now: dt.datetime, calendar: tuple[int, int]
) -> None:
    """Add the tickets have + 1 … want, a block of all tables after the other."""
    made = Ticketed(now, calendar)
    with without_brakes(connection, *TABLES):
        for start in range(have + 1, want + 1, BLOCK):
            block = [made.lines(n) for n in range(start, min(start + BLOCK, want + 1))]
            for model, names in TABLES.items():
                copy_rows(connection, model, names.split(), (line for lines in block for line in lines[model]))
