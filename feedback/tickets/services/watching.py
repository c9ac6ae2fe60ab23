"""Watching a ticket, and naming colleagues in what is said on it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets import rules
from feedback.tickets.models import Ticket, Watch
from feedback.tickets.services.common import tell, ticket_for
from portal.core.mentions import kept
from portal.people.mentions import colleagues_in
from portal.people.models import User
from portal.records.models import Comment, Event
from portal.records.services import comment_write, event_write

WATCHED, UNWATCHED = "ticket.watched", "ticket.unwatched"


def ticket_watch(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Be told what happens on a ticket. Whoever watches already changes nothing."""
    with transaction.atomic():
        ticket = ticket_for("watch", reference=reference, by=by, version=version)
        watch_add(ticket, by, by=by, now=now)
    return ticket


def ticket_unwatch(*, reference: str, by: User, now: dt.datetime, version: int | None = None) -> Ticket:
    """Be told nothing more, but what one answers for. Being mentioned makes one a watcher again."""
    with transaction.atomic():
        ticket = ticket_for("watch", reference=reference, by=by, version=version)
        if Watch.objects.filter(ticket=ticket, person=by, active=True).update(active=False):
            event_write(subject=ticket, verb=UNWATCHED, by=by, at=now, data={"person": by.reference})
    return ticket


def watch_add(ticket: Ticket, person: User, *, by: User | None, now: dt.datetime) -> None:
    """Under the ticket's lock: one row for a person, one event for each time that they begin to watch."""
    watch, made = Watch.objects.get_or_create(ticket=ticket, person=person, defaults={"since": now})
    if not made and watch.active:
        return
    if not made:
        Watch.objects.filter(pk=watch.pk).update(active=True, since=now)
    event_write(subject=ticket, verb=WATCHED, by=by, at=now, data={"person": person.reference})


def note_write(ticket: Ticket, *, by: User, text: str, internal: bool, now: dt.datetime) -> tuple[Comment, list[User]]:
    """What somebody says on a ticket, and whom it names: they are told and watch it from now on.

    Refuses, at the field `text`, somebody who is not here and somebody who may not read it.
    """
    people = _mentioned(ticket, text, internal)
    comment = comment_write(subject=ticket, by=by, text=kept(text), internal=internal, at=now)
    for person in people:
        watch_add(ticket, person, by=by, now=now)
    tell(ticket, "ticket.mentioned", people, occasion=f"comment:{comment.pk}", by=by, now=now)
    return comment, people


def _mentioned(ticket: Ticket, text: str, internal: bool) -> list[User]:
    if internal:
        refusal = _("%(people)s may not read internal notes of this ticket, so they can't be mentioned in one.")
    else:
        refusal = _("%(people)s can't see this ticket, so they can't be mentioned on it.")
    return colleagues_in(text, may_read=lambda person: may_read(person, ticket, internal=internal), refusal=refusal)


def may_read(person: User, ticket: Ticket, *, internal: bool) -> bool:
    """By the permission table as it is now: who has lost sight of a ticket is told nothing of it."""
    action = "tickets.internal_view" if internal else "tickets.view"
    return bool(Ticket.objects.permitted(person, action).filter(pk=ticket.pk).exists())


def watchers_of(ticket: Ticket, *, but: Iterable[User | None] = (), internal: bool = False) -> list[User]:
    """Those who are to be told: they watch, may still read it, and are not told otherwise."""
    left_out = [person.pk for person in but if person is not None]
    rows = Watch.objects.filter(ticket=ticket, active=True, person__is_active=True).exclude(person__in=left_out)
    people = [watch.person for watch in rows.select_related("person").order_by("id")]
    return [person for person in people if may_read(person, ticket, internal=internal)]


def tell_moved(
    ticket: Ticket,
    kind: str,
    recipients: Iterable[User | None],
    *,
    event: Event,
    by: User | None,
    now: dt.datetime,
    mentioned: Iterable[User] = (),
    anchor: str = "",
) -> None:
    """A change of state: `recipients` get the message that is meant for them, other watchers that it moved.

    Who was `mentioned` in the note that goes with it has been told already.
    """
    told = list(recipients)
    if told:
        tell(ticket, kind, told, occasion=event, by=by, now=now, anchor=anchor)
    tell_watchers(ticket, event=event, by=by, now=now, told=[*told, *mentioned])


def tell_watchers(
    ticket: Ticket, *, event: Event, by: User | None, now: dt.datetime, told: Iterable[User | None] = ()
) -> None:
    """The state that a ticket came into, for those who watch and were not told otherwise."""
    people = watchers_of(ticket, but=[*told, by])
    tell(ticket, f"watch.{event.to_state or rules.IN_PROGRESS}", people, occasion=event, by=by, now=now)
