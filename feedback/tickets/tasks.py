"""The sweeps over clocks; beat starts them every half minute (portal/settings.py)."""

from celery import shared_task
from django.utils import timezone

from feedback.tickets.services import (
    breach_due_clocks,
    break_due_promises,
    charge_failures,
    escalate_clocks,
    escalate_overdue,
    expire_jumps,
    expire_questions,
    find_endangered,
    find_failures,
    find_unacknowledged,
    gather_new_tickets,
    mails_work,
    norms_work_out,
    propose_hot_spots,
    remind_approvers,
    remind_article_owners,
    retime_clocks,
    start_due_changes,
)
from feedback.tickets.services.clocks import BATCH
from feedback.tickets.services.inbound.fetching import mailbox_fetch


@shared_task(name="feedback.tickets.tasks.breach_clocks")
def breach_clocks() -> int:
    """Find every clock that ran out, batch by batch; how many. Repeating it finds none twice."""
    found = 0
    while batch := breach_due_clocks(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.escalate")
def escalate() -> int:
    """Tell the levels that clocks have reached; how many clocks. Repeating it tells nothing twice."""
    found = 0
    while batch := escalate_clocks(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.follow_changes")
def follow_changes() -> int:
    """Work out anew what runs on a calendar or a service that changed; how many tickets."""
    found = 0
    while batch := retime_clocks(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.watch_promises")
def watch_promises() -> int:
    """Find promises that fell due, then those that the open parts can't meet any more; how many."""
    found = 0
    while batch := break_due_promises(now=timezone.now(), limit=BATCH):
        found += batch
    after = -1
    while after:
        endangered, after = find_endangered(now=timezone.now(), limit=BATCH, after=max(after, 0))
        found += endangered
    return found


@shared_task(name="feedback.tickets.tasks.watch_jumps")
def watch_jumps() -> int:
    """End jumps whose time is over, find departments that did not acknowledge; how many of both."""
    found = 0
    while batch := expire_jumps(now=timezone.now(), limit=BATCH):
        found += batch
    while batch := find_unacknowledged(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.watch_questions")
def watch_questions() -> int:
    """End questions that nobody answered in time; how many."""
    found = 0
    while batch := expire_questions(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.watch_approvals")
def watch_approvals() -> int:
    """Remind of approvals, and tell the next one up of those that fell due; how many."""
    found = 0
    while batch := remind_approvers(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.watch_articles")
def watch_articles() -> int:
    """Remind of articles that end soon; how many."""
    found = 0
    while batch := remind_article_owners(now=timezone.now(), limit=BATCH):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.work_out_norms")
def work_out_norms() -> int:
    """What the cases say of every service's handling time; how many services."""
    return norms_work_out(now=timezone.now())


@shared_task(name="feedback.tickets.tasks.watch_failures")
def watch_failures() -> int:
    """Find what went wrong for customers and charge its minutes to the steps behind it; how many were new."""
    found = find_failures(now=timezone.now())
    after = -1
    while after:
        after = charge_failures(now=timezone.now(), after=max(after, 0))
    return found


@shared_task(name="feedback.tickets.tasks.watch_problems")
def watch_problems() -> int:
    """Start agreed changes, propose the hot spots of the last full week, gather their tickets, ask the level above.

    A week's spots are proposed once, by the first call of its Monday; the later ones find what was charged since.
    """
    while start_due_changes(now=timezone.now(), limit=BATCH):
        pass
    found = propose_hot_spots(now=timezone.now())
    after = -1
    while after:
        _joined, after = gather_new_tickets(now=timezone.now(), limit=BATCH, after=max(after, 0))
    while escalate_overdue(now=timezone.now(), limit=BATCH):
        pass
    return found


@shared_task(name="feedback.tickets.tasks.work_inbound")
def work_inbound() -> int:
    """Work on the mails that came in, for at most a minute; how many."""
    began, found = timezone.now(), 0
    while (timezone.now() - began).total_seconds() < 60 and (batch := mails_work(now=timezone.now)):
        found += batch
    return found


@shared_task(name="feedback.tickets.tasks.fetch_mail")
def fetch_mail() -> int:
    """Store what is new in the mailbox, if there is one (INBOUND_IMAP_URL); how many."""
    return mailbox_fetch(now=timezone.now)
