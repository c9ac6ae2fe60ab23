"""A list's row over REST is written by hand for its speed: it must say what its declared fields say."""

import pytest
from django.utils import timezone, translation

from feedback.tickets.api.serializers import TicketRow
from feedback.tickets.models import Ticket
from feedback.tickets.queries import NAMED, VALUES, row_of
from feedback.tickets.services import ticket_reopen
from feedback.tickets.tests.factory import MONDAY, Scene, open_ticket, resolved_ticket, waiting_ticket
from portal.core.api.serializers import Answer
from portal.people.models import User


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_row_says_what_its_fields_say(scene: Scene, language: str) -> None:
    User.objects.filter(pk=scene.clerk.pk).update(full_name="王伟", latin_name="Wang Wei")
    for make in (open_ticket, waiting_ticket, resolved_ticket):
        make(scene)
    reopened = ticket_reopen(reference=resolved_ticket(scene).reference, reason="Again", by=scene.agent, now=MONDAY)
    Ticket.objects.filter(pk=reopened.pk).update(external_id="X-1")
    found = list(Ticket.objects.order_by("pk").annotate(**NAMED).values(*VALUES))
    with translation.override(language), timezone.override("Asia/Shanghai"):
        row = TicketRow()
        for values in found:
            written, said = row.to_representation(values), Answer.to_representation(row, row_of(values))
            assert (list(written), written) == (list(said), said)
    owners = {values["owner_named"] and row.to_representation(values)["owner"]["name"] for values in found}
    assert owners == {None, "王伟" if language == "zh-hans" else "Wang Wei"}
