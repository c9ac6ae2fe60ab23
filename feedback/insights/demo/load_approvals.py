"""Approvals of the demonstration company: one that waits for a head, one granted, one declined, one open."""

import datetime as dt

from feedback.insights.demo import approvals as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.choices import State
from feedback.tickets.models import Approval, CatalogueService, Ticket
from feedback.tickets.services.approvals.answering import approval_approve, approval_decline
from feedback.tickets.services.approvals.asking import ticket_ask_approval
from feedback.tickets.services.approvals.demanding import Demand, service_set_approvals
from feedback.tickets.services.opening import ticket_open
from feedback.tickets.services.taking import ticket_take


def load_approvals(stage: Stage, services: dict[str, CatalogueService]) -> None:
    """After the tickets of the last weeks: what a service demands holds for what is opened from then on."""
    for key in dict.fromkeys(row[0] for row in words.DEMANDS):
        service_set_approvals(
            reference=services[key].reference, demands=_demands(stage, key), by=stage.admin, now=stage.days_ago(1)
        )
    for key, title, text, requester, agent in words.OPENED:
        opened = stage.now - dt.timedelta(minutes=70)
        ticket = ticket_open(
            service=services[key].reference, title=title, text=text, by=stage.fresh(requester), now=opened
        )
        ticket_take(reference=ticket.reference, by=stage.fresh(agent), now=opened + dt.timedelta(minutes=9))
    for row in words.ASKED:
        _asked(stage, services, *row)


def _demands(stage: Stage, wanted: str) -> list[Demand]:
    return [
        Demand(
            name_en=english, name_zh=chinese, level=level, who=who, minutes=minutes,
            person=stage.people[person].reference if person else "",
        )
        for key, level, who, person, minutes, english, chinese in words.DEMANDS
        if key == wanted
    ]  # fmt: skip


def _asked(
    stage: Stage, services: dict[str, CatalogueService], key: str, asker: str, of: str, text: str, said: str, why: str
) -> None:
    by, to = stage.fresh(asker), stage.fresh(of)
    rows = Ticket.objects.filter(service=services[key], department=services[key].department, state=State.IN_PROGRESS)
    waits = Approval.objects.filter(ticket__in=rows, ended_at=None).values("ticket")
    ticket = rows.exclude(pk__in=waits).exclude(requester=to).order_by("-opened_at").first()
    if ticket is None:
        return
    asked = max(ticket.opened_at, stage.now - dt.timedelta(minutes=50))
    answered = stage.now - dt.timedelta(minutes=15)
    approval = ticket_ask_approval(
        reference=ticket.reference, text=text, people=[to.reference], by=by, now=asked, minutes=240
    )
    if said == "yes":
        approval_approve(reference=approval.reference, reason=why, by=to, now=answered)
    elif said == "no":
        approval_decline(reference=approval.reference, reason=why, by=to, now=answered)
