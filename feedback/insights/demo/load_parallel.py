"""Tickets whose customs and sorting parts run at the same time: one half done, one just begun, one beyond them."""

import datetime as dt

from feedback.insights.demo import parallel as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.models import Ticket
from feedback.tickets.services.catalogue import Part, service_create, service_set_way
from feedback.tickets.services.handing import ticket_pass_on
from feedback.tickets.services.opening import ticket_open
from feedback.tickets.services.resolving import ticket_resolve
from feedback.tickets.services.taking import ticket_take


def load_parallel(stage: Stage) -> None:
    english, chinese, code, response, resolution = words.SERVICE
    made = stage.days_ago(2)
    service = service_create(
        name_en=english, name_zh=chinese, department=stage.departments[code].reference, response_minutes=response,
        resolution_minutes=resolution, external_id="export", by=stage.admin, now=made,
    )  # fmt: skip
    way = [
        Part(stage.departments[code].reference, minutes, english, chinese, beside)
        for code, minutes, english, chinese, beside in words.WAY
    ]
    service_set_way(reference=service.reference, parts=way, by=stage.admin, now=made)
    for title, text, ago, done in words.TICKETS:
        opened = stage.now - dt.timedelta(minutes=ago)
        ticket = ticket_open(
            service=service.reference, title=title, text=text, by=stage.fresh(words.REQUESTER), now=opened
        )
        _run(stage, ticket, opened, done)


def _run(stage: Stage, ticket: Ticket, opened: dt.datetime, done: tuple[str, ...]) -> None:
    checker = stage.fresh(words.AGENTS["OPS"])
    ticket_take(reference=ticket.reference, by=checker, now=opened + dt.timedelta(minutes=8))
    ticket_pass_on(reference=ticket.reference, reason="单证齐全", by=checker, now=opened + dt.timedelta(minutes=25))
    for number, code in enumerate(done, 1):
        part = Ticket.objects.get(parent=ticket, department=stage.departments[code])
        by, taken = stage.fresh(words.AGENTS[code]), opened + dt.timedelta(minutes=30 + number)
        ticket_take(reference=part.reference, by=by, now=taken)
        finished = taken + dt.timedelta(minutes=40)
        ticket_resolve(reference=part.reference, text=words.DONE[code], by=by, now=finished)
