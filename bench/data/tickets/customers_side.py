"""What customers were promised, which tickets overtook others for them, and what went wrong."""

from __future__ import annotations

import datetime as dt

from django.db.models import Model

from bench.data.copying import NULL
from bench.data.texts import reference
from bench.data.tickets.core import Lines, some
from bench.data.tickets.facts import Facts
from feedback.tickets.models import Charge, Failure, Jump, JumpPass, Overtaken, Promise

HOUR = dt.timedelta(hours=1)
# Every fifth ticket carries a promise, every hundredth jumped, every 33rd failed a customer.
PROMISED, JUMPED, FAILED = 5, 100, 33
CAUSES = ("promise", "reopen", "repeat", "jump")
COLUMNS: dict[type[Model], str] = {
    Promise: "id reference ticket_id departments outer_id kind text customer channel promised_by_id department_id "
    "due_at made_at state ended_at ended_step_id fulfilled_at",
    Jump: "id reference ticket_id departments state harm reason asked_by_id department_id at_department_id "
    "at_position asked_at within_budget started_at expires_at ended_at",
    JumpPass: "jump_id department_id must_acknowledge due_at acknowledged_at acknowledged_by_id",
    Overtaken: "jump_id ticket_id department_id minutes",
    Failure: "id kind source ticket_id at minutes settled",
    Charge: "failure_id step_id department_id number minutes at",
}


class CustomersSide:
    def lines(self, t: Facts) -> Lines:
        return {Promise: promises(t), **jumps(t), **failures(t)}


def promises(t: Facts) -> list[str]:
    if t.n % PROMISED:
        return []
    due = (
        (t.now if t.ended is None else t.moved) + (3 * HOUR if t.ended is None else 2 * HOUR) + t.mix % 5000 * HOUR / 60
    )
    if t.ended is None:
        end = f"open\t{NULL}\t{NULL}\t{NULL}"
    elif t.ended <= due:
        end = f"kept\t{t.ended}\t{t.steps[-1][0]}\t{t.ended}"
    else:
        end = f"broken\t{due}\t{t.steps[-1][0]}\t{t.ended}"
    customer = f"答应客户{t.mix % 3000}\t客户{t.mix % 3000}\tphone\t{t.who}\t{t.at}"
    head = f"{t.n}\t{reference('PR', t.n)}\t{t.n}\t{t.departments}"
    return [f"{head}\t{NULL}\tcustomer\t{customer}\t{due}\t{t.taken}\t{end}"]


def jumps(t: Facts) -> Lines:
    if t.n % JUMPED or (t.ended is None and not t.jumps):
        return {}
    state = "running" if t.jumps else "ended"
    until = t.taken + 72 * HOUR
    place = f"{t.first}\t{t.at}\t1\t{t.taken}\tt\t{t.taken}\t{until}\t{some(t.ended)}"
    head = f"{t.n}\t{reference('FL', t.n)}\t{t.n}\t{t.departments}"
    row = f"{head}\t{state}\tpromise\t客户在柜台前等\t{t.first_owner}\t{place}"
    waiting = t.jumps and t.mix & 1
    seen = f"{NULL}\t{NULL}" if waiting else f"{t.moved}\t{t.who}"
    passes = [f"{t.n}\t{department}\tt\t{t.taken + HOUR}\t{seen}" for _step, department in t.steps]
    return {
        Jump: [row],
        JumpPass: passes,
        Overtaken: [f"{t.n}\t{t.n - back}\t{t.at}\t{back * 7}" for back in (1, 2, 3)],
    }


def failures(t: Facts) -> Lines:
    if t.n % FAILED != 1 or t.ended is None:
        return {}
    cause = CAUSES[(t.mix >> 15) % 4]
    minutes = 30 + t.mix % 600
    share = minutes // len(t.steps)
    charges = [
        f"{t.n}\t{step}\t{department}\t{i}\t{share}\t{t.ended}" for i, (step, department) in enumerate(t.steps, 1)
    ]
    return {Failure: [f"{t.n}\t{cause}\t{t.n}\t{t.n}\t{t.ended}\t{minutes}\tt"], Charge: charges}
