"""Two tickets about one matter become one; one ticket about two matters becomes two."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import CameBy, Outcome
from feedback.tickets.models import Step, Ticket, Watch
from feedback.tickets.rules import OPEN
from feedback.tickets.services.approvals.answering import approvals_end
from feedback.tickets.services.clocks import clocks_end
from feedback.tickets.services.common import (
    change_state,
    clocks_of,
    require_open_step,
    required_text,
    tell,
    ticket_for,
)
from feedback.tickets.services.jumps import jump_resolved
from feedback.tickets.services.opening import queue_up, service_open
from feedback.tickets.services.promises import promises_move
from feedback.tickets.services.questions import questions_resolved
from feedback.tickets.services.watching import watch_add, watchers_of
from portal.core.errors import Malformed, Refused
from portal.core.mentions import with_names
from portal.core.refs import normalise
from portal.people.access import get_visible, require
from portal.people.models import User
from portal.records.models import Comment
from portal.records.services import event_write


def ticket_merge(
    *, reference: str, into: str, reason: str, by: User, now: dt.datetime, version: int | None = None
) -> Ticket:
    """Join a ticket to another one about the same matter, where it goes on: this one ends as merged.

    Its clocks end, its open promises and whoever is around it go over; what was merged into it before leads to the
    other one now. Notes and files stay where they are and are read there as well. Refuses at the field `into` a
    ticket that is not there, itself, one on whose working side the person is not, and one that is not open.
    """
    with transaction.atomic():
        source, target = _both(reference, into, by=by, version=version)
        require_open_step("merge", source)
        _require_alone(source)
        why = required_text("reason", reason)
        merge_for(source, target, reason=why, by=by, now=now)
    return source


def merge_for(source: Ticket, target: Ticket, *, reason: str, by: User | None, now: dt.datetime) -> None:
    """What merging does, once it is known that `by` may; both are locked."""
    clocks = clocks_of(source)
    clocks_end(source, clocks, now=now)
    Step.objects.filter(ticket=source, ended_at=None).update(ended_at=now, outcome=Outcome.MERGED)
    jump_resolved(source, by=by, now=now, action="stop")
    questions_resolved(source, by=by, now=now)
    approvals_end(source, by=by, now=now)
    # In this order: a ticket is never merged into one that is merged itself.
    Ticket.objects.filter(merged_into=source).update(merged_into=target)
    source.merged_into = target
    people = [source.requester, source.owner, source.first_owner, target.owner, *watchers_of(source)]
    facts = {"into": target.reference}
    event = change_state(
        source, action="merge", by=by, now=now, clocks=clocks, owner=source.owner, reason=reason, data=facts
    )
    event_write(subject=target, verb="ticket.took_in", by=by, at=now, reason=reason, data={"from": source.reference})
    _join(source, target)
    promises_move(source, target, by=by, now=now)
    _watch_on(source, target, by=by, now=now)
    tell(source, "ticket.merged", people, occasion=event, by=by, now=now, **facts)


def _both(reference: str, into: str, *, by: User, version: int | None) -> tuple[Ticket, Ticket]:
    """Both tickets under their locks. They are taken in one order whichever is merged into which."""
    seen: Ticket = get_visible(Ticket, by, reference)
    found = Ticket.objects.visible_to(by).filter(reference=normalise(into.replace("\x00", ""))).first()
    if found is None:
        text = _("There is no such ticket, or it is not open to you.")
        raise Malformed("unknown_ticket", text, errors={"into": [text]})
    if found.pk == seen.pk:
        raise Refused("same_ticket", _("A ticket can't be merged into itself."), field="into")
    before = Ticket.objects.filter(merged_into=seen).values_list("pk", flat=True)
    rows = Ticket.objects.filter(pk__in=[seen.pk, found.pk, *before]).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    source = ticket_for("merge", reference=reference, by=by, version=version)
    target: Ticket = get_visible(Ticket, by, found.reference, lock=True)
    require(by, "tickets.internal_comment", target)
    if not target.is_open:
        raise Refused(
            "target_not_open",
            _("%(ticket)s is not open, so nothing can go on there. Reopen it first, or name another ticket.")
            % {"ticket": target.reference},
            {"into": target.reference, "state": target.state},
            field="into",
        )
    return source, target


def _require_alone(source: Ticket) -> None:
    """What does a part of another ticket, or waits for its own parts, keeps its place: refused with `in_family`."""
    if source.parent_id is not None or Ticket.objects.filter(parent=source, state__in=OPEN).exists():
        raise Refused(
            "in_family",
            _("A ticket with a parent or open child tickets can't be merged. Resolve it, or merge the other one."),
        )


def _join(source: Ticket, target: Ticket) -> None:
    """Who asked for the merged ticket, and the departments that had it, see the one in which it goes on."""
    asked = [source.requester_id, *source.joined]
    target.joined = list(dict.fromkeys([*target.joined, *(each for each in asked if each != target.requester_id)]))
    target.departments = list(dict.fromkeys([*target.departments, *source.departments]))
    target.save(update_fields=["joined", "departments"])


def _watch_on(source: Ticket, target: Ticket, *, by: User | None, now: dt.datetime) -> None:
    """Watchers and first owner watch the other ticket; who was named in a note keeps their name there."""
    around = list(Watch.objects.filter(ticket=source).select_related("person").order_by("id"))
    rows = [Watch(ticket=target, person=each.person, active=False, since=now) for each in around]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)
    watching = {each.person.pk: each.person for each in around if each.active}
    for person in (source.first_owner, source.requester):
        if person is not None and person.pk != target.requester_id:
            watching[person.pk] = person
    for person in watching.values():
        watch_add(target, person, by=by, now=now)


def ticket_split(
    *,
    reference: str,
    service: str,
    title: str,
    by: User,
    now: dt.datetime,
    text: str = "",
    comment: int | None = None,
    version: int | None = None,
) -> Ticket:
    """Make a second ticket of a note, by its number, or of a text; who asked for the first asks for this one.

    Answers with the new ticket. Refuses a note that is not on the ticket, and an internal one (`internal_note`):
    its requester would read it.
    """
    with transaction.atomic():
        source = ticket_for("split", reference=reference, by=by, version=version)
        made = Ticket(
            title=title,
            text=text if comment is None or text.strip() else _text_of(source, comment),
            kind=source.kind,
            requester=source.requester,
            requester_department=source.requester_department,
            customer_key=source.customer_key,
            split_from=source,
            came_by=CameBy.SPLIT,
        )
        queue_up(made, service_open(service, by), by=by, now=now, split_from=source.reference)
        event = event_write(subject=source, verb="ticket.split", by=by, at=now, data={"to": made.reference})
        tell(made, "ticket.split", [source.requester, source.first_owner], occasion=event, by=by, now=now)
    return made


def _text_of(ticket: Ticket, comment: int) -> str:
    merged = Ticket.objects.filter(merged_into=ticket).values_list("pk", flat=True)
    found: Comment | None = Comment.objects.about(ticket, *merged).filter(pk=comment).first()
    if found is None:
        problem = _("There is no such note on this ticket.")
        raise Malformed("unknown_comment", problem, errors={"comment": [problem]})
    if found.internal:
        raise Refused(
            "internal_note",
            _("The requester would read this internal note. Write in your own words what the new ticket is about."),
            field="comment",
        )
    people = Watch.objects.filter(ticket=ticket).values_list("person__reference", "person__full_name")
    return with_names(found.text, dict(people))
