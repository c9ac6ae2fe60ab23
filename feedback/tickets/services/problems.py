"""What people do with a problem: propose, decide, gather tickets, word the change, consent, close."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback.tickets.choices import FailureKind, ProblemState
from feedback.tickets.models import Problem, ProblemInitiative, ProblemTicket, Ticket
from feedback.tickets.queries.problems import charges_of, day_of, suffering_of
from feedback.tickets.rules import problems as rules
from feedback.tickets.services.common import heads_of, required_text
from feedback.tickets.services.confirming import end_of_working_day
from initiatives.services.initiatives import Plan, initiative_create
from portal.core.errors import Malformed, Refused
from portal.core.versions import check_version
from portal.people.access import access_of, get_visible, not_allowed, require
from portal.people.models import Department, User
from portal.records.models import Event
from portal.records.services import event_write, notify

LONGEST = dt.timedelta(days=366)
MOST_STEP = 1000


def problem_propose(
    *,
    title: str,
    department: str,
    step: int,
    cause: str,
    by: User,
    now: dt.datetime,
    suffering: str = "",
    ticket: str = "",
) -> Problem:
    """Put a problem before the head of the department with the step, who decides within five working days.

    What failed there by that cause within twelve weeks joins it, and `ticket`. Without `suffering` it is the
    department most of those tickets came from. Refuses a place where nothing failed (Malformed), one that is outside
    the reach of `by` on either side (NotAllowed), and one that a problem is about already (`already_known`).
    """
    require(by, "problems.propose")
    with transaction.atomic():
        place = locked_department(department)
        problem = Problem(
            title=required_text("title", title)[:200],
            cause=_known_cause(cause),
            department=place,
            step=_known_step(step),
            proposed_by=by,
            proposed_at=now,
            due_at=end_of_working_day(place, now=now, days=rules.DECISION_DAYS),
        )
        since = now - rules.WEEK * rules.TRAILING
        problem.suffering = _open_department("suffering", suffering) if suffering else suffering_of(problem, since)
        _require_reach(problem, by)
        if not charges_of(problem).exists():
            raise _bad("step", _("Nothing that went wrong by this cause is charged to this step."), "no_failures")
        require_unknown(problem)
        found = _failed_ticket(problem, ticket, by) if ticket else None
        problem.save()
        gather(problem, since=since, now=now, by=by, also=found)
        event = write(problem, "propose", by=by, now=now)
        tell(problem, "problem.proposed", heads_of(place, now=now), event=event, by=by, now=now)
    return problem


def problem_accept(
    *, reference: str, by: User, now: dt.datetime, owner: User | None = None, version: int | None = None
) -> Problem:
    """By the head of the department with the step; `owner` answers for it, `by` unless named. Refuses who left."""
    with transaction.atomic():
        problem = problem_for("decide", reference, by, version)
        problem.owner = owner or by
        if not problem.owner.is_active:
            raise _bad("owner", _("This colleague has left. Name somebody who is here."), "left")
        event = _decide(problem, "accept", by=by, now=now)
        people = [problem.proposed_by, problem.owner, *heads_of(problem.suffering, now=now)]
        tell(problem, "problem.accepted", people, event=event, by=by, now=now)
    return problem


def problem_decline(*, reference: str, reason: str, by: User, now: dt.datetime, version: int | None = None) -> Problem:
    """By the head of the department with the step, with a reason that the other side reads."""
    with transaction.atomic():
        problem = problem_for("decide", reference, by, version)
        problem.reason = required_text("reason", reason)
        event = _decide(problem, "decline", by=by, now=now, reason=problem.reason)
        people = [problem.proposed_by, *heads_of(problem.suffering, now=now)]
        tell(problem, "problem.declined", people, event=event, by=by, now=now)
    return problem


def problem_join(*, reference: str, ticket: str, by: User, now: dt.datetime, version: int | None = None) -> Problem:
    """Add a ticket that failed by the same cause at the same step; one that was taken out comes back.

    Refuses one that did not (Malformed `other_cause`) or isn't open to `by`, and one that is in it (`joined`).
    """
    with transaction.atomic():
        problem = problem_for("change", reference, by, version)
        _require_alive(problem)
        found = _failed_ticket(problem, ticket, by)
        link = ProblemTicket.objects.filter(problem=problem, ticket=found).first()
        if link is not None and link.left_at is None:
            raise Refused("joined", _("This ticket is part of the problem already."), field="ticket")
        link = link or ProblemTicket(problem=problem, ticket=found)
        link.joined_by, link.joined_at, link.left_at = by, now, None
        link.save()
        save(problem, "join", by=by, now=now, ticket=found.reference)
    return problem


def problem_leave(*, reference: str, ticket: str, by: User, now: dt.datetime, version: int | None = None) -> Problem:
    """Take a ticket out that doesn't belong to it; no sweep brings it back. Refuses one that isn't in it."""
    with transaction.atomic():
        problem = problem_for("change", reference, by, version)
        _require_alive(problem)
        links = problem.links.filter(ticket__reference=ticket.upper().replace("\x00", ""), left_at=None)
        link = links.select_related("ticket").first()
        if link is None:
            raise _bad("ticket", _("This ticket isn't part of the problem."), "not_joined")
        link.left_at = now
        link.save(update_fields=["left_at"])
        save(problem, "leave", by=by, now=now, ticket=link.ticket.reference)
    return problem


def problem_change(
    *, reference: str, change: str, effective_on: dt.date, by: User, now: dt.datetime, version: int | None = None
) -> Problem:
    """Word the process change and its day. Consent that was given to another text or day counts no more.

    Refuses a day that is past or more than a year away (Malformed), and a change that is in force.
    """
    with transaction.atomic():
        problem = problem_for("change", reference, by, version)
        text = required_text("change", change)
        target = _target("change", problem)
        if not day_of(now) <= effective_on <= day_of(now) + LONGEST:
            raise _bad("effective_on", _("Choose today or a later day, within a year."), "malformed")
        if (text, effective_on) == (problem.change, problem.effective_on):
            return problem
        before, problem.state = problem.state, target
        problem.change, problem.effective_on = text, effective_on
        problem.step_consent_by = problem.step_consent_at = None
        problem.suffering_consent_by = problem.suffering_consent_at = None
        event = save(problem, "change", by=by, now=now, before=before, day=effective_on.isoformat())
        people = [*heads_of(problem.department, now=now), *heads_of(problem.suffering, now=now)]
        tell(problem, "problem.changed", people, event=event, by=by, now=now)
    return problem


def problem_consent(*, reference: str, side: str, by: User, now: dt.datetime, version: int | None = None) -> Problem:
    """A head agrees for one side ("step" or "suffering") to the present text; with both it is agreed.

    Refuses before there is a text (`no_change`), once its day is past (`too_late`), twice (`consented`), a side that
    `by` doesn't head (NotAllowed), and both sides by one person who heads only one of them (`both_sides`).
    """
    with transaction.atomic():
        problem = problem_for("consent", reference, by, version)
        _require_consent(problem, side, by, now)
        setattr(problem, f"{side}_consent_by", by)
        setattr(problem, f"{side}_consent_at", now)
        event = save(problem, "consent", by=by, now=now, side=side)
        if problem.step_consent_at and problem.suffering_consent_at:
            _agree(problem, by=by, now=now)
        else:
            people = [problem.owner, *heads_of(problem.department, now=now), *heads_of(problem.suffering, now=now)]
            tell(problem, "problem.consented", people, event=event, by=by, now=now)
    return problem


def problem_close(*, reference: str, result: str, by: User, now: dt.datetime, version: int | None = None) -> Problem:
    """It is over, for what is said in `result`. The place may be proposed again afterwards."""
    with transaction.atomic():
        problem = problem_for("change", reference, by, version)
        before, problem.state = problem.state, _target("close", problem)
        problem.result, problem.closed_at = required_text("result", result), now
        event = save(problem, "close", by=by, now=now, before=before, reason=problem.result)
        people = [problem.owner, *heads_of(problem.department, now=now), *heads_of(problem.suffering, now=now)]
        tell(problem, "problem.closed", people, event=event, by=by, now=now)
    return problem


def problem_make_initiative(
    *, reference: str, plan: Plan, by: User, now: dt.datetime, version: int | None = None
) -> ProblemInitiative:
    """Make an initiative of it, once: what `initiative_create` demands and refuses holds here, too."""
    with transaction.atomic():
        problem = problem_for("change", reference, by, version)
        if problem.state not in rules.WORKED_ON:
            raise Refused("wrong_state", _("Only a problem that is worked on becomes an initiative."))
        if ProblemInitiative.objects.filter(problem=problem).exists():
            raise Refused("already_made", _("This problem has become an initiative already."))
        initiative = initiative_create(plan=plan, by=by, now=now)
        link = ProblemInitiative.objects.create(problem=problem, initiative=initiative, made_by=by, made_at=now)
        save(problem, "turn", by=by, now=now, initiative=initiative.reference)
    return link


# -- what the verbs and the sweep share
def locked_department(reference: str) -> Department:
    """Under a lock that decides who of several proposes the same; tickets may still be written for it."""
    rows = Department.objects.select_for_update(of=("self",), no_key=True)
    found: Department | None = rows.filter(reference=_clean(reference), active=True).first()
    if found is None:
        raise _bad("department", _("There is no such department, or it is closed."), "unknown_department")
    return found


def require_unknown(problem: Problem) -> None:
    known = Problem.objects.filter(
        department=problem.department, step=problem.step, cause=problem.cause, state__in=rules.ALIVE
    ).first()
    if known is not None:
        raise already_known(known.reference)


def already_known(reference: str = "") -> Refused:
    text = _("%(reference)s is about this step and cause already. Its tickets join it there.")
    if not reference:
        text = _("Another problem is about this step and cause already. Its tickets join it there.")
    return Refused("already_known", text % {"reference": reference}, {"problem": reference}, field="step")


def gather(
    problem: Problem, *, since: dt.datetime, now: dt.datetime, by: User | None = None, also: Ticket | None = None
) -> int:
    """Join what failed there since then and was never part of it; how many. Under the problem's lock."""
    charged = charges_of(problem).filter(at__gte=since, at__lte=now)
    known = ProblemTicket.objects.filter(problem=problem).values("ticket")
    wanted = set(charged.exclude(failure__ticket__in=known).values_list("failure__ticket", flat=True))
    if also is not None:
        wanted.add(also.pk)
    ProblemTicket.objects.bulk_create(
        [ProblemTicket(problem=problem, ticket_id=pk, joined_by=by, joined_at=now) for pk in sorted(wanted)],
        ignore_conflicts=True,
        batch_size=500,
    )
    return len(wanted)


def problem_for(action: str, reference: str, by: User, version: int | None) -> Problem:
    """Under its row lock, for somebody who may do `action`. Refuses NotFound, NotAllowed and Stale."""
    problem: Problem = get_visible(Problem, by, reference, lock=True)
    require(by, f"problems.{action}", problem)
    check_version(problem, version)
    return problem


def save(
    problem: Problem, action: str, *, by: User | None, now: dt.datetime, before: str = "", reason: str = "", **data: Any
) -> Event:
    problem.version += 1
    problem.save()
    return write(problem, action, by=by, now=now, before=before, reason=reason, **data)


def write(
    problem: Problem, action: str, *, by: User | None, now: dt.datetime, before: str = "", reason: str = "", **data: Any
) -> Event:
    moved = {"from_state": before, "to_state": problem.state} if before else {}
    return event_write(subject=problem, verb=rules.EVENTS[action], by=by, at=now, reason=reason, data=data, **moved)


def tell(
    problem: Problem, kind: str, people: Iterable[User | None], *, event: Event, by: User | None, now: dt.datetime
) -> None:
    notify(
        kind=kind,
        key=f"{kind}:{problem.pk}:event:{event.pk}",
        recipients=[person for person in people if person is not None and (by is None or person.pk != by.pk)],
        params={
            "reference": problem.reference,
            "title": problem.title or problem.reference,
            "actor": by.full_name if by else "",
            "count": problem.count or 0,
            "step": problem.step,
        },
        url=problem.get_absolute_url(),
        at=now,
    )


def _decide(problem: Problem, action: str, *, by: User, now: dt.datetime, reason: str = "") -> Event:
    before, problem.state = problem.state, _target(action, problem)
    problem.decided_by, problem.decided_at = by, now
    return save(problem, action, by=by, now=now, before=before, reason=reason)


def _agree(problem: Problem, *, by: User, now: dt.datetime) -> None:
    before, problem.state = problem.state, _target("agree", problem)
    event = save(problem, "agree", by=by, now=now, before=before)
    people = [problem.owner, *heads_of(problem.department, now=now), *heads_of(problem.suffering, now=now)]
    tell(problem, "problem.agreed", people, event=event, by=by, now=now)
    if problem.effective_on is not None and problem.effective_on <= day_of(now):
        begin(problem, now=now)


def begin(problem: Problem, *, now: dt.datetime) -> None:
    """The day of the change has come."""
    before, problem.state = problem.state, _target("start", problem)
    event = save(problem, "start", by=None, now=now, before=before)
    people = [problem.owner, *heads_of(problem.department, now=now), *heads_of(problem.suffering, now=now)]
    tell(problem, "problem.started", people, event=event, by=None, now=now)


def _require_consent(problem: Problem, side: str, by: User, now: dt.datetime) -> None:
    _target("consent", problem)
    if side not in rules.SIDES:
        raise _bad("side", _("Consent is given for the step's department or for the one that suffers."), "malformed")
    if not problem.change or problem.effective_on is None:
        raise Refused("no_change", _("There is no process change yet to agree to. Word it first."))
    if problem.effective_on < day_of(now):
        raise Refused("too_late", _("The day of this change is past. Choose another one first."))
    sides = {rules.STEP: problem.department, rules.SUFFERING: problem.suffering}
    if sides[side].pk not in access_of(by).reach("problems.consent").departments:
        raise not_allowed("problems.consent")
    if getattr(problem, f"{side}_consent_at") is not None:
        raise Refused("consented", _("This side has agreed to this text already."))
    other = rules.SUFFERING if side == rules.STEP else rules.STEP
    heads_both = all(by.pk in (each.head_id, each.deputy_id) for each in sides.values())
    if getattr(problem, f"{other}_consent_by_id") == by.pk and not heads_both:
        raise Refused("both_sides", _("You agreed for the other side. The head of this one has to agree, too."))


def _target(action: str, problem: Problem) -> str:
    return str(rules.TRANSITIONS.target(action, problem.state, label=str(ProblemState(problem.state).label)))


def _require_alive(problem: Problem) -> None:
    if problem.state not in rules.ALIVE:
        raise Refused("wrong_state", _("This problem is over, so its tickets stay as they are."))


def _require_reach(problem: Problem, by: User) -> None:
    """Who answers for either side, or reads all reports."""
    reach = access_of(by).reach("problems.propose")
    if not (reach.all or {problem.department_id, problem.suffering_id} & reach.departments):
        raise not_allowed("problems.propose")


def _failed_ticket(problem: Problem, reference: str, by: User) -> Ticket:
    found: Ticket | None = Ticket.objects.visible_to(by).filter(reference=_clean(reference)).first()
    if found is None:
        raise _bad("ticket", _("There is no such ticket, or it isn't open to you."), "unknown_ticket")
    if not charges_of(problem).filter(failure__ticket=found).exists():
        raise _bad("ticket", _("This ticket didn't fail by this cause at this step."), "other_cause")
    return found


def _open_department(field: str, reference: str) -> Department:
    found: Department | None = Department.objects.filter(reference=_clean(reference), active=True).first()
    if found is None:
        raise _bad(field, _("There is no such department, or it is closed."), "unknown_department")
    return found


def _known_cause(cause: str) -> str:
    if cause not in FailureKind.values:
        raise _bad("cause", _("There is no such cause."), "malformed")
    return cause


def _known_step(step: int) -> int:
    if not 1 <= step <= MOST_STEP:
        raise _bad("step", _("There is no such step."), "malformed")
    return step


def _clean(reference: str) -> str:
    return reference.strip().upper().replace("\x00", "")


def _bad(field: str, text: str, code: str) -> Malformed:
    return Malformed(code, text, errors={field: [text]})
