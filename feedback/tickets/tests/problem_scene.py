"""Failures that were charged to a step, and problems about them."""

import datetime as dt
from itertools import count
from typing import Any

from feedback.tickets.models import Charge, Failure, Problem, Step, Ticket
from feedback.tickets.services import problem_accept, problem_change, problem_consent, problem_propose
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket

SOURCES = count(1_000_000)
# The Monday after MONDAY: its sweep looks at the week that began on MONDAY.
NEXT = MONDAY + dt.timedelta(days=7)
DAY = (MONDAY + dt.timedelta(days=21)).date()


def failed(scene: Scene, *, at: dt.datetime = MONDAY, kind: str = "reopen", minutes: int = 10) -> Ticket:
    """A ticket that failed at the first step of billing."""
    ticket = open_ticket(scene, now=at)
    failure = Failure.objects.create(kind=kind, source=next(SOURCES), ticket=ticket, at=at, minutes=minutes)
    step = Step.objects.get(ticket=ticket)
    Charge.objects.create(
        failure=failure, step=step, department=step.department, number=step.number, minutes=minutes, at=at
    )
    return ticket


def proposed(scene: Scene, **values: Any) -> Problem:
    if not Charge.objects.exists():
        failed(scene)
    given = {"title": "Refunds come back", "department": scene.billing.reference, "step": 1, "cause": "reopen"}
    return problem_propose(**(given | {"by": scene.reader, "now": MONDAY} | values))


def accepted(scene: Scene, **values: Any) -> Problem:
    return problem_accept(reference=proposed(scene, **values).reference, by=scene.clerk_head, now=MONDAY)


def worded(scene: Scene, **values: Any) -> Problem:
    given = {"change": "Check twice", "effective_on": DAY, "by": scene.clerk_head, "now": MONDAY} | values
    return problem_change(reference=accepted(scene).reference, **given)


def agreed(scene: Scene, **values: Any) -> Problem:
    problem = worded(scene, **values)
    problem_consent(reference=problem.reference, side="step", by=scene.clerk_head, now=MONDAY)
    return problem_consent(reference=problem.reference, side="suffering", by=scene.agent_head, now=MONDAY)
