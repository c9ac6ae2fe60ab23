"""What the reports of tickets stand on: requesters' words, failures found, bands, whom departments serve."""

import datetime as dt
import random

from feedback.insights.demo import reports as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.models import CatalogueService, Resolution, Ticket
from feedback.tickets.rules import OPEN
from feedback.tickets.services import (
    charge_failures,
    find_failures,
    handling_band_set,
    norms_work_out,
    purpose_set,
    ticket_chase,
    ticket_confirm,
)
from portal.people.models import User


def load_reports(stage: Stage) -> None:
    """After the tickets: requesters answer, first owners ask, heads word and set, the sweeps run."""
    # A source of its own: the tickets stay as they are whatever is said about them.
    chance = random.Random(1978)  # noqa: S311
    _answers(stage, chance)
    _chases(stage)
    for code, texts in words.PURPOSES.items():
        head = _fresh(stage, stage.departments[code].head_id)
        purpose_set(department=stage.departments[code].reference, by=head, now=stage.days_ago(20), **texts)
    norms_work_out(now=stage.now)
    key, low, high, reason, source = words.BAND
    service = CatalogueService.objects.select_related("department").get(external_id=key)
    head = _fresh(stage, service.department.head_id)
    handling_band_set(
        reference=service.reference, low=low, high=high, reason=reason, source=source, by=head, now=stage.days_ago(9)
    )
    find_failures(now=stage.now)
    after = -1
    while after:
        after = charge_failures(now=stage.now, after=max(after, 0))


def _answers(stage: Stage, chance: random.Random) -> None:
    """Two in three say within a day that it is solved; who said no has opened it again already."""
    rows = Resolution.objects.filter(answer="", reopened_at=None).select_related("ticket")
    for row in rows.order_by("pk"):
        said = row.at + dt.timedelta(minutes=chance.randint(5, 1200))
        if chance.random() < 0.66 and said <= stage.now:
            by = _fresh(stage, row.ticket.requester_id)
            ticket_confirm(reference=row.ticket.reference, solved=True, by=by, now=said)


def _chases(stage: Stage) -> None:
    """First owners whose ticket lies with others ask how far it is."""
    lying = Ticket.objects.filter(state__in=OPEN, first_owner__isnull=False).order_by("pk")
    for ticket in lying[:20]:
        if ticket.owner_id != ticket.first_owner_id:
            by = _fresh(stage, ticket.first_owner_id)
            ticket_chase(reference=ticket.reference, by=by, now=stage.now - dt.timedelta(minutes=30))


def _fresh(stage: Stage, pk: int | None) -> User:
    email = User.objects.values_list("email", flat=True).get(pk=pk)
    return stage.fresh(email.partition("@")[0])
