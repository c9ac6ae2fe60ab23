"""Sweeps: each one is idempotent and finds its work by an index."""

from celery import shared_task
from django.utils import timezone

from portal.people.services.importing.keeping import import_files_forget
from portal.people.services.leaving import leavers_end
from portal.people.services.reset_mail import reset_links_forget
from portal.records.jobs import jobs_run


@shared_task
def run_jobs() -> None:
    """Waiting jobs; people whose day of leaving has come; reset links and uploads that nobody needs any more."""
    now = timezone.now()
    leavers_end(now=now)
    reset_links_forget(now=now)
    import_files_forget(now=now)
    jobs_run(now=timezone.now)
