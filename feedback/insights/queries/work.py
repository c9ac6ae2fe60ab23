"""What waits for somebody, and what they have promised: seven lines of each, in a constant number of queries.

Each area says by its own queries what waits for whom; here they only become lines, sorted together.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.tickets import queries as tickets
from feedback.tickets.choices import ApprovalState, ProblemState, QuestionState, State
from initiatives.queries import work as initiatives
from portal.people.models import User
from training.models import Session
from training.queries import figures as training

SHOWN = 7
# States of what is no ticket among what `tickets.calling` gives.
OTHERS = (QuestionState.ASKED, ProblemState.PROPOSED, ApprovalState.REQUESTED, tickets.JUMP_ASKED)
SOON = dt.timedelta(hours=24)


@dataclass(frozen=True)
class WorkRow:
    """One line: what it is, why it stands here, and its time: `due` (or a day), or `at`: when it begins or ended."""

    title: str
    url: str
    reference: str
    reason: str
    icon: str
    due: dt.datetime | None = None
    due_on: dt.date | None = None
    at: dt.datetime | None = None
    paused: bool = False

    @property
    def order(self) -> tuple[bool, float]:
        """By the time that is left; what has none, or stands still, comes last."""
        end = self.due or self.at
        if self.due_on:
            end = dt.datetime.combine(self.due_on, dt.time(23, 59), dt.UTC)
        return (self.paused or end is None, end.timestamp() if end else 0.0)


def waiting_for(user: User, now: dt.datetime) -> list[WorkRow]:
    """What waits for this person, the most urgent first; of each kind the most urgent is always there."""
    calls = tickets.calling(user, SHOWN)
    around_ideas = initiatives.waiting_for(user, SHOWN)
    return _most_urgent(
        [_called(row) for row in calls if row["state"] == State.WAITING],
        [_called(row) for row in calls if row["state"] not in (State.WAITING, *OTHERS)],
        [_question(row) for row in calls if row["state"] == QuestionState.ASKED],
        [_approval(row) for row in calls if row["state"] == ApprovalState.REQUESTED],
        [_problem(row) for row in calls if row["state"] == ProblemState.PROPOSED],
        [_jump(row) for row in calls if row["state"] == tickets.JUMP_ASKED],
        [_roll(session) for session in training.rolls_to_call(user, now, SHOWN)],
        [_session(session) for session in training.sessions_of_person(user, now, now + SOON)[:SHOWN]],
        [_idea(row) for row in around_ideas if row.kind == "idea"],
        [_evaluation(row) for row in around_ideas if row.kind == "evaluation"],
    )


def promised_by(user: User) -> list[WorkRow]:
    """What this person answers for, by the time that is left; of each kind the next is always there."""
    return _most_urgent(
        [_promised_ticket(user, row) for row in tickets.promised_by(user, SHOWN)],
        [_promise(row) for row in initiatives.promised_by(user, SHOWN)],
    )


def _most_urgent(*kinds: list[WorkRow]) -> list[WorkRow]:
    """A long queue must not hide the one question that somebody waits for."""
    kinds = tuple(sorted(rows, key=_order) for rows in kinds)
    firsts = [row for rows in kinds for row in rows[:1]]
    others = sorted((row for rows in kinds for row in rows[1:]), key=_order)
    return sorted((firsts + others)[:SHOWN], key=_order)


def _order(row: WorkRow) -> tuple[bool, float]:
    return row.order


def _called(row: dict[str, Any]) -> WorkRow:
    asked = row["state"] == State.WAITING
    return WorkRow(
        title=row["title"],
        url=reverse("tickets:detail", args=[row["reference"]]),
        reference=row["reference"],
        reason=_("asks you something") if asked else _("fast lane") if row["jumped_at"] else _("new in your queue"),
        icon="bolt" if row["jumped_at"] and not asked else "ticket",
        due=row["next_due_at"],
        paused=asked,
    )


def _question(row: dict[str, Any]) -> WorkRow:
    return WorkRow(
        title=row["title"],
        url=reverse("tickets:question", args=[row["reference"]]),
        reference=row["reference"],
        reason=_("a colleague asks you"),
        icon="help-circle",
        due=row["next_due_at"],
    )


def _approval(row: dict[str, Any]) -> WorkRow:
    return WorkRow(
        title=row["title"],
        url=reverse("tickets:approval", args=[row["reference"]]),
        reference=row["reference"],
        reason=_("waits for your approval"),
        icon="user-check",
        due=row["next_due_at"],
    )


def _problem(row: dict[str, Any]) -> WorkRow:
    return WorkRow(
        title=row["title"],
        url=reverse("tickets:problem", args=[row["reference"]]),
        reference=row["reference"],
        reason=_("is proposed as a problem: you decide"),
        icon="flag",
        due=row["next_due_at"],
    )


def _jump(row: dict[str, Any]) -> WorkRow:
    return WorkRow(
        title=row["title"],
        url=reverse("tickets:jump-detail", args=[row["reference"]]),
        reference=row["reference"],
        reason=_("asks for the fast lane: you decide"),
        icon="bolt",
        due=row["next_due_at"],
    )


def _roll(session: Session) -> WorkRow:
    return _of_session(session, _("attendance is still to be noted"), "clipboard-check", at=session.ends_at)


def _session(session: Session) -> WorkRow:
    return _of_session(session, _("session within a day"), "school", at=session.starts_at)


def _of_session(session: Session, reason: str, icon: str, **time: Any) -> WorkRow:
    return WorkRow(
        title=f"{session.cohort.name} · {session.title}",
        url=reverse("training:session", args=[session.reference]),
        reference=session.reference,
        reason=reason,
        icon=icon,
        **time,
    )


def _idea(row: initiatives.Waiting) -> WorkRow:
    return WorkRow(
        title=row.title,
        url=reverse("initiatives:idea-decide", args=[row.reference]),
        reference=row.reference,
        reason=_("waits for your decision"),
        icon="bulb",
        due=row.due_at,
    )


def _evaluation(row: initiatives.Waiting) -> WorkRow:
    return WorkRow(
        title=row.title,
        url=reverse("initiatives:evaluation-card", args=[row.reference]),
        reference=row.reference,
        reason=_("you are asked to evaluate it"),
        icon="clipboard-check",
        due_on=row.due_on,
    )


def _promised_ticket(user: User, row: tickets.Promised) -> WorkRow:
    promise = row.kind == "promise"
    if promise:
        reason = _("you promised it")
    elif row.owner != user.pk:
        reason = _("you took it first; now with %(department)s") % {"department": row.department}
    else:
        reason = str(State(row.state).label)
    return WorkRow(
        title=row.title,
        url=reverse("tickets:detail", args=[row.reference]),
        reference=row.reference,
        reason=reason,
        icon="hourglass" if promise else "ticket",
        due=row.due_at,
        paused=row.state == State.WAITING and not promise,
    )


def _promise(row: initiatives.Promise) -> WorkRow:
    words = {
        "milestone": (_("milestone"), "flag"),
        "action": (_("action of yours"), "check"),
        "initiative": (_("initiative that you own"), "rocket"),
    }
    reason, icon = words[row.kind]
    page = "work" if row.kind == "action" else "initiative"
    return WorkRow(
        title=row.title,
        url=reverse(f"initiatives:{page}", args=[row.reference]),
        reference=row.reference,
        reason=reason,
        icon=icon,
        due_on=row.due_on,
    )
