"""Queries per request, sessions and permissions included: at most twelve, the same at ten rows and at two thousand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.tickets.models import Ticket
from feedback.tickets.queries import figures_of, promised_by, queue_counters, tab_counts
from feedback.tickets.services import ticket_comment, ticket_hand_over
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.core.refs import new_reference
from portal.people.models import User

LISTS = ["/tickets/", "/tickets/?all=1", "/tickets/?state=open&q=refund&sort=newest", "/api/v1/tickets/?state=open"]


def many(scene: Scene, count: int) -> None:
    """Copies of an open ticket, as many as a list may meet."""
    first = open_ticket(scene)
    names = [field.attname for field in Ticket._meta.concrete_fields if field.attname not in ("id", "reference")]
    values = {name: getattr(first, name) for name in names} | {"search": None}
    Ticket.objects.bulk_create(Ticket(reference=new_reference("T"), **values) for _each in range(count))


def counted(user: User, path: str) -> int:
    client = client_of(user)
    client.get(path)  # warms what is cached for good
    with CaptureQueriesContext(connection) as found:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(found)


@pytest.mark.parametrize("path", LISTS)
def test_lists(scene: Scene, path: str) -> None:
    many(scene, 60)
    few = counted(scene.clerk, path)
    many(scene, 2000)
    assert counted(scene.clerk, path) == few <= 12


@pytest.mark.parametrize("path", ["/tickets/services/", "/api/v1/service-catalogue/"])
def test_catalogue(scene: Scene, path: str) -> None:
    assert counted(scene.clerk, path) <= 12


def test_details(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    path = ticket.get_absolute_url()
    few = counted(scene.clerk, path), counted(scene.clerk, f"/api/v1{path}")
    for index in range(30):
        ticket_comment(reference=ticket.reference, text=str(index), by=scene.clerk, now=MONDAY)
    for target, by in ((scene.logistics, scene.clerk), (scene.billing, scene.driver)):
        ticket_hand_over(reference=ticket.reference, department=target.reference, reason="On", by=by, now=MONDAY)
    assert few[0] <= 12
    # Files of notes are read once there are notes.
    assert counted(scene.clerk, path) <= 12
    assert counted(scene.clerk, f"/api/v1{path}") == few[1] <= 12


def test_figures_are_one_query_each(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    open_ticket(scene)
    now = timezone.now()
    counted_once = [
        (lambda: queue_counters(scene.clerk, now=now), 1),
        (lambda: tab_counts(scene.clerk), 1),
        (lambda: promised_by(scene.clerk), 1),
        (lambda: figures_of(scene.clerk, now=now, since=MONDAY), 2),
    ]
    queue_counters(scene.clerk, now=now)  # reads the person's roles
    for read, expected in counted_once:
        with CaptureQueriesContext(connection) as found:
            read()
        assert len(found) == expected
    queue = queue_counters(scene.clerk, now=now)[0]
    assert (queue.new, queue.in_progress, queue.waiting, queue.late) == (1, 1, 0, 2)
    assert tab_counts(scene.clerk) == (1, 1, 0)
    assert [row.reference for row in promised_by(scene.clerk)] == [ticket.reference]
    figures = figures_of(scene.clerk, now=now, since=MONDAY)
    assert (figures.open, figures.late, figures.met, figures.met_in_time) == (2, 2, 0, 0)
