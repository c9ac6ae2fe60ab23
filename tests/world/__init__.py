"""A small company in which every object exists in every state that a page is about, made through the verbs alone.

What people wrote is Chinese, so that English left over on a Chinese page is the portal's own. `samples` gives, for a
URL's name ("tickets:detail") or the beginning of one ("tickets:*"), what fills its address.
"""

from django.utils import timezone

from tests.world import (
    benefits,
    books,
    calendars,
    customers,
    evaluations,
    ideas,
    people,
    programmes,
    records,
    services,
    steering,
    thanks,
    tickets,
    training,
)
from tests.world.base import World

__all__ = ["World", "make_world"]


def make_world() -> World:
    world = people.start(timezone.now())
    for area in (
        calendars,
        people,
        tickets,
        customers,
        ideas,
        benefits,
        steering,
        evaluations,
        books,
        services,
        thanks,
        training,
        programmes,
        records,
    ):
        area.add(world)
    return world
