"""Both tasks run twice do no more than once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from portal.delivery.models import Heartbeat
from portal.delivery.services.upkeep import only_relay
from portal.delivery.tasks import deliver_outbox, expire_idempotency_keys
from portal.delivery.tests.factory import tell, the_mail
from portal.delivery.tests.sink import Sink
from portal.records.models import IdempotencyKey, OutboxRow
from tests.cast import make_user
from tests.crowd import at_once


@pytest.mark.django_db
def test_deliver_outbox_twice(sink: Sink) -> None:
    tell(make_user())
    deliver_outbox()
    deliver_outbox()
    assert len(sink.accepted) == 1
    assert the_mail().state == OutboxRow.State.SENT
    assert timezone.now() - Heartbeat.objects.get(name="worker").at < dt.timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_a_second_relay_leaves_at_once(sink: Sink) -> None:
    tell(make_user())
    with only_relay() as mine:
        assert mine
        assert at_once(1, lambda _index: deliver_outbox()) == [None]
    assert sink.accepted == []
    deliver_outbox()
    assert len(sink.accepted) == 1


@pytest.mark.django_db
def test_expire_idempotency_keys_twice() -> None:
    user, now = make_user(), timezone.now()
    for hours in (1, 23, 25, 300):
        IdempotencyKey.objects.create(user=user, key=str(hours), created_at=now - dt.timedelta(hours=hours))
    expire_idempotency_keys()
    expire_idempotency_keys()
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == {"1", "23"}
