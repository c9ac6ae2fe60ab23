"""What one person has to do, as short lists for pages of other areas; each list is one query."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Coalesce, Left, NullIf

from feedback.tickets.choices import JumpState
from feedback.tickets.models import OPEN_PROMISE, Approval, Jump, Problem, Promise, Question, Ticket
from feedback.tickets.queries.approvals import to_answer
from feedback.tickets.queries.finding import asked_q, queue_q
from feedback.tickets.queries.problems import to_decide
from feedback.tickets.queries.questions import asked_of
from feedback.tickets.rules import OPEN
from portal.core.names import either

# The state of a fast lane that is asked for, among what `calling` gives; questions have an "asked" of their own.
JUMP_ASKED = "jump_asked"


def jumps_to_decide(user: Any) -> Q:
    """Asked for beyond the budget by the people whose head or deputy this person is."""
    heads = Q(department__head=user) | Q(department__deputy=user)
    return Q(state=JumpState.ASKED) & heads & ~Q(asked_by=user)


def calling(user: Any, limit: int = 7) -> list[dict[str, Any]]:
    """Questions put to this person (of a ticket: waiting, of a colleague: asked), what nobody has taken in their
    queue, the fast lane that their department must see included, problems proposed to them (their department's name
    where the sweep found it), the fast lane that their people ask for (`JUMP_ASKED`), and approvals that wait for
    their yes: `limit` of each, in one query."""
    rows: Any = Ticket.objects.order_by("queue_at", "id")
    tickets = rows.annotate(
        ref=F("reference"), words=F("title"), now=F("state"), due=F("next_due_at"), jumped=F("jumped_at")
    )
    asked = Question.objects.filter(asked_of(user)).order_by("due_at", "id").annotate(
        ref=F("reference"), words=Left("text", 200), now=F("state"), due=F("due_at"),
        jumped=Value(None, output_field=DateTimeField()),
    )  # fmt: skip
    place = F(f"department__name_{either('en', 'zh')}")
    proposed = Problem.objects.filter(to_decide(user)).order_by("due_at", "id").annotate(
        ref=F("reference"), words=Coalesce(NullIf(F("title"), Value("")), place), now=F("state"), due=F("due_at"),
        jumped=Value(None, output_field=DateTimeField()),
    )  # fmt: skip
    jumps = Jump.objects.filter(jumps_to_decide(user)).order_by("asked_at", "id").annotate(
        ref=F("reference"), words=F("ticket__title"), now=Value(JUMP_ASKED), due=F("ticket__next_due_at"),
        jumped=F("asked_at"),
    )  # fmt: skip
    approvals = Approval.objects.filter(to_answer(user)).order_by("due_at", "id").annotate(
        ref=F("reference"), words=F("ticket__title"), now=F("state"), due=F("due_at"),
        jumped=Value(None, output_field=DateTimeField()),
    )  # fmt: skip
    columns = ("ref", "words", "now", "due", "jumped")
    # Two walks of an index each; one condition for both would sort the whole queue.
    parts = [tickets.filter(asked_q(user)), tickets.filter(queue_q(user)), asked, proposed, jumps, approvals]
    first, *others = (each.values_list(*columns)[:limit] for each in parts)
    names = ("reference", "title", "state", "next_due_at", "jumped_at")
    return [dict(zip(names, row, strict=True)) for row in first.union(*others, all=True)]


class Promised(NamedTuple):
    """A ticket that somebody answers for, or a promise that they gave on one; `title` says which thing or what."""

    kind: str  # "ticket" | "promise"
    reference: str
    title: str
    due_at: dt.datetime | None
    place: dt.datetime
    state: str
    owner: int | None
    department_en: str
    department_zh: str

    @property
    def department(self) -> str:
        return either(self.department_en, self.department_zh)


def promised_by(user: Any, limit: int = 7) -> list[Promised]:
    """Open promises of this person, and open tickets that they have or took first, sorted by the time left."""
    answerable = Ticket.objects.filter(Q(owner=user) | Q(first_owner=user), state__in=OPEN)
    tickets = answerable.annotate(
        what=Value("ticket"), ref=F("reference"), words=F("title"), due=F("next_due_at"), place=F("queue_at"),
        now=F("state"), holder=F("owner_id"), en=F("department__name_en"), zh=F("department__name_zh"),
    )  # fmt: skip
    promises = Promise.objects.filter(OPEN_PROMISE, promised_by=user).annotate(
        what=Value("promise"), ref=F("ticket__reference"), words=F("text"), due=F("due_at"), place=F("due_at"),
        now=F("ticket__state"), holder=F("ticket__owner_id"), en=F("department__name_en"), zh=F("department__name_zh"),
    )  # fmt: skip
    columns = ("what", "ref", "words", "due", "place", "now", "holder", "en", "zh")
    rows = [each.order_by().values_list(*columns) for each in (tickets, promises)]
    return [Promised(*row) for row in rows[0].union(rows[1], all=True).order_by("place", "ref")[:limit]]
