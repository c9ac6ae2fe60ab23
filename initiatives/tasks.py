"""Celery's door to the area: load nothing, decide nothing, call a service."""

from celery import shared_task
from django.utils import timezone

from initiatives.services.actions import actions_remind
from initiatives.services.calling import challenges_finish, challenges_open
from initiatives.services.digests import digests_write
from initiatives.services.evaluation_times import evaluations_tell
from initiatives.services.indexing import ideas_index, terms_count
from initiatives.services.launching import services_ask
from initiatives.services.nameless import nameless_publish
from initiatives.services.participation import participation_count, partition_keep
from initiatives.services.passing import ideas_come_back, ideas_escalate
from initiatives.services.reminding import benefits_remind
from initiatives.services.types import pilots_ask
from initiatives.services.votes import votes_reconcile


@shared_task
def reconcile_votes() -> int:
    """Nightly: counters against votes; gives how many differed."""
    return len(votes_reconcile(now=timezone.now()))


@shared_task
def count_participation() -> int:
    """Nightly: the parts of the company, then the months that are over; gives how many were counted."""
    now = timezone.now()
    partition_keep(now=now)
    return participation_count(now=now)


@shared_task
def publish_nameless() -> int:
    """Ideas known to nobody, in batches, once a day; gives how many."""
    return nameless_publish(now=timezone.now())


@shared_task
def index_ideas() -> int:
    """Every minute: terms of ideas that were written without, then how many ideas have each. Gives the former."""
    written = ideas_index()
    terms_count()
    return written


@shared_task
def remind_actions() -> int:
    """Assignees of late actions are told once."""
    return actions_remind(now=timezone.now())


@shared_task
def ask_pilots() -> int:
    """Owners and sponsors of pilots that have ended are asked once for the decision."""
    return pilots_ask(now=timezone.now())


@shared_task
def write_digests() -> int:
    """One message a week to each colleague about what they follow; gives how many were told."""
    return digests_write(now=timezone.now())


@shared_task
def watch_answers() -> int:
    """Answers that are overdue go up one level; what was put off until today comes back."""
    now = timezone.now()
    return ideas_escalate(now=now) + ideas_come_back(now=now)


@shared_task
def ask_services() -> int:
    """Owners of services launched 90 days ago; gives how many were asked."""
    return services_ask(now=timezone.now())


@shared_task
def watch_challenges() -> int:
    """Calls for ideas open, those asked are told batch by batch, and what is answered is closed."""
    now = timezone.now()
    told = 0
    while batch := challenges_open(now=now):
        told += batch
    return told + challenges_finish(now=now)


@shared_task
def remind_benefits() -> int:
    """Owners of benefits after closing; gives how many were told."""
    return benefits_remind(now=timezone.now())


@shared_task
def tell_of_evaluations() -> int:
    """Reviewers the working day before an evaluation is due, deciders once the day has passed; gives how many."""
    return evaluations_tell(now=timezone.now())
