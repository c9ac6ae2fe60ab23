"""Stage gates: what each asks for, asking, deciding."""

import threading
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from initiatives import rules
from initiatives.choices import GateDecision, PartRole, Section
from initiatives.models import GateReview, Initiative
from initiatives.queries.gates import facts_of
from initiatives.services.actions import action_add
from initiatives.services.charter import charter_write
from initiatives.services.gates import gate_decide, gate_request
from initiatives.services.initiatives import initiative_create, initiative_edit, initiative_start
from initiatives.services.parts import milestone_add, participant_set, reading_add
from initiatives.tests.factory import NOW, TODAY, make_initiative, make_plan
from initiatives.tests.test_parts import FIFTY
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import Role, User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once

NOTHING = dict.fromkeys(
    (
        "serves",
        "needs",
        "problem",
        "sponsor",
        "started",
        "target",
        "departments",
        "milestones",
        "actions",
        "reading",
        "result",
    ),
    False,
)


def test_the_order_of_the_stages() -> None:
    assert [rules.gates.next_stage(stage) for stage in rules.gates.STAGES] == [
        "charter",
        "design",
        "roll_out",
        "in_use",
        "closed",
        None,
    ]


@pytest.mark.parametrize(
    ("stage", "names"),
    [
        ("charter", ["serves", "needs", "problem", "sponsor"]),
        ("design", ["started", "target", "departments", "milestones"]),
        ("roll_out", ["actions"]),
        ("in_use", ["reading"]),
        ("closed", ["reading", "result"]),
    ],
)
def test_what_a_gate_asks_for(stage: str, names: list[str]) -> None:
    assert rules.gates.checklist(stage, NOTHING) == [(name, False) for name in names]
    there = NOTHING | {names[0]: True}
    assert rules.gates.missing(rules.gates.NEEDS[stage], there) == names[1:]


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def write_charter(initiative: Initiative, by: User) -> None:
    for section in (Section.SERVES, Section.NEEDS, Section.PROBLEM):
        charter_write(reference=initiative.reference, section=section, text="Said", by=by, now=NOW)


def ask(initiative: Initiative, by: User, **fields: Any) -> GateReview:
    return gate_request(
        reference=initiative.reference, **({"evidence": "See the files", "by": by, "now": NOW} | fields)
    )


def decide(initiative: Initiative, by: User, decision: GateDecision = GateDecision.GO, **fields: Any) -> GateReview:
    values: dict[str, Any] = {"decision": decision, "reason": "It holds", "by": by, "now": NOW} | fields
    return gate_decide(reference=initiative.reference, **values)


def asked(initiative: Initiative, by: User) -> GateReview:
    write_charter(initiative, by)
    return ask(initiative, by)


def test_through_all_gates(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    owner = cast.owner

    def through(**fields: Any) -> str:
        ask(initiative, owner, **fields)
        decide(initiative, sponsor)
        initiative.refresh_from_db()
        return str(initiative.stage)

    write_charter(initiative, owner)
    assert through() == "charter"
    where = {"reference": initiative.reference, "by": owner, "now": NOW}
    participant_set(department=cast.elsewhere, role=PartRole.CONSULTED, **where)
    milestone_add(title="Live", due_on=TODAY, **where)
    assert through() == "design"
    action_add(title="Train", assignee=owner, due_on=TODAY, **where)
    assert through() == "roll_out"
    reading_add(reading=FIFTY, **where)
    assert through() == "in_use"
    assert through(result="Nobody waits longer than a day") == "closed"
    assert (initiative.state, initiative.closed_at, initiative.result) == (
        "closed",
        NOW,
        "Nobody waits longer than a day",
    )
    verbs = Event.objects.filter(verb__startswith="initiative.gate").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["initiative.gate_requested", "initiative.gate_go"] * 5
    told = OutboxRow.objects.filter(channel="inbox", kind__startswith="gate").values_list("kind", "recipient")
    assert sorted(told) == sorted([("gate-requested", sponsor.pk)] * 5 + [("gate-decided", owner.pk)] * 5)


def test_what_is_missing_is_refused_by_name(cast: Cast, initiative: Initiative) -> None:
    charter_write(reference=initiative.reference, section=Section.SERVES, text="Callers", by=cast.owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        ask(initiative, cast.owner)
    assert refusal.value.code == "gate_not_ready"
    assert refusal.value.detail == {"missing": ["needs", "problem"]}
    assert str(refusal.value.message) == ("The gate to “Charter” still needs: what they need and value, the problem.")
    assert not GateReview.objects.exists()


def test_a_section_that_was_emptied_is_missing_again(cast: Cast, initiative: Initiative) -> None:
    write_charter(initiative, cast.owner)
    assert facts_of(initiative)["serves"]
    charter_write(reference=initiative.reference, section=Section.SERVES, text="", by=cast.owner, now=NOW)
    assert not facts_of(initiative)["serves"]


def test_a_draft_passes_no_further_than_the_charter(cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    asked(draft, cast.owner)
    decide(draft, sponsor)
    with pytest.raises(Refused) as refusal:
        ask(draft, cast.owner)
    assert "started" in refusal.value.detail["missing"]
    initiative_start(reference=draft.reference, by=cast.owner, now=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.stage) == ("running", "charter")


def test_rework_leaves_it_where_it_is_and_it_may_ask_again(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    asked(initiative, cast.owner)
    decide(initiative, sponsor, GateDecision.REWORK)
    initiative.refresh_from_db()
    assert (initiative.stage, initiative.state) == ("idea", "running")
    ask(initiative, cast.owner)


def test_stop_ends_it_with_the_reason(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    asked(initiative, cast.owner)
    decide(initiative, sponsor, GateDecision.STOP, reason="Another one does it already")
    initiative.refresh_from_db()
    assert (initiative.stage, initiative.state, initiative.result) == ("idea", "closed", "Another one does it already")
    with pytest.raises(Refused) as refusal:
        ask(initiative, cast.owner)
    assert refusal.value.code == "closed"


def test_one_request_at_a_time(cast: Cast, initiative: Initiative) -> None:
    asked(initiative, cast.owner)
    with pytest.raises(Refused) as refusal:
        ask(initiative, cast.owner)
    assert refusal.value.code == "gate_open"


def test_nobody_decides_their_own_request(cast: Cast, sponsor: User, office: User, initiative: Initiative) -> None:
    asked(initiative, sponsor)
    with pytest.raises(Refused) as refusal:
        decide(initiative, sponsor)
    assert refusal.value.code == "own_request"
    decide(initiative, office)


def test_who_may_not(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    write_charter(initiative, cast.owner)
    with pytest.raises(NotAllowed):
        ask(initiative, cast.outsider)
    ask(initiative, cast.owner)
    for person in (cast.owner, cast.head, cast.outsider, make_user("other", Role.EXECUTIVE)):
        with pytest.raises(NotAllowed):
            decide(initiative, person)


def test_a_draft_is_not_there_for_others(cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(NotFound):
        ask(draft, cast.outsider)


def test_without_words_or_request(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    with pytest.raises(Malformed):
        ask(initiative, cast.owner, evidence=" ")
    with pytest.raises(Malformed):
        decide(initiative, sponsor, reason="")
    with pytest.raises(Refused) as refusal:
        decide(initiative, sponsor)
    assert refusal.value.code == "no_gate_open"


def test_an_older_version_is_stale(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    asked(initiative, cast.owner)
    with pytest.raises(Stale):
        decide(initiative, sponsor, expected_version=99)


def test_the_database_keeps_the_rules_too(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    asked(initiative, cast.owner)
    with pytest.raises(IntegrityError, match="gate_decided_whole"), transaction.atomic():
        GateReview.objects.update(decision="go")
    decide(initiative, sponsor)
    with pytest.raises(DatabaseError, match="gate_decision_stays"), transaction.atomic():
        GateReview.objects.update(reason="Something else")
    with pytest.raises(IntegrityError, match="initiative_closed_stage"), transaction.atomic():
        Initiative.objects.update(stage="closed")
    with pytest.raises(IntegrityError, match="initiative_started_with_sponsor"), transaction.atomic():
        Initiative.objects.update(sponsor=None)


@pytest.mark.django_db(transaction=True)
def test_twenty_ask_and_decide_at_once() -> None:
    cast = make_cast()
    sponsor = make_user("sponsor", Role.EXECUTIVE)
    initiative = make_initiative(cast.owner, sponsor)
    write_charter(initiative, cast.owner)
    answers = at_once(10, lambda _index: ask(initiative, User.objects.get(pk=cast.owner.pk)))
    assert sum(isinstance(answer, GateReview) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"gate_open"}
    decided = at_once(10, lambda _index: decide(initiative, User.objects.get(pk=sponsor.pk)))
    assert sum(isinstance(answer, GateReview) for answer in decided) == 1
    assert {answer.code for answer in decided if isinstance(answer, Refused)} == {"no_gate_open"}
    initiative.refresh_from_db()
    assert (initiative.stage, Event.objects.filter(verb="initiative.gate_go").count()) == ("charter", 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_decision_moves_it_twice() -> None:
    """The control: read, wait for the others, write, as `gate_decide` would without its lock."""
    cast = make_cast()
    initiative = make_initiative(cast.owner, make_user("sponsor", Role.EXECUTIVE))
    asked(initiative, cast.owner)
    everybody_has_read = threading.Barrier(5)

    def careless(_index: int) -> bool:
        open_one = GateReview.objects.filter(initiative=initiative, decision="").exists()
        everybody_has_read.wait(30)
        return open_one

    assert at_once(5, careless) == [True] * 5


def test_a_draft_needs_little(cast: Cast, sponsor: User, office: User) -> None:
    plan = make_plan(cast.owner, sponsor)
    bare = type(plan)(title=plan.title, owner=plan.owner, department=plan.department, due_on=plan.due_on)
    with pytest.raises(Malformed) as refusal:
        initiative_create(plan=bare, by=office, now=NOW)
    assert (refusal.value.code, set(refusal.value.errors)) == ("not_ready", {"sponsor", "target"})
    draft = initiative_create(plan=bare, by=office, now=NOW, draft=True)
    assert (draft.sponsor, draft.targets.count()) == (None, 0)
    with pytest.raises(Refused) as late:
        initiative_start(reference=draft.reference, by=cast.owner, now=NOW)
    assert (late.value.code, late.value.detail["missing"]) == ("not_ready", ["sponsor", "target"])
    where = {"reference": draft.reference, "by": cast.owner, "now": NOW}
    with pytest.raises(Malformed):
        initiative_edit(changes={"metric": "Half a target"}, **where)
    target = {"metric": plan.metric, "baseline": plan.baseline, "target_value": plan.target_value}
    initiative_edit(changes=target | {"sponsor": sponsor}, **where)
    assert initiative_start(**where).state == "running"
    with pytest.raises(Malformed):
        initiative_edit(changes={"sponsor": None}, **where)
