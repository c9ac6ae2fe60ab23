from celery import shared_task
from django.utils import timezone

from portal.delivery.services import upkeep
from portal.delivery.services.relay import deliver_due


# Beat wakes it every few seconds: a wake-up that waited longer than this has a successor.
@shared_task(expires=30)
def deliver_outbox() -> None:
    upkeep.heartbeat_write(name="worker", now=timezone.now())
    with upkeep.only_relay() as mine:
        if mine:
            deliver_due(clock=timezone.now)


@shared_task
def expire_idempotency_keys() -> None:
    upkeep.forget_what_is_over(now=timezone.now())
