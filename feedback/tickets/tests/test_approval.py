"""Approvals: who is asked, what waits meanwhile, what a yes and a no do, and who stands in for whom."""

import datetime as dt
import threading
from typing import Any

import pytest

from feedback.tickets import tasks
from feedback.tickets.models import Approval, ApprovalSeat, Clock, Ticket
from feedback.tickets.queries import calling
from feedback.tickets.rules.approvals import Seat, guards, level_agrees, next_level
from feedback.tickets.services import (
    approval_approve,
    approval_decline,
    approval_delegate,
    approval_withdraw,
    approvals_move,
    remind_approvers,
    service_set_approvals,
    service_set_way,
    ticket_ask_approval,
    ticket_edit,
    ticket_merge,
    ticket_open,
    ticket_open_child,
    ticket_pass_on,
    ticket_resolve,
    ticket_take,
)
from feedback.tickets.services.approvals.demanding import Demand
from feedback.tickets.services.catalogue import Part
from feedback.tickets.tests.check import refused, told, verbs
from feedback.tickets.tests.factory import MONDAY, Scene, at, make_scene, open_ticket, resolved_ticket, taken_ticket
from feedback.tickets.tests.test_api import client_of
from portal.people.models import Department, Role, User
from portal.records.models import Comment, OutboxRow
from tests.cast import make_department, make_head, make_user
from tests.crowd import at_once

TEN, ELEVEN = at("2026-11-16 10:00"), at("2026-11-16 11:00")


def demand(who: str = "requester_head", **values: Any) -> Demand:
    return Demand(name_en="Costs", name_zh="费用", who=who, **values)


def demands(scene: Scene, *wanted: Demand) -> None:
    service_set_approvals(reference=scene.service.reference, demands=wanted, by=scene.clerk_head, now=MONDAY)


def asked(scene: Scene, ticket: Ticket | None = None, *of: User, **values: Any) -> Approval:
    given = {"text": "May it cost 900?", "by": scene.clerk, "now": MONDAY} | values
    people = [each.reference for each in of or (scene.driver_head,)]
    return ticket_ask_approval(reference=(ticket or taken_ticket(scene)).reference, people=people, **given)


def again(approval: Approval) -> Approval:
    return Approval.objects.select_related("ticket").get(pk=approval.pk)


def seat(approval: Approval, number: int = 1) -> ApprovalSeat:
    return ApprovalSeat.objects.select_related("person", "stand_in").get(approval=approval, number=number)


def test_it_works(scene: Scene) -> None:
    approval = asked(scene)
    ticket = approval.ticket
    assert (approval.state, approval.due_at, told(scene.driver_head)) == (
        "requested", at("2026-11-16 18:00"), ["approval.requested"],
    )  # fmt: skip
    refusal = refused("approval_open", ticket_resolve, reference=ticket.reference, text="x", by=scene.clerk, now=TEN)
    assert refusal.detail["waits_for"] == [scene.driver_head.display_name]
    # The clocks go on: the approval has a limit of its own.
    assert not Clock.objects.exclude(paused_at=None).exists()
    approval_approve(reference=approval.reference, by=scene.driver_head, now=TEN)
    approval = again(approval)
    assert (approval.state, approval.ended_at, told(scene.clerk)[-1]) == ("approved", TEN, "approval.approved")
    assert verbs(ticket)[-2:] == ["approval.requested", "approval.approved"]
    ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=ELEVEN)


def test_a_service_demands_it_when_the_ticket_is_opened(scene: Scene) -> None:
    demands(scene, demand(), demand("serving_head", level=2))
    ticket = open_ticket(scene)
    approval = Approval.objects.get(ticket=ticket)
    assert (approval.by_rule, approval.asked_by, seat(approval).person) == (True, None, scene.agent_head)
    assert (seat(approval, 2).person, seat(approval, 2).asked_at) == (None, None)
    ticket_take(reference=ticket.reference, by=scene.clerk, now=MONDAY)
    refused("not_found", approval_approve, reference=approval.reference, by=scene.outsider, now=TEN)
    refused("not_allowed", approval_approve, reference=approval.reference, by=scene.clerk, now=TEN)
    # Their level is not asked yet.
    refused("not_allowed", approval_approve, reference=approval.reference, by=scene.clerk_head, now=TEN)
    approval_approve(reference=approval.reference, by=scene.agent_head, now=TEN, reason="Within the budget")
    assert (again(approval).state, again(approval).level) == ("requested", 2)
    assert seat(approval, 2).person == scene.clerk_head
    assert seat(approval, 2).asked_at == TEN
    assert Comment.objects.about(ticket).filter(internal=True, text="Within the budget").exists()
    approval_approve(reference=approval.reference, by=scene.clerk_head, now=ELEVEN)
    assert again(approval).state == "approved"
    assert verbs(ticket)[-2:] == ["approval.agreed", "approval.approved"]


def test_only_tickets_of_a_kind(scene: Scene) -> None:
    demands(scene, demand(kind="complaint"))
    ticket = open_ticket(scene)
    assert not Approval.objects.exists()
    ticket_edit(reference=ticket.reference, kind="complaint", by=scene.agent, now=TEN)
    assert Approval.objects.get().by_rule
    ticket_edit(reference=ticket.reference, kind="request", by=scene.agent, now=TEN)
    ticket_edit(reference=ticket.reference, kind="complaint", by=scene.agent, now=TEN)
    assert Approval.objects.count() == 1


def test_one_of_a_level_is_enough(scene: Scene) -> None:
    approval = asked(scene, None, scene.driver_head, scene.outsider, mode="one")
    approval_approve(reference=approval.reference, by=scene.outsider, now=TEN)
    assert again(approval).state == "approved"
    refused("wrong_state", approval_approve, reference=approval.reference, by=scene.driver_head, now=TEN)
    assert remind_approvers(now=at("2026-11-30 10:00")) == 0


def test_all_of_a_level_are_needed(scene: Scene) -> None:
    approval = asked(scene, None, scene.driver_head, scene.outsider)
    approval_approve(reference=approval.reference, by=scene.outsider, now=TEN)
    refused("not_asked", approval_approve, reference=approval.reference, by=scene.outsider, now=TEN)
    assert again(approval).state == "requested"
    approval_approve(reference=approval.reference, by=scene.driver_head, now=TEN)
    assert again(approval).state == "approved"


def test_one_no_ends_it_and_the_reason_is_the_owners(scene: Scene) -> None:
    approval = asked(scene, None, scene.driver_head, scene.outsider)
    refused("malformed", approval_decline, reference=approval.reference, reason=" ", by=scene.outsider, now=TEN)
    approval_decline(reference=approval.reference, reason="Too dear", by=scene.outsider, now=TEN)
    approval = again(approval)
    assert (approval.state, approval.reason, told(scene.clerk)[-1]) == ("declined", "Too dear", "approval.declined")
    note = Comment.objects.about(approval.ticket).get(text="Too dear")
    assert (note.internal, approval.ticket.owner) == (True, scene.clerk)
    assert "Too dear" not in client_of(scene.agent).get(approval.ticket.get_absolute_url()).content.decode()


def with_way(scene: Scene) -> None:
    parts = [Part(each.reference, 30, "Check", "核对") for each in (scene.billing, scene.logistics)]
    service_set_way(reference=scene.service.reference, parts=parts, by=scene.clerk_head, now=MONDAY)


def test_what_waits_and_what_a_no_leaves_open(scene: Scene) -> None:
    with_way(scene)
    demands(scene, demand())
    ticket = taken_ticket(scene)
    approval = Approval.objects.get()
    values = {"reference": ticket.reference, "by": scene.clerk, "now": TEN}
    refused("approval_open", ticket_pass_on, **values)
    approval_decline(reference=approval.reference, reason="No", by=scene.agent_head, now=TEN)
    refused("approval_missing", ticket_pass_on, **values)
    # A yes of somebody else does not stand in for the one that is demanded.
    other = asked(scene, ticket)
    approval_approve(reference=other.reference, by=scene.driver_head, now=TEN)
    refused("approval_missing", ticket_pass_on, **values)
    second = ticket_ask_approval(**values)
    assert (second.by_rule, seat(second).person) == (True, scene.agent_head)
    approval_approve(reference=second.reference, by=scene.agent_head, now=TEN)
    assert ticket_pass_on(**values).department == scene.logistics


def test_after_a_no_its_owner_may_resolve_it(scene: Scene) -> None:
    approval = asked(scene)
    approval_decline(reference=approval.reference, reason="No", by=scene.driver_head, now=TEN)
    done = ticket_resolve(reference=approval.ticket.reference, text="Not granted", by=scene.clerk, now=TEN)
    assert done.state == "resolved"


def test_withdrawn(scene: Scene) -> None:
    approval = asked(scene)
    values = {"reference": approval.reference, "now": TEN}
    refused("not_allowed", approval_withdraw, reason="No", by=scene.driver_head, **values)
    approval_withdraw(reason="Not needed", by=scene.other_clerk, **values)
    assert (again(approval).state, told(scene.driver_head)[-1]) == ("withdrawn", "approval.withdrawn")
    ticket_resolve(reference=approval.ticket.reference, text="Done", by=scene.clerk, now=TEN)


def test_what_is_demanded_stays_demanded_when_it_is_withdrawn(scene: Scene) -> None:
    with_way(scene)
    demands(scene, demand())
    ticket = taken_ticket(scene)
    approval = Approval.objects.get()
    approval_withdraw(reference=approval.reference, reason="Later", by=scene.clerk, now=TEN)
    refused("approval_missing", ticket_pass_on, reference=ticket.reference, by=scene.clerk, now=TEN)


def test_merged_it_is_needed_no_more(scene: Scene) -> None:
    approval, into = asked(scene), open_ticket(scene)
    reference = approval.ticket.reference
    ticket_merge(reference=reference, into=into.reference, reason="Same", by=scene.clerk, now=TEN)
    assert (again(approval).state, told(scene.driver_head)[-1]) == ("withdrawn", "approval.withdrawn")


def test_the_last_child_does_not_close_what_waits_for_a_yes(scene: Scene) -> None:
    approval = asked(scene)
    child = ticket_open_child(
        reference=approval.ticket.reference, service=scene.service.reference, title="A part", text="Please",
        rule="closes", by=scene.clerk, now=TEN,
    )  # fmt: skip
    ticket_take(reference=child.reference, by=scene.clerk, now=TEN)
    ticket_resolve(reference=child.reference, text="Done", by=scene.clerk, now=TEN)
    assert again(approval).ticket.state == "in_progress"
    assert "ticket.closed" not in told(scene.clerk)


def test_who_may_be_asked(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    values = {"reference": ticket.reference, "text": "May it?", "now": MONDAY}
    one = [scene.driver_head.reference]
    refused("not_allowed", ticket_ask_approval, by=scene.agent, people=one, **values)
    refused("not_found", ticket_ask_approval, by=scene.outsider, people=one, **values)
    refused("malformed", ticket_ask_approval, by=scene.clerk, people=[], **values)
    refused("unknown_person", ticket_ask_approval, by=scene.clerk, people=["U-0"], **values)
    refused("unknown_person", ticket_ask_approval, by=scene.clerk, people=[scene.clerk.reference], **values)
    refused("unknown_person", ticket_ask_approval, by=scene.clerk, people=[scene.agent.reference], **values)
    refused("malformed", ticket_ask_approval, by=scene.clerk, people=one, minutes=0, **values)
    refused("malformed", ticket_ask_approval, by=scene.clerk, people=one, mode="most", **values)
    refused("malformed", ticket_ask_approval, by=scene.clerk, people=one, **values | {"text": " "})
    asked(scene, ticket)
    refused("already_requested", ticket_ask_approval, by=scene.clerk, people=one, **values)
    done = resolved_ticket(scene)
    refused("wrong_state", ticket_ask_approval, by=scene.clerk, people=one, **values | {"reference": done.reference})


def test_nobody_approves_their_own_request(scene: Scene) -> None:
    """A head's own request goes one level up, past the deputy of the department."""
    above = make_department("above")
    boss = make_head(above, "boss")
    below = make_department("below", parent=above)
    head = make_head(below, "ownhead")
    Department.objects.filter(pk=below.pk).update(deputy=make_user("deputy", department=below))
    demands(scene, demand())
    ticket_open(service=scene.service.reference, title="Own", text="Mine", by=head, now=MONDAY)
    assert seat(Approval.objects.get()).person == boss


def test_only_where_nobody_else_can_it_is_ones_own(scene: Scene) -> None:
    demands(scene, demand())
    ticket_open(service=scene.service.reference, title="Own", text="Mine", by=scene.agent_head, now=MONDAY)
    approval = Approval.objects.get()
    assert seat(approval).person == scene.agent_head
    approval_approve(reference=approval.reference, by=scene.agent_head, now=TEN)
    assert again(approval).state == "approved"


def test_without_heads_the_executives_decide_but_not_about_their_own(scene: Scene) -> None:
    boss = make_user("boss", Role.EXECUTIVE, department=scene.front)
    own = make_user("own", Role.EXECUTIVE, department=make_department("alone"))
    demands(scene, demand())
    ticket_open(service=scene.service.reference, title="Own", text="Mine", by=own, now=MONDAY)
    approval = Approval.objects.get()
    assert (seat(approval).person, seat(approval).role, told(boss)) == (None, "executive", ["approval.requested"])
    refused("own_request", approval_approve, reference=approval.reference, by=own, now=TEN)
    assert [row["reference"] for row in calling(boss)] == [approval.reference]
    approval_approve(reference=approval.reference, by=boss, now=TEN)


def test_who_has_left_is_stood_in_for(scene: Scene) -> None:
    deputy = make_user("deputy", department=scene.front)
    Department.objects.filter(pk=scene.front.pk).update(deputy=deputy)
    User.objects.filter(pk=scene.agent_head.pk).update(is_active=False)
    demands(scene, demand())
    open_ticket(scene)
    assert seat(Approval.objects.get()).person == deputy


def test_given_to_the_deputy_once(scene: Scene) -> None:
    approval = asked(scene)
    values = {"reference": approval.reference, "now": TEN}
    refused("no_deputy", approval_delegate, by=scene.driver_head, **values)
    deputy = make_user("deputy", department=scene.logistics)
    Department.objects.filter(pk=scene.logistics.pk).update(deputy=deputy)
    due = seat(approval).due_at
    approval_delegate(by=scene.driver_head, **values)
    assert (seat(approval).person, seat(approval).due_at, told(deputy)) == (deputy, due, ["approval.given"])
    refused("not_allowed", approval_approve, by=scene.driver_head, **values)
    refused("given_already", approval_delegate, by=deputy, **values)
    approval_approve(by=deputy, **values)
    assert again(approval).state == "approved"


def test_reminded_then_the_next_one_up_is_told_each_once(scene: Scene) -> None:
    deputy = make_user("deputy", department=scene.logistics)
    Department.objects.filter(pk=scene.logistics.pk).update(deputy=deputy)
    approval = asked(scene)
    half = at("2026-11-16 14:00")
    assert remind_approvers(now=half - dt.timedelta(seconds=1)) == 0
    assert remind_approvers(now=half) == 1
    assert remind_approvers(now=half) == 0
    assert told(scene.driver_head)[-1] == "approval.reminder"
    # The due instant itself is in time.
    assert remind_approvers(now=approval.due_at) == 0
    late = approval.due_at + dt.timedelta(seconds=1)
    assert remind_approvers(now=late) == 1
    assert tasks.watch_approvals() >= 0
    assert (seat(approval).stand_in, told(deputy)) == (deputy, ["approval.escalated"])
    assert told(scene.driver_head)[-1] == told(scene.clerk)[-1] == "approval.late"
    assert verbs(approval.ticket)[-1] == "approval.late"
    approval_approve(reference=approval.reference, by=deputy, now=late)
    assert again(approval).state == "approved"


def test_a_leavers_approvals_go_to_the_successor(scene: Scene) -> None:
    approval = asked(scene)
    assert approvals_move(scene.driver_head, scene.driver, scene.admin, TEN) == 1
    assert (seat(approval).person, told(scene.driver)) == (scene.driver, ["approval.moved"])
    # But not their own request: the usual way up.
    boss = make_user("boss", Role.EXECUTIVE, department=scene.front)
    second = asked(scene, None, scene.outsider)
    assert approvals_move(scene.outsider, scene.agent, scene.admin, TEN) == 1
    assert (seat(second).person, seat(second).role, told(boss)) == (None, "executive", ["approval.moved"])


def test_what_a_service_may_demand(scene: Scene) -> None:
    values = {"reference": scene.service.reference, "by": scene.clerk_head, "now": MONDAY}
    bad = [
        [demand(level=2)],
        [demand(), demand(level=3)],
        [demand(), demand(mode="one")],
        [demand("person", person="U-0")],
        [demand("role", role="coach")],
        [demand(minutes=0)],
        [demand(kind="rumour")],
        [demand("anybody")],
        [Demand(name_en=" ", name_zh="费用", who="serving_head")],
        [demand()] * 7,
    ]
    for wanted in bad:
        refused("malformed", service_set_approvals, demands=wanted, **values)
    refused("not_allowed", service_set_approvals, demands=[demand()], **values | {"by": scene.driver_head})
    demands(scene, demand("person", person=scene.outsider.reference), demand("role", role="executive", level=2))
    version = scene.service.__class__.objects.get(pk=scene.service.pk).version
    demands(scene, demand("person", person=scene.outsider.reference), demand("role", role="executive", level=2))
    assert scene.service.__class__.objects.get(pk=scene.service.pk).version == version


def test_the_rules() -> None:
    both = [Seat(1, "all", True), Seat(1, "all", False), Seat(2, "one", False), Seat(2, "one", True)]
    assert (level_agrees(both, 1), level_agrees(both, 2)) == (False, True)
    assert (next_level(both, 1), next_level(both, 2)) == (2, None)
    nothing = {"is_open": False, "by_rule": "", "asked": ""}
    assert guards("pass_on", **nothing) == guards("resolve", **nothing) == ""
    assert guards("take", is_open=True, by_rule="requested", asked="") == ""
    assert guards("resolve", is_open=True, by_rule="requested", asked="") == "approval_open"
    assert guards("resolve", **nothing | {"by_rule": "declined"}) == ""
    for standing in ({"by_rule": "declined"}, {"by_rule": "withdrawn"}, {"asked": "declined"}):
        assert guards("pass_on", **nothing | standing) == "approval_missing"
    assert guards("pass_on", **nothing | {"by_rule": "approved", "asked": "approved"}) == ""


def sent(kind: str) -> int:
    return OutboxRow.objects.filter(kind=kind, channel="inbox").count()


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_decides() -> None:
    scene = make_scene()
    approval = asked(scene, None, scene.driver_head, scene.outsider, mode="one")
    people = [scene.driver_head, scene.outsider]
    answers = at_once(2, lambda i: approval_approve(reference=approval.reference, by=people[i], now=TEN))
    assert sorted(type(each).__name__ for each in answers) == ["Approval", "Refused"]
    assert verbs(approval.ticket).count("approval.approved") == sent("approval.approved") == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_of_a_level_at_once_ask_the_next_level_once() -> None:
    scene = make_scene()
    wanted = [demand("person", person=each.reference) for each in (scene.driver_head, scene.outsider)]
    demands(scene, *wanted, demand("serving_head", level=2))
    open_ticket(scene)
    approval, people = Approval.objects.get(), [scene.driver_head, scene.outsider]
    answers = at_once(2, lambda i: approval_approve(reference=approval.reference, by=people[i], now=TEN))
    assert not [each for each in answers if isinstance(each, Exception)], answers
    assert (again(approval).level, told(scene.clerk_head).count("approval.requested")) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_approve_against_withdraw_and_resolve() -> None:
    scene = make_scene()
    approval = asked(scene)
    ticket = approval.ticket

    def work(i: int) -> Any:
        if i == 0:
            return approval_approve(reference=approval.reference, by=scene.driver_head, now=TEN)
        if i == 1:
            return approval_withdraw(reference=approval.reference, reason="No", by=scene.clerk, now=TEN)
        return ticket_resolve(reference=ticket.reference, text="Done", by=scene.clerk, now=TEN)

    answers = at_once(3, work)
    ends = [verb for verb in verbs(ticket) if verb in ("approval.approved", "approval.withdrawn")]
    assert len(ends) == 1
    assert sent("approval.approved") + sent("approval.withdrawn") == 1
    codes = {each.code for each in answers if isinstance(each, Exception)}
    assert codes <= {"wrong_state", "approval_open"}
    assert again(approval).state != "requested"


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_decide() -> None:
    """What the ticket's lock prevents: both still read it as open."""
    scene = make_scene()
    approval, both_read = asked(scene, None, scene.driver_head, scene.outsider, mode="one"), threading.Barrier(2)

    def naive(_i: int) -> int:
        state = Approval.objects.get(pk=approval.pk).state
        both_read.wait(timeout=60)
        rows = Approval.objects.filter(pk=approval.pk)
        return rows.update(state="approved", ended_at=TEN) if state == "requested" else 0

    assert at_once(2, naive) == [1, 1]


def test_pages(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    clerk, boss = client_of(scene.clerk), client_of(scene.driver_head)
    url = f"{ticket.get_absolute_url()}ask-approval/"
    data = {"text": "May it cost 900?", "minutes": "480", "mode": "all"}
    assert clerk.post(url, data).status_code == 422
    assert clerk.post(url, data | {"person_1": scene.driver_head.email}).status_code == 302
    approval = Approval.objects.get()
    page = clerk.get(ticket.get_absolute_url()).content.decode()
    assert f"Waits for the approval of {scene.driver_head.display_name}" in page
    assert "May it cost 900?" not in client_of(scene.agent).get(ticket.get_absolute_url()).content.decode()
    assert client_of(scene.agent).get(approval.get_absolute_url()).status_code == 404
    assert "May it cost 900?" in boss.get("/tickets/approvals/?mine=to_me").content.decode()
    assert ticket.title in boss.get("/").content.decode()
    page = boss.get(approval.get_absolute_url()).content.decode()
    assert (ticket.text in page, f'href="{ticket.get_absolute_url()}"' in page) == (True, False)
    assert boss.get("/tickets/approvals/?all=1&export=csv").status_code == 200
    assert boss.post(f"{approval.get_absolute_url()}decline/", {"reason": ""}).status_code == 422
    assert boss.post(f"{approval.get_absolute_url()}approve/", {"reason": "Fine"}).status_code == 302
    assert again(approval).state == "approved"


def test_the_catalogue_says_what_is_demanded(scene: Scene) -> None:
    client = client_of(scene.clerk_head)
    url = f"/tickets/services/{scene.service.reference}/approvals/"
    row = {"level_1": "1", "who_1": "person", "mode_1": "all", "minutes_1": "60", "kind_1": ""}
    data = row | {"name_en_1": "Costs", "name_zh_1": "费用", "version": str(scene.service.version)}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"person_1": scene.outsider.email}).status_code == 302
    assert "Costs" in client.get(scene.service.get_absolute_url()).content.decode()
    assert 'value="Costs"' in client.get(url).content.decode()


def test_rest(scene: Scene) -> None:
    ticket = taken_ticket(scene)
    clerk, boss = client_of(scene.clerk), client_of(scene.driver_head)

    def post(who: Any, path: str, data: dict[str, Any]) -> Any:
        return who.post(f"/api/v1/{path}", data, content_type="application/json")

    body = {"ticket": ticket.reference, "text": "May it?", "people": [scene.driver_head.reference]}
    made = post(clerk, "approvals/", body)
    assert (made.status_code, made.json()["waits_for"]) == (201, [scene.driver_head.display_name])
    one = made.json()["id"]
    assert clerk.get(f"/api/v1/tickets/{ticket.reference}/").json()["approval"]["id"] == one
    assert post(clerk, f"tickets/{ticket.reference}/resolve/", {"text": "Done"}).json()["code"] == "approval_open"
    assert post(clerk, f"approvals/{one}/approve/", {}).status_code == 403
    assert [row["id"] for row in boss.get("/api/v1/approvals/?mine=to_me").json()["results"]] == [one]
    assert post(boss, f"approvals/{one}/delegate/", {}).json()["code"] == "no_deputy"
    assert post(boss, f"approvals/{one}/approve/", {}).json()["state"] == "approved"
    assert post(boss, f"approvals/{one}/decline/", {"reason": "No"}).status_code == 409
    assert clerk.get(f"/api/v1/tickets/{ticket.reference}/").json()["approval"] is None
    demanded = {"approvals": [{"name_en": "Costs", "name_zh": "费用", "who": "serving_head"}]}
    head = client_of(scene.clerk_head)
    path = f"service-catalogue/{scene.service.reference}/approvals/"
    assert post(head, path, demanded).json()[0]["who"] == "serving_head"
    assert post(clerk, path, demanded).status_code == 403


@pytest.mark.parametrize(("until", "asks_deputy"), [("2026-11-16", True), ("2026-11-15", False)])
def test_while_a_head_is_away_the_deputy_is_asked(scene: Scene, until: str, *, asks_deputy: bool) -> None:
    deputy = make_user("standin", department=scene.front)
    Department.objects.filter(pk=scene.front.pk).update(deputy=deputy)
    User.objects.filter(pk=scene.agent_head.pk).update(away_from=dt.date(2026, 11, 9), away_until=until)
    demands(scene, demand())
    ticket = open_ticket(scene)
    asked_one = deputy if asks_deputy else scene.agent_head
    assert seat(Approval.objects.get(ticket=ticket)).person == asked_one
