"""A ticket with its way: steps, spans, clocks, events, and what came of resolving it."""

from __future__ import annotations

from django.db.models import Model

from bench.data.copying import NULL
from bench.data.customers import customer_of
from bench.data.texts import Words, reference
from bench.data.tickets.facts import Facts
from feedback.tickets import rules
from feedback.tickets.models import Clock, Resolution, StateSpan, Step, Ticket
from portal.records.models import Event

KINDS = ("request", "request", "request", "question", "complaint", "compliment")
COLUMNS: dict[type[Model], str] = {
    Ticket: "id reference title text kind service_id requester_id requester_department_id department_id departments "
    "first_owner_id owner_id state customer_id customer_key opened_at resolved_at next_due_at paused_at jumped_at "
    "queue_at position search",
    Step: "id ticket_id department_id number started_at ended_at owner_id outcome working_seconds",
    StateSpan: "ticket_id step_id state department_id owner_id started_at ended_at working_seconds",
    Clock: "ticket_id kind step_id calendar_id calendar_version minutes started_at paused_at due_at met_at",
    Event: "subject_type subject_id at actor_id verb from_state to_state",
    Resolution: "ticket_id step_id number department_id service_id at work_seconds reopened_at first_contact "
    "ask_until answer answered_at",
}
Lines = dict[type[Model], list[str]]


class Core:
    def __init__(self, calendar: tuple[int, int], titles: list[Words], texts: list[Words]) -> None:
        self.calendar = f"{calendar[0]}\t{calendar[1]}"
        self.titles, self.texts = titles, texts

    def lines(self, t: Facts) -> Lines:
        return {
            Ticket: [self.ticket(t)],
            Step: steps(t),
            StateSpan: spans(t),
            Clock: self.clocks(t),
            Event: events(t),
            Resolution: resolutions(t),
        }

    def ticket(self, t: Facts) -> str:
        title, text = self.titles[t.mix % len(self.titles)], self.texts[(t.mix >> 13) % len(self.texts)]
        ref, number, customer = reference("T", t.n), f"{t.mix % 100_000_000:08d}", customer_of(t.n, t.mix)
        paused = t.moved if t.state == rules.WAITING else None
        jumped = t.taken if t.jumps else None
        queue = rules.queue_place(next_due_at=t.due, paused_at=paused, resolved_at=t.ended, jumped_at=jumped)
        tokens = f"'t' '{ref[2:].lower()}' '{number}' {title.tokens} {text.tokens}"
        return "\t".join([
            str(t.n), ref, title.text, f"{text.text} {number}", KINDS[t.mix % 6], str(t.service),
            str(t.requester), str(t.requester_department), str(t.at), t.departments, str(t.first_owner),
            some(t.owner), t.state, str(customer), f"C{customer}", t.opened.isoformat(), moment(t.ended),
            NULL if paused else t.due.isoformat(), moment(paused), moment(jumped), queue.isoformat(),
            "2" if t.second else "1", tokens,
        ])  # fmt: skip

    def clocks(self, t: Facts) -> list[str]:
        paused = t.moved if t.state == rules.WAITING else None
        met = None if t.state == rules.NEW else t.taken
        step, due, ended = t.steps[-1][0], t.due.isoformat(), moment(t.ended)
        return [
            f"{t.n}\tresponse\t{NULL}\t{self.calendar}\t60\t{t.opened}\t{NULL}\t{due}\t{moment(met)}",
            f"{t.n}\tresolution\t{NULL}\t{self.calendar}\t960\t{t.opened}\t{moment(paused)}\t{due}\t{ended}",
            f"{t.n}\tstep\t{step}\t{self.calendar}\t240\t{t.moved}\t{moment(paused)}\t{due}\t{ended}",
        ]


def some(value: object) -> str:
    return NULL if value is None else str(value)


moment = some


def steps(t: Facts) -> list[str]:
    outcome, ended, worked = ("", NULL, 0) if t.ended is None else ("resolved", str(t.ended), t.mix % 30_000)
    if t.second is None:
        return [f"{2 * t.n}\t{t.n}\t{t.first}\t1\t{t.opened}\t{ended}\t{some(t.owner)}\t{outcome}\t{worked}"]
    return [
        f"{2 * t.n}\t{t.n}\t{t.first}\t1\t{t.opened}\t{t.moved}\t{t.first_owner}\tdone\t{t.mix % 3000}",
        f"{2 * t.n + 1}\t{t.n}\t{t.second}\t2\t{t.moved}\t{ended}\t{some(t.owner)}\t{outcome}\t{worked}",
    ]


def spans(t: Facts) -> list[str]:
    step, owner, at = t.steps[-1][0], some(t.owner), t.at
    found = [f"{t.n}\t{2 * t.n}\tnew\t{t.first}\t{NULL}\t{t.opened}\t{t.taken}\t{t.n % 3000}"]
    if t.ended is None:
        return [*found, f"{t.n}\t{step}\t{t.state}\t{at}\t{owner}\t{t.moved}\t{NULL}\t{NULL}"]
    worked = f"{t.n}\t{step}\tin_progress\t{at}\t{owner}\t{t.taken}\t{t.ended}\t{t.mix % 30_000}"
    return [*found, worked, f"{t.n}\t{NULL}\tresolved\t{at}\t{owner}\t{t.ended}\t{NULL}\t{NULL}"]


def events(t: Facts) -> list[str]:
    head = f"tickets.ticket\t{t.n}\t"
    found = [
        f"{head}{t.opened}\t{t.requester}\tticket.opened\t\tnew",
        f"{head}{t.taken}\t{t.first_owner}\tticket.taken\tnew\tin_progress",
        f"{head}{t.moved}\t{t.first_owner}\tticket.asked\tin_progress\twaiting",
    ]
    if t.state == rules.WAITING:
        return found
    found.append(f"{head}{t.moved}\t{t.requester}\tticket.resumed\twaiting\tin_progress")
    if t.ended is not None:
        found.append(f"{head}{t.ended}\t{t.owner}\tticket.resolved\tin_progress\tresolved")
    return found


def resolutions(t: Facts) -> list[str]:
    """Three in a hundred came back; half of the others were asked and answered."""
    if t.ended is None:
        return []
    again = some(t.ended + (t.now - t.opened) / 100 if reopened(t) else None)
    answer = ("yes", "yes", "no", "", "", "")[(t.mix >> 14) % 6]
    first = "t" if t.n % 3 == 0 else "f"
    head = f"{t.n}\t{t.steps[-1][0]}\t1\t{t.at}\t{t.service}\t{t.ended}\t{t.mix % 30_000}"
    return [f"{head}\t{again}\t{first}\t{t.ended}\t{answer}\t{t.ended if answer else NULL}"]


def reopened(t: Facts) -> bool:
    return t.ended is not None and t.n % 33 == 1
