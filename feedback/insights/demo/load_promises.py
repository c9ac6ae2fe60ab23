"""What the front office promised customers, and the few tickets that had to overtake, on the tickets of the desk."""

import datetime as dt
import random

from feedback.insights.demo import tickets as words
from feedback.insights.demo.stage import Stage
from feedback.tickets.choices import Channel, Harm, JumpState, State
from feedback.tickets.models import CatalogueService, Jump, Promise, Ticket
from feedback.tickets.services.catalogue import Part, service_set_way
from feedback.tickets.services.jump_policies import jump_policy_set
from feedback.tickets.services.jumps import (
    expire_jumps,
    find_unacknowledged,
    jump_acknowledge,
    jump_review,
    ticket_jump,
)
from feedback.tickets.services.promises import break_due_promises, find_endangered, promise_keep, ticket_promise
from portal.people.models import User

PROMISED, JUMPED = 5, 22  # one ticket in so many


class Given:
    """Words given on the tickets of a desk, in the order of the days."""

    def __init__(self, stage: Stage, services: dict[str, CatalogueService]) -> None:
        self.stage = stage
        # A source of its own: the tickets stay as they are whatever is promised on them.
        self.chance = random.Random(1953)  # noqa: S311
        for key, parts in words.WAYS.items():
            way = [
                Part(stage.departments[code].reference, minutes, english, chinese)
                for code, minutes, english, chinese in parts
            ]
            service_set_way(reference=services[key].reference, parts=way, by=stage.admin, now=stage.days_ago(380))
        jump_policy_set(
            department="", by=stage.admin, now=stage.days_ago(380), per_person=2, per_department=6, days=30,
            acknowledge_minutes=15, informs=[stage.departments["BIL"].reference],
        )  # fmt: skip

    def at_opening(self, number: int, ticket: Ticket, requester: User) -> None:
        """Soon after the customer called."""
        now = min(ticket.opened_at + dt.timedelta(minutes=self.chance.randint(1, 9)), self.stage.now)
        if number % PROMISED == 1:
            self._promise(ticket, requester, now)
        if number % JUMPED == 7:
            self._jump(ticket, requester, now)

    def at_the_end(self, ticket: Ticket) -> None:
        """What was promised is done when the ticket is; a head looks at the jump the hour after."""
        ticket.refresh_from_db()
        if ticket.resolved_at is None:
            return
        for promise in Promise.objects.filter(ticket=ticket).select_related("promised_by"):
            # Most agents call back at once, some wait for the promised minute.
            done = promise.due_at if self.chance.random() < 0.3 else ticket.resolved_at
            done = max(done, ticket.resolved_at)
            if done <= self.stage.now:
                promise_keep(reference=promise.reference, by=self._fresh(promise.promised_by), now=done)
        after = ticket.resolved_at + dt.timedelta(hours=1)
        for jump in Jump.objects.filter(ticket=ticket, state=JumpState.ENDED).select_related("asked_by"):
            if after <= self.stage.now and self.chance.random() < 0.7:
                justified, text = self.chance.choice(words.REVIEWS)
                by = self.stage.fresh("xu.jing")
                jump_review(reference=jump.reference, justified=justified, text=text, by=by, now=after)

    def close(self) -> None:
        """One overtakes others right now; then the sweeps, as they would have run."""
        self._jump_now()
        while break_due_promises(now=self.stage.now):
            pass
        while expire_jumps(now=self.stage.now):
            pass
        while find_unacknowledged(now=self.stage.now):
            pass
        after = -1
        while after:
            _found, after = find_endangered(now=self.stage.now, after=max(after, 0))

    def _jump_now(self) -> None:
        """The latest of a queue in which others wait before it."""
        waiting = Ticket.objects.filter(state=State.NEW, jumped_at=None).select_related("requester")
        for ticket in waiting.order_by("-next_due_at"):
            if waiting.filter(department=ticket.department_id, next_due_at__lt=ticket.next_due_at).exists():
                self._jump(
                    ticket,
                    self._fresh(ticket.requester),
                    max(ticket.opened_at, self.stage.now - dt.timedelta(minutes=4)),
                )
                return

    def _promise(self, ticket: Ticket, by: User, now: dt.datetime) -> None:
        share = self.chance.choice((0.5, 0.8, 1.0, 1.5))
        due = self.stage.after(now, ticket.service.resolution_minutes * share).replace(second=0, microsecond=0)
        if due > now:
            ticket_promise(
                reference=ticket.reference,
                text=self.chance.choice(words.PROMISES),
                due_at=due,
                channel=self.chance.choice((Channel.PHONE, Channel.PHONE, Channel.CHAT, Channel.APP)),
                customer=self.chance.choice(words.CUSTOMERS),
                by=by,
                now=now,
            )

    def _jump(self, ticket: Ticket, by: User, now: dt.datetime) -> None:
        harm, reason = self.chance.choice(words.JUMPS)
        jump = ticket_jump(reference=ticket.reference, harm=Harm(harm), reason=reason, by=by, now=now)
        for each in jump.passes.filter(must_acknowledge=True).select_related("department__head"):
            seen = now + dt.timedelta(minutes=self.chance.randint(2, 25))
            if each.department.head and each.acknowledged_at is None and seen <= self.stage.now:
                jump_acknowledge(reference=jump.reference, by=self._fresh(each.department.head), now=seen)

    def _fresh(self, person: User) -> User:
        return self.stage.fresh(person.email.partition("@")[0])
