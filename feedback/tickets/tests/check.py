"""What tests ask again and again."""

from typing import Any

import pytest

from feedback.tickets.models import Clock, Ticket
from portal.core.errors import Refused
from portal.people.models import User
from portal.records.models import Event, OutboxRow


def refused(code: str, verb: Any, **arguments: Any) -> Refused:
    """The refusal of a verb, which left no event behind."""
    before = Event.objects.count()
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    assert caught.value.code == code
    assert Event.objects.count() == before
    return caught.value


def clock(ticket: Ticket, kind: str) -> Clock:
    return Clock.objects.get(ticket=ticket, kind=kind)


def verbs(ticket: Ticket) -> list[str]:
    return list(Event.objects.about(ticket).order_by("id").values_list("verb", flat=True))


def told(user: User) -> list[str]:
    """Kinds of messages in somebody's inbox, oldest first."""
    return list(OutboxRow.objects.filter(recipient=user, channel="inbox").order_by("id").values_list("kind", flat=True))
