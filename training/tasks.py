"""What runs on its own in training."""

from celery import shared_task
from django.utils import timezone

from training.services.cohorts import cohorts_advance


@shared_task
def advance_cohorts() -> int:
    """Cohorts begin and end with the days at their site."""
    return cohorts_advance(now=timezone.now())
