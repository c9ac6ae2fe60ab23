"""Actions, what waits for what, the board, late ones."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from initiatives import rules
from initiatives.choices.actions import ActionState
from initiatives.models import Action, Dependency, Initiative, Milestone
from initiatives.queries.actions import edges_of, pairs, work_of
from initiatives.queries.work import promised_by
from initiatives.services.actions import action_add, action_edit, action_move, action_remove, actions_remind
from initiatives.services.dependencies import dependency_add, dependency_remove
from initiatives.services.leaving import initiatives_hand_over
from initiatives.services.milestones import milestone_edit, milestone_remove
from initiatives.services.parts import milestone_add, milestone_done
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.test_parts import close
from initiatives.tests.test_rest import Rest
from portal.core.errors import NotAllowed, NotFound, Refused, Stale
from portal.people.models import Role, User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once
from tests.forms import StaleEdit

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("edges", "new", "cycle"),
    [
        ([], ("a", "b"), False),
        ([], ("a", "a"), True),
        ([("a", "b")], ("b", "a"), True),
        ([("a", "b")], ("a", "c"), False),
        ([("a", "b"), ("b", "c")], ("c", "a"), True),
        ([("a", "b"), ("b", "c")], ("a", "c"), False),
        ([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], ("d", "e"), False),
        ([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], ("d", "a"), True),
    ],
)
def test_cycles(edges: list[tuple[str, str]], new: tuple[str, str], cycle: bool) -> None:
    assert rules.graph.closes_cycle(edges, new) is cycle


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def add(initiative: Initiative, by: User, assignee: User | None = None, **fields: Any) -> Action:
    values: dict[str, Any] = {"title": "Train", "due_on": TODAY + 5 * DAY, "by": by, "now": NOW} | fields
    return action_add(reference=initiative.reference, assignee=assignee or by, **values)


def move(action: Action, by: User, state: ActionState, **fields: Any) -> Action:
    where = {"reference": action.initiative.reference, "action": action.reference, "by": by, "now": NOW} | fields
    return action_move(state=state, **where)


def wait(initiative: Initiative, by: User, before: Any, after: Any) -> Dependency:
    ends = {"before": before.reference, "after": after.reference}
    return dependency_add(reference=initiative.reference, **ends, by=by, now=NOW)


def milestone(initiative: Initiative, by: User, title: str = "Live") -> Milestone:
    return milestone_add(reference=initiative.reference, title=title, due_on=TODAY + 9 * DAY, by=by, now=NOW)


# -- actions


def test_it_works(cast: Cast, initiative: Initiative) -> None:
    action = add(initiative, cast.owner, cast.colleague)
    assert (action.state, action.done_on) == ("todo", None)
    assert OutboxRow.objects.get(kind="action-yours", channel="inbox").recipient == cast.colleague
    assert move(action, cast.colleague, ActionState.DOING).state == "doing"
    done = move(action, cast.colleague, ActionState.DONE)
    assert (done.state, done.done_on) == ("done", TODAY)
    assert move(action, cast.owner, ActionState.TODO).done_on is None
    verbs = Event.objects.filter(verb__startswith="initiative.action").order_by("id").values_list("verb", flat=True)
    assert [verb.removeprefix("initiative.action_") for verb in verbs] == ["added", "doing", "done", "todo"]


def test_the_same_column_is_no_change(cast: Cast, initiative: Initiative) -> None:
    action = add(initiative, cast.owner)
    assert move(action, cast.owner, ActionState.TODO).version == 1
    assert not Event.objects.filter(verb="initiative.action_todo").exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"due_on": TODAY + 91 * DAY}, "action_outside"),
        ({"due_on": TODAY - DAY}, "action_outside"),
        ({"starts_on": TODAY - DAY}, "action_outside"),
        ({"starts_on": TODAY + 6 * DAY}, "due_before_start"),
    ],
)
def test_days_that_do_not_fit(cast: Cast, initiative: Initiative, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(initiative, cast.owner, **fields)
    assert (refusal.value.code, refusal.value.field) == (code, "due_on")


def test_who_may_not(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    action = add(initiative, cast.owner)
    with pytest.raises(Refused) as refusal:
        add(initiative, cast.owner, make_user("gone", is_active=False))
    assert refusal.value.code == "left"
    for step in (
        lambda: add(initiative, cast.colleague),
        lambda: move(action, cast.colleague, ActionState.DOING),
        lambda: action_remove(reference=initiative.reference, action=action.reference, by=cast.outsider, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            step()
    with pytest.raises(NotFound):
        add(make_initiative(cast.owner, sponsor, draft=True), cast.outsider)
    with pytest.raises(NotFound):
        action_move(
            reference=initiative.reference, action="AC-00000000", state=ActionState.DONE, by=cast.owner, now=NOW
        )
    close(initiative, cast.owner)
    with pytest.raises(Refused) as late:
        move(action, cast.owner, ActionState.DOING)
    assert late.value.code == "closed"


def test_edit(cast: Cast, initiative: Initiative) -> None:
    action = add(initiative, cast.owner)
    where = {"reference": initiative.reference, "action": action.reference, "by": cast.owner, "now": NOW}
    changed = action_edit(changes={"title": "Coach", "assignee": cast.colleague}, expected_version=1, **where)
    assert (changed.title, changed.assignee, changed.version) == ("Coach", cast.colleague, 2)
    assert action_edit(changes={"title": "Coach"}, **where).version == 2
    with pytest.raises(Stale):
        action_edit(changes={"title": "Late"}, expected_version=1, **where)


def test_the_database_keeps_the_rules_too(cast: Cast, initiative: Initiative) -> None:
    add(initiative, cast.owner)
    with pytest.raises(IntegrityError, match="action_done_on"), transaction.atomic():
        Action.objects.update(state="done")
    with pytest.raises(IntegrityError, match="action_due_after_start"), transaction.atomic():
        Action.objects.update(starts_on=TODAY + 50 * DAY)


# -- late ones


def test_late_actions_are_told_once_per_day_that_was_missed(cast: Cast, initiative: Initiative) -> None:
    action = add(initiative, cast.owner, cast.colleague)
    assert actions_remind(now=NOW + 5 * DAY) == 0, "due today is not late"
    assert [actions_remind(now=NOW + 6 * DAY), actions_remind(now=NOW + 7 * DAY)] == [1, 0]
    assert OutboxRow.objects.get(kind="action-late", channel="inbox").recipient == cast.colleague
    where = {"reference": initiative.reference, "action": action.reference, "by": cast.owner, "now": NOW}
    action_edit(changes={"due_on": TODAY + 8 * DAY}, **where)
    assert actions_remind(now=NOW + 9 * DAY) == 1, "another day is another promise"
    move(action, cast.owner, ActionState.DONE)
    assert actions_remind(now=NOW + 30 * DAY) == 0


def test_actions_stand_on_the_home_page_and_move_with_a_leaver(cast: Cast, initiative: Initiative) -> None:
    action = add(initiative, cast.owner, cast.colleague)
    assert [(row.kind, row.title) for row in promised_by(cast.colleague)] == [("action", "Train")]
    initiatives_hand_over(cast.colleague, cast.head, cast.head, NOW)
    action.refresh_from_db()
    assert action.assignee == cast.head


# -- what waits for what


def test_an_action_is_not_done_before_what_it_waits_for(cast: Cast, initiative: Initiative) -> None:
    first, second, live = add(initiative, cast.owner), add(initiative, cast.owner), milestone(initiative, cast.owner)
    wait(initiative, cast.owner, first, second)
    wait(initiative, cast.owner, live, second)
    move(second, cast.owner, ActionState.DOING)
    with pytest.raises(Refused) as refusal:
        move(second, cast.owner, ActionState.DONE)
    assert (refusal.value.code, refusal.value.detail["waits_for"]) == ("waits", ["Train", "Live"])
    move(first, cast.owner, ActionState.DONE)
    where = {"reference": initiative.reference, "by": cast.owner, "now": NOW}
    milestone_done(milestone=live.reference, **where)
    assert move(second, cast.owner, ActionState.DONE).done_on == TODAY
    assert [item.blocked for item in work_of(initiative)] == [False] * 3


def test_circles_repetitions_and_strangers_are_refused(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    one, two, three = (add(initiative, cast.owner) for _ in range(3))
    wait(initiative, cast.owner, one, two)
    wait(initiative, cast.owner, two, three)
    for before, after, code in (
        (three, one, "dependency_cycle"),
        (one, one, "dependency_cycle"),
        (one, two, "dependency_there"),
    ):
        with pytest.raises(Refused) as refusal:
            wait(initiative, cast.owner, before, after)
        assert refusal.value.code == code
    other = make_initiative(cast.owner, sponsor)
    with pytest.raises(NotFound):
        wait(initiative, cast.owner, one, add(other, cast.owner))
    with pytest.raises(NotAllowed):
        wait(initiative, cast.outsider, one, three)


def test_taking_out(cast: Cast, initiative: Initiative) -> None:
    one, two, live = add(initiative, cast.owner), add(initiative, cast.owner), milestone(initiative, cast.owner)
    row = wait(initiative, cast.owner, one, two)
    wait(initiative, cast.owner, live, two)
    where = {"reference": initiative.reference, "by": cast.owner, "now": NOW}
    dependency_remove(dependency=row.reference, **where)
    with pytest.raises(NotFound):
        dependency_remove(dependency=row.reference, **where)
    milestone_remove(milestone=live.reference, **where)
    action_remove(action=one.reference, **where)
    assert (Dependency.objects.count(), Milestone.objects.count(), Action.objects.get()) == (0, 0, two)


def test_a_milestone_is_edited(cast: Cast, initiative: Initiative) -> None:
    row = milestone(initiative, cast.owner)
    where = {"reference": initiative.reference, "milestone": row.reference, "by": cast.owner, "now": NOW}
    changed = milestone_edit(changes={"title": "All live", "owner": cast.head}, expected_version=1, **where)
    assert (changed.title, changed.owner, changed.version) == ("All live", cast.head, 2)
    with pytest.raises(Stale):
        milestone_edit(changes={"title": "Late"}, expected_version=1, **where)
    with pytest.raises(Refused) as refusal:
        milestone_edit(changes={"due_on": TODAY + 500 * DAY}, **where)
    assert refusal.value.code == "milestone_outside"
    with pytest.raises(NotAllowed):
        milestone_edit(changes={"title": "Mine"}, **(where | {"by": cast.outsider}))


def circle(count: int) -> tuple[Initiative, User, list[Action]]:
    cast = make_cast()
    initiative = make_initiative(cast.owner, make_user("sponsor", Role.EXECUTIVE))
    return initiative, cast.owner, [add(initiative, cast.owner) for _ in range(count)]


@pytest.mark.django_db(transaction=True)
def test_ten_who_close_a_circle_at_once_leave_it_open() -> None:
    """Each adds one edge of a ring of ten: any nine fit together, all ten don't."""
    initiative, owner, actions = circle(10)

    def work(index: int) -> Dependency:
        by = User.objects.get(pk=owner.pk)
        return wait(initiative, by, actions[index], actions[(index + 1) % 10])

    answers = at_once(10, work)
    assert sum(isinstance(answer, Dependency) for answer in answers) == 9
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["dependency_cycle"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_halves_get_in() -> None:
    """The control: both read the graph before either writes."""
    initiative, _owner, actions = circle(2)
    both_have_read = threading.Barrier(2)

    def careless(index: int) -> bool:
        first, second = actions[index], actions[1 - index]
        with transaction.atomic():
            cycle = rules.graph.closes_cycle(pairs(edges_of(initiative)), (first.reference, second.reference))
            both_have_read.wait(30)
            if not cycle:
                Dependency.objects.create(initiative=initiative, before_action=first, after_action=second)
        return cycle

    assert at_once(2, careless) == [False, False]
    assert Dependency.objects.count() == 2


# -- pages and REST


def test_pages(client: Client, cast: Cast, initiative: Initiative) -> None:
    args = [initiative.reference]
    client.force_login(cast.owner)
    assert "Nothing to do is written down yet." in client.get(reverse("initiatives:work", args=args)).content.decode()
    sent = {"title": "Train", "assignee": cast.colleague.email, "due_on": str(TODAY + 5 * DAY)}
    assert client.post(reverse("initiatives:action-new", args=args), sent).status_code == 302
    action = Action.objects.get()
    live = milestone(initiative, cast.owner)
    sent = {"before": action.reference, "after": live.reference}
    assert client.post(reverse("initiatives:dependency-new", args=args), sent).status_code == 302
    again = client.post(reverse("initiatives:dependency-new", args=args), sent)
    assert (again.status_code, "is there already" in again.content.decode()) == (422, True)
    page = client.get(reverse("initiatives:work", args=args)).content.decode()
    assert "waits for Train" in page
    assert "gantt-diamond" in page
    client.force_login(cast.colleague)
    board = reverse("initiatives:board", args=args)
    assert f"move-{action.reference}" in client.get(board).content.decode()
    step = reverse("initiatives:action-move", args=[*args, action.reference])
    assert client.post(step, {"state": "doing", "board": "1"}).headers["Location"] == board
    assert client.post(step, {"state": "nowhere"}).status_code == 404
    columns = client.get(board).context["columns"]
    assert [[item.row.title for item in column["items"]] for column in columns] == [[], ["Train"], []]
    client.force_login(cast.outsider)
    assert "move-form" not in client.get(board).content.decode()
    client.post(step, {"state": "done"})
    action.refresh_from_db()
    assert action.state == "doing", "a colleague without a part in it moves nothing"


def test_a_stale_form_shows_both(client: Client, cast: Cast, initiative: Initiative) -> None:
    action = add(initiative, cast.owner)
    client.force_login(cast.owner)
    where = {"reference": initiative.reference, "action": action.reference, "by": cast.head, "now": NOW}
    url = reverse("initiatives:action-edit", args=[initiative.reference, action.reference])
    edit = StaleEdit(client, url, lambda: action_edit(changes={"title": "Theirs"}, **where), title="Mine")
    assert (edit.stale["differences"][0]["theirs"], edit.stale["differences"][0]["mine"]) == ("Theirs", "Mine")


def test_the_pages_cost_the_same_at_any_size(
    client: Client, cast: Cast, initiative: Initiative, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.owner)
    url = reverse("initiatives:work", args=[initiative.reference])
    for _ in range(30):
        wait(initiative, cast.owner, add(initiative, cast.owner), milestone(initiative, cast.owner))
    with django_assert_max_num_queries(12):
        client.get(url)


def test_rest(cast: Cast, initiative: Initiative) -> None:
    rest, where = Rest(cast.owner), f"/initiatives/{initiative.reference}"
    body = {"title": "Train", "assignee": cast.colleague.reference, "due_on": str(TODAY + 5 * DAY)}
    first, second = (rest("POST", f"{where}/actions/", body).json()["id"] for _ in range(2))
    assert rest("POST", f"{where}/actions/", body | {"surprise": 1}).status_code == 400
    ends = {"before": first, "after": second}
    made = rest("POST", f"{where}/dependencies/", ends)
    assert made.status_code == 201
    assert (
        rest("POST", f"{where}/dependencies/", {"before": second, "after": first}).json()["code"] == "dependency_cycle"
    )
    assert rest("GET", f"{where}/dependencies/").json() == [ends | {"id": made.json()["id"]}]
    refused = rest("POST", f"{where}/action-move/", {"action": second, "state": "done"})
    assert (refused.status_code, refused.json()["code"]) == (409, "waits")
    assert Rest(cast.colleague)("POST", f"{where}/action-move/", {"action": first, "state": "done"}).status_code == 200
    edited = rest("POST", f"{where}/action-edit/", {"action": second, "title": "Coach"}).json()
    assert (edited["title"], edited["version"]) == ("Coach", 2)
    rows = rest("GET", f"{where}/actions/?state=done").json()["results"]
    assert [row["id"] for row in rows] == [first]
    assert rest("POST", f"{where}/dependency-remove/", {"dependency": made.json()["id"]}).status_code == 204
    assert rest("POST", f"{where}/action-remove/", {"action": first}).status_code == 204
    live = milestone(initiative, cast.owner).reference
    assert rest("POST", f"{where}/milestone-edit/", {"milestone": live, "title": "All"}).json()["title"] == "All"
    assert rest("POST", f"{where}/milestone-remove/", {"milestone": live}).status_code == 204
