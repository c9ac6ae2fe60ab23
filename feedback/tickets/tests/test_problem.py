"""Problems: proposed, decided, gathered, a change that both heads agree to, an initiative, closed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from feedback.tickets.models import Problem, ProblemInitiative
from feedback.tickets.services import (
    problem_accept,
    problem_change,
    problem_close,
    problem_consent,
    problem_decline,
    problem_join,
    problem_leave,
    problem_make_initiative,
)
from feedback.tickets.tests.check import refused, told
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket
from feedback.tickets.tests.problem_scene import DAY, accepted, agreed, failed, proposed, worded
from initiatives.choices import Better
from initiatives.models import Initiative
from initiatives.services.initiatives import Plan
from portal.people.models import Department, User
from portal.records.models import Event
from tests.crowd import at_once


def happened(problem: Problem) -> list[str]:
    return list(Event.objects.about(problem).order_by("id").values_list("verb", flat=True))


# -- propose
def test_proposed_to_the_head_who_has_five_working_days(scene: Scene) -> None:
    tickets = [failed(scene), failed(scene), failed(scene, kind="promise"), failed(scene, at=at("2026-08-01 10:00"))]
    problem = proposed(scene)
    assert (problem.state, problem.department, problem.suffering) == ("proposed", scene.billing, scene.front)
    assert problem.due_at.astimezone(MONDAY.tzinfo).date() == dt.date(2026, 11, 23)
    assert set(problem.links.values_list("ticket", flat=True)) == {tickets[0].pk, tickets[1].pk}
    assert told(scene.clerk_head) == ["problem.proposed"]
    assert happened(problem) == ["problem.proposed"]


def test_a_head_proposes_where_their_department_suffers(scene: Scene) -> None:
    assert proposed(scene, by=scene.agent_head).proposed_by == scene.agent_head


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": " "}, "malformed", "title"),
        ({"cause": "x"}, "malformed", "cause"),
        ({"step": 0}, "malformed", "step"),
        ({"step": 7}, "no_failures", "step"),
        ({"cause": "jump"}, "no_failures", "step"),
        ({"department": "D-0"}, "unknown_department", "department"),
        ({"suffering": "D-0"}, "unknown_department", "suffering"),
        ({"ticket": "T-0"}, "unknown_ticket", "ticket"),
    ],
)
def test_propose_malformed(scene: Scene, change: dict[str, Any], code: str, field: str) -> None:
    failed(scene)
    refusal: Any = refused(code, proposed, scene=scene, **change)
    assert list(refusal.errors) == [field]


def test_who_may_propose(scene: Scene) -> None:
    failed(scene)
    for person in (scene.clerk, scene.agent, scene.driver_head, scene.outsider):
        refused("not_allowed", proposed, scene=scene, by=person)
    other = open_ticket(scene)
    refused("other_cause", proposed, scene=scene, ticket=other.reference)


def test_a_living_problem_is_not_proposed_again_a_closed_one_may_be(scene: Scene) -> None:
    problem = accepted(scene)
    assert refused("already_known", proposed, scene=scene).field == "step"
    problem_close(reference=problem.reference, result="Done", by=scene.clerk_head, now=MONDAY)
    assert proposed(scene).state == "proposed"


# -- decide
def test_accepted_with_an_owner(scene: Scene) -> None:
    problem = proposed(scene)
    found = problem_accept(reference=problem.reference, owner=scene.clerk, by=scene.clerk_head, now=MONDAY)
    assert (found.state, found.owner, found.decided_by) == ("open", scene.clerk, scene.clerk_head)
    assert told(scene.clerk) == ["problem.accepted"]
    refused("wrong_state", problem_accept, reference=problem.reference, by=scene.clerk_head, now=MONDAY)


def test_accept_refuses_who_left_others_and_stale(scene: Scene) -> None:
    problem = proposed(scene)
    User.objects.filter(pk=scene.outsider.pk).update(is_active=False)
    gone = User.objects.get(pk=scene.outsider.pk)
    given = {"reference": problem.reference, "now": MONDAY}
    refused("left", problem_accept, owner=gone, by=scene.clerk_head, **given)
    refused("stale", problem_accept, by=scene.clerk_head, version=9, **given)
    refused("not_allowed", problem_accept, by=scene.agent_head, **given)
    refused("not_allowed", problem_accept, by=scene.reader, **given)
    refused("not_found", problem_accept, by=scene.driver_head, **given)
    refused("not_found", problem_accept, by=scene.clerk, **given)


def test_declined_with_a_reason(scene: Scene) -> None:
    problem = proposed(scene)
    given = {"reference": problem.reference, "by": scene.clerk_head, "now": MONDAY}
    refused("malformed", problem_decline, reason=" ", **given)
    assert problem_decline(reason="One bad week", **given).state == "declined"
    assert told(scene.reader) == ["problem.declined"]
    refused("wrong_state", problem_decline, reason="Again", **given)
    refused("not_allowed", problem_decline, reason="No", reference=problem.reference, by=scene.agent_head, now=MONDAY)


# -- tickets
def test_a_ticket_joins_once_leaves_and_comes_back(scene: Scene) -> None:
    problem = accepted(scene)
    ticket = failed(scene)
    given = {"reference": problem.reference, "ticket": ticket.reference, "by": scene.clerk_head, "now": MONDAY}
    problem_join(**given)
    refused("joined", problem_join, **given)
    problem_leave(**given)
    refused("not_joined", problem_leave, **given)
    problem_join(**given)
    assert problem.links.filter(ticket=ticket, left_at=None).count() == 1
    assert happened(problem)[2:] == ["problem.joined", "problem.left", "problem.joined"]


def test_only_tickets_of_the_same_cause_and_step_that_one_sees(scene: Scene) -> None:
    problem = accepted(scene)
    given = {"reference": problem.reference, "now": MONDAY}
    other, here = failed(scene, kind="promise"), failed(scene)
    refused("other_cause", problem_join, ticket=other.reference, by=scene.clerk_head, **given)
    refused("unknown_ticket", problem_join, ticket="T-\x00", by=scene.clerk_head, **given)
    refused("not_found", problem_join, ticket=here.reference, by=scene.driver_head, **given)
    problem_close(reference=problem.reference, result="Done", by=scene.clerk_head, now=MONDAY)
    refused("wrong_state", problem_join, ticket=here.reference, by=scene.clerk_head, **given)
    refused("wrong_state", problem_leave, ticket=here.reference, by=scene.clerk_head, **given)


# -- process change and consent
def test_agreed_by_both_heads_in_force_from_its_day(scene: Scene) -> None:
    problem = agreed(scene)
    assert (problem.state, problem.step_consent_by, problem.suffering_consent_by) == (
        "agreed", scene.clerk_head, scene.agent_head,
    )  # fmt: skip
    assert happened(problem)[2:] == ["problem.changed", "problem.consented", "problem.consented", "problem.agreed"]
    assert told(scene.agent_head) == ["problem.accepted", "problem.changed", "problem.consented"]


def test_agreed_on_the_day_itself_it_is_in_force_at_once(scene: Scene) -> None:
    assert agreed(scene, effective_on=MONDAY.date()).state == "in_force"


def test_another_text_or_day_withdraws_consent_the_same_does_not(scene: Scene) -> None:
    problem = agreed(scene)
    given = {"reference": problem.reference, "by": scene.agent_head, "now": MONDAY}
    same = problem_change(change="Check twice", effective_on=DAY, **given)
    assert (same.state, same.version) == ("agreed", problem.version)
    other = problem_change(change="Check twice", effective_on=DAY + dt.timedelta(days=1), **given)
    assert (other.state, other.step_consent_by, other.suffering_consent_at) == ("open", None, None)


def test_change_refusals(scene: Scene) -> None:
    problem = accepted(scene)
    given: dict[str, Any] = {"reference": problem.reference, "now": MONDAY}
    head = given | {"by": scene.clerk_head}
    refused("malformed", problem_change, change=" ", effective_on=DAY, **head)
    for day in (dt.date(2026, 11, 15), dt.date(2028, 1, 1)):
        refusal: Any = refused("malformed", problem_change, change="X", effective_on=day, **head)
        assert list(refusal.errors) == ["effective_on"]
    refused("not_found", problem_change, change="X", effective_on=DAY, by=scene.driver_head, **given)
    refused("stale", problem_change, change="X", effective_on=DAY, version=1, **head)
    problem = agreed_now(scene, problem)
    refused("wrong_state", problem_change, change="X", effective_on=DAY, **head)


def agreed_now(scene: Scene, problem: Problem) -> Problem:
    values: dict[str, Any] = {"reference": problem.reference, "now": MONDAY}
    problem_change(change="Now", effective_on=MONDAY.date(), by=scene.clerk_head, **values)
    problem_consent(side="step", by=scene.clerk_head, **values)
    return problem_consent(side="suffering", by=scene.agent_head, **values)


def test_consent_refusals(scene: Scene) -> None:
    problem = accepted(scene)
    given: dict[str, Any] = {"reference": problem.reference, "now": MONDAY}
    refused("no_change", problem_consent, side="step", by=scene.clerk_head, **given)
    problem_change(change="Check twice", effective_on=DAY, by=scene.clerk_head, **given)
    refused("malformed", problem_consent, side="x", by=scene.clerk_head, **given)
    refused("not_allowed", problem_consent, side="suffering", by=scene.clerk_head, **given)
    refused("not_allowed", problem_consent, side="step", by=scene.agent_head, **given)
    refused("not_allowed", problem_consent, side="step", by=scene.reader, **given)
    refused("not_found", problem_consent, side="step", by=scene.driver_head, **given)
    refused("stale", problem_consent, side="step", by=scene.clerk_head, version=1, **given)
    late = given | {"now": at("2026-12-20 09:00")}
    refused("too_late", problem_consent, side="step", by=scene.clerk_head, **late)
    problem_consent(side="step", by=scene.clerk_head, **given)
    refused("consented", problem_consent, side="step", by=scene.clerk_head, **given)


def test_one_person_consents_for_both_sides_only_when_they_head_both(scene: Scene) -> None:
    boss = scene.driver_head
    for place in (scene.billing, scene.front):
        Department.objects.filter(pk=place.pk).update(path=[scene.logistics.pk, place.pk], parent=scene.logistics)
    problem = worded(scene)
    given: dict[str, Any] = {"reference": problem.reference, "by": User.objects.get(pk=boss.pk), "now": MONDAY}
    problem_consent(side="step", **given)
    refused("both_sides", problem_consent, side="suffering", **given)
    Department.objects.filter(pk__in=[scene.billing.pk, scene.front.pk]).update(deputy=boss)
    assert problem_consent(side="suffering", **given).state == "agreed"


def test_both_heads_at_once_agree_once(transactional_db: None) -> None:
    scene = make_scene()
    problem = worded(scene)
    heads = {"step": scene.clerk_head.pk, "suffering": scene.agent_head.pk}

    def consent(index: int) -> Any:
        side = list(heads)[index % 2]
        by = User.objects.get(pk=heads[side])
        return problem_consent(reference=problem.reference, side=side, by=by, now=MONDAY).state

    answers = at_once(4, consent)
    assert sum(isinstance(each, str) for each in answers) == 2
    assert Problem.objects.get().state == "agreed"
    assert happened(problem).count("problem.agreed") == 1


# -- close
def test_closed_with_what_came_of_it(scene: Scene) -> None:
    problem = proposed(scene)
    given: dict[str, Any] = {"reference": problem.reference, "now": MONDAY}
    refused("wrong_state", problem_close, result="Done", by=scene.clerk_head, **given)
    problem_accept(owner=scene.clerk, by=scene.clerk_head, **given)
    refused("malformed", problem_close, result=" ", by=scene.clerk, **given)
    refused("not_found", problem_close, result="Done", by=scene.other_clerk, **given)
    found = problem_close(result="Refunds stay", by=scene.clerk, **given)
    assert (found.state, found.result, found.closed_at) == ("closed", "Refunds stay", MONDAY)
    assert told(scene.agent_head)[-1] == "problem.closed"


# -- initiative
def plan(scene: Scene, **values: Any) -> Plan:
    given: dict[str, Any] = {
        "title": "Fewer reopened refunds", "owner": scene.clerk, "sponsor": scene.reader, "department": scene.billing,
        "due_on": dt.date(2027, 3, 1), "metric": "Failures a week", "baseline": Decimal(4), "target_value": Decimal(2),
        "better": Better.LOWER,
    }  # fmt: skip
    return Plan(**(given | values))


def test_becomes_an_initiative_once(scene: Scene) -> None:
    problem = proposed(scene)
    given: dict[str, Any] = {"reference": problem.reference, "by": scene.clerk_head, "now": MONDAY}
    refused("wrong_state", problem_make_initiative, plan=plan(scene), **given)
    problem_accept(owner=scene.clerk, **given)
    refused("not_allowed", problem_make_initiative, plan=plan(scene), **(given | {"by": scene.clerk}))
    refused("due_in_past", problem_make_initiative, plan=plan(scene, due_on=dt.date(2026, 1, 1)), **given)
    link = problem_make_initiative(plan=plan(scene), **given)
    assert link.initiative.title == "Fewer reopened refunds"
    refused("already_made", problem_make_initiative, plan=plan(scene), **given)
    assert happened(problem)[-1] == "problem.turned"


def test_made_by_many_at_once_there_is_one(transactional_db: None) -> None:
    scene = make_scene()
    problem = accepted(scene)

    def make(_index: int) -> Any:
        by = User.objects.get(pk=scene.clerk_head.pk)
        return problem_make_initiative(reference=problem.reference, plan=plan(scene), by=by, now=MONDAY)

    answers = at_once(4, make)
    assert sum(isinstance(each, ProblemInitiative) for each in answers) == 1
    assert (ProblemInitiative.objects.count(), Initiative.objects.count()) == (1, 1)
