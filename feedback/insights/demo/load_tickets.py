"""The catalogue and 150 tickets of the last four weeks, each lived through by its verbs."""

import datetime as dt

from feedback.insights.demo import tickets as words
from feedback.insights.demo.company import PEOPLE
from feedback.insights.demo.load_approvals import load_approvals
from feedback.insights.demo.load_parallel import load_parallel
from feedback.insights.demo.load_promises import Given
from feedback.insights.demo.load_questions import load_questions
from feedback.insights.demo.load_relations import Related
from feedback.insights.demo.stage import Stage
from feedback.tickets.choices import Kind, State
from feedback.tickets.models import Ticket
from feedback.tickets.services.catalogue import service_create
from feedback.tickets.services.clocks import breach_due_clocks
from feedback.tickets.services.commenting import ticket_comment
from feedback.tickets.services.handing import ticket_hand_over
from feedback.tickets.services.opening import ticket_open
from feedback.tickets.services.resolving import ticket_reopen, ticket_resolve
from feedback.tickets.services.taking import ticket_take
from feedback.tickets.services.waiting import ticket_resume, ticket_wait
from portal.people.models import Role, User

COUNT = 150
DAYS = 28
# Tickets of the last days are still in work; older ones are done.
STILL_OPEN_AFTER = 3.0


class Desk:
    """Opens tickets and lives them through up to the present."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.chance = stage.chance
        self.services = {
            key: service_create(
                by=stage.admin,
                now=stage.days_ago(390),
                name_en=english,
                name_zh=chinese,
                department=stage.departments[code].reference,
                response_minutes=response,
                resolution_minutes=resolution,
                external_id=key,
            )
            for key, english, chinese, code, response, resolution in words.SERVICES
        }
        self.given = Given(stage, self.services)
        self.requesters = [p.login for p in PEOPLE if {Role.FRONT_AGENT, Role.SALESPERSON} & set(p.roles)]
        self.agents = {
            code: [p.login for p in PEOPLE if p.department == code and Role.BACK_AGENT in p.roles]
            for code in stage.departments
        }

    def live_through(self, number: int) -> None:
        age = DAYS * (1 - number / COUNT)
        opened = self._working(self.stage.days_ago(age) + dt.timedelta(minutes=self.chance.randint(-240, 0)))
        requester = self.stage.fresh(self.chance.choice(self.requesters))
        ticket = self._open(number % len(words.CASES), requester, opened)
        self.given.at_opening(number, ticket, requester)
        finish = age > STILL_OPEN_AFTER or self.chance.random() < 0.25
        service = ticket.service
        self._work(ticket, requester, service.response_minutes, service.resolution_minutes, finish)
        self.given.at_the_end(ticket)

    def lay(self, case: int, requester: str, agent: str, question: str) -> None:
        """A ticket of the last hours, in the state in which somebody finds it on their desk."""
        hours = self.chance.uniform(1.5, 2.5)
        ticket = self._open(case, self.stage.fresh(requester), self.stage.days_ago(hours / 24))
        if agent:
            by, taken = self.stage.fresh(agent), self.stage.days_ago((hours - 0.4) / 24)
            ticket_take(reference=ticket.reference, by=by, now=taken)
        if question:
            ticket_wait(reference=ticket.reference, text=question, by=by, now=taken + dt.timedelta(minutes=11))

    def _open(self, case: int, requester: User, now: dt.datetime) -> Ticket:
        key, kind, title, text = words.CASES[case]
        return ticket_open(
            service=self.services[key].reference,
            title=title,
            text=text,
            kind=Kind(kind),
            customer_key=f"C{self.chance.randint(8_000_000, 8_099_999)}" if self.chance.random() < 0.6 else "",
            by=requester,
            now=now,
        )

    def _work(self, ticket: Ticket, requester: User, response: int, resolution: int, finish: bool) -> None:
        if not finish and self.chance.random() < 0.3:
            return  # nobody has it yet
        # One in seven comes late: the report and the sweep have something to show.
        late = self.chance.random() < 0.14
        took = self.stage.after(ticket.opened_at, response * self.chance.uniform(0.1, 0.8))
        if took > self.stage.now:
            return
        agent = self._agent(ticket)
        ticket_take(reference=ticket.reference, by=agent, now=took)
        now = self._talk(ticket, requester, agent, took, resolution)
        if now is None:
            return
        if self.chance.random() < 0.18:
            agent, now = self._hand_over(ticket, agent, now)
        if finish:
            share = self.chance.uniform(1.1, 1.6) if late else self.chance.uniform(0.2, 0.5)
            self._resolve(ticket, requester, agent, self.stage.after(now, resolution * share))

    def _talk(
        self, ticket: Ticket, requester: User, agent: User, now: dt.datetime, resolution: int
    ) -> dt.datetime | None:
        """Notes and questions; None when the requester still owes an answer."""
        if self.chance.random() < 0.4:
            now = self._later(now, 15)
            note = self.chance.choice(words.NOTES)
            ticket_comment(reference=ticket.reference, text=note, internal=True, by=agent, now=now)
        if self.chance.random() < 0.22:
            now = self._later(now, 20)
            ticket_wait(reference=ticket.reference, text=self.chance.choice(words.QUESTIONS), by=agent, now=now)
            answered = self.stage.after(now, resolution * self.chance.uniform(0.05, 0.3))
            if answered > self.stage.now:
                return None
            answer = self.chance.choice(words.ANSWERS)
            ticket_comment(reference=ticket.reference, text=answer, by=requester, now=answered)
            now = answered
            if Ticket.objects.get(pk=ticket.pk).state == State.WAITING:
                ticket_resume(reference=ticket.reference, by=agent, now=now)
        return now

    def _hand_over(self, ticket: Ticket, agent: User, now: dt.datetime) -> tuple[User, dt.datetime]:
        here = ticket.service.department.code
        code, reason = self.chance.choice([pair for pair in words.HAND_OVERS if pair[0] != here])
        now = self._later(now, 25)
        department = self.stage.departments[code].reference
        ticket_hand_over(reference=ticket.reference, department=department, reason=reason, by=agent, now=now)
        after = self._later(now, 20)
        if after > self.stage.now:
            return agent, now
        taker = self.stage.fresh(self.chance.choice(self.agents[code]))
        ticket_take(reference=ticket.reference, by=taker, now=after)
        return taker, after

    def _resolve(self, ticket: Ticket, requester: User, agent: User, now: dt.datetime) -> None:
        if now > self.stage.now or Ticket.objects.get(pk=ticket.pk).owner_id != agent.pk:
            return
        ticket_resolve(
            reference=ticket.reference,
            text=self.chance.choice(words.SOLUTIONS),
            first_contact=now < ticket.opened_at + dt.timedelta(hours=5),
            by=agent,
            now=now,
        )
        again = self._later(now, 90)
        if self.chance.random() < 0.06 and again < self.stage.now:
            reason = self.chance.choice(words.REOPENINGS)
            ticket_reopen(reference=ticket.reference, reason=reason, by=requester, now=again)
            self._resolve_again(ticket, agent, self.stage.after(again, 45))

    def _resolve_again(self, ticket: Ticket, agent: User, now: dt.datetime) -> None:
        """The second time it holds; only a reopening of today is still open."""
        if now < self.stage.now:
            ticket_resolve(reference=ticket.reference, text=self.chance.choice(words.SOLUTIONS), by=agent, now=now)

    def _agent(self, ticket: Ticket) -> User:
        return self.stage.fresh(self.chance.choice(self.agents[ticket.service.department.code]))

    def _later(self, now: dt.datetime, minutes: int) -> dt.datetime:
        return min(self.stage.after(now, self.chance.uniform(1, minutes)), self.stage.now)

    def _working(self, at: dt.datetime) -> dt.datetime:
        return min(self.stage.after(at, self.chance.uniform(0, 30)), self.stage.now - dt.timedelta(minutes=3))


def load_tickets(stage: Stage) -> None:
    desk = Desk(stage)
    for number in range(COUNT - len(words.ON_THE_DESKS)):
        desk.live_through(number)
    for row in words.ON_THE_DESKS:
        desk.lay(*row)
    while breach_due_clocks(now=stage.now):
        pass
    desk.given.close()
    load_questions(stage, desk.services)
    load_approvals(stage, desk.services)
    load_parallel(stage)
    Related(stage, desk.services).tell()
