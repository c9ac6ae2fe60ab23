"""Problems on pages and over REST; who sees them."""

import datetime as dt

from feedback.tickets.models import Problem
from feedback.tickets.services import problem_accept
from feedback.tickets.tests.factory import MONDAY, Scene
from feedback.tickets.tests.problem_scene import DAY, accepted, agreed, failed, proposed
from feedback.tickets.tests.test_api import client_of
from portal.people.models import Role
from tests.cast import make_user

TODAY = dt.datetime.now(dt.UTC)
JSON = "application/json"


def test_from_a_cell_of_the_report_to_a_change_in_force_and_its_initiative(scene: Scene) -> None:
    failed(scene, at=TODAY - dt.timedelta(days=2))
    sponsor = make_user("boss", Role.EXECUTIVE, department=scene.front)
    head, other = client_of(scene.clerk_head), client_of(scene.agent_head)
    place = f"department={scene.billing.reference}&step=1"
    listed = head.get(f"/tickets/reports/back-office-first/tickets/?{place}&kind=reopen").content.decode()
    escaped = place.replace("&", "&amp;")
    assert f"/tickets/problems/new/?{escaped}&amp;cause=reopen" in listed
    assert 'value="1"' in head.get(f"/tickets/problems/new/?{place}&cause=reopen").content.decode()
    form = {"title": "Refunds come back", "department": scene.billing.reference, "step": "1", "cause": "reopen"}
    assert head.post("/tickets/problems/new/", form | {"step": "9"}).status_code == 422
    answer = head.post("/tickets/problems/new/", form)
    path = answer["Location"]
    assert head.post(f"{path}accept/", {"owner": scene.clerk.email}).status_code == 302
    today = TODAY.astimezone(MONDAY.tzinfo).date()
    changed = {"change": "Check twice", "effective_on": today.isoformat(), "version": "2"}
    assert head.post(f"{path}change/", changed | {"version": "1"}).status_code == 422
    assert head.post(f"{path}change/", changed).status_code == 302
    assert "Agree for Billing" in head.get(path).content.decode()
    assert "Agree for Front" in other.get(path).content.decode()
    assert head.post(f"{path}consent/", {"side": "step", "version": "3"}).status_code == 302
    assert other.post(f"{path}consent/", {"side": "suffering", "version": "4"}).status_code == 302
    page = head.get(path).content.decode()
    assert "Change in force" in page
    assert '<svg class="bars"' in page
    form_page = head.get(f"{path}initiative/").content.decode()
    assert sponsor.email in form_page
    ready = {
        "title": "Fewer", "owner": scene.clerk.email, "sponsor": sponsor.email, "metric": "Failures a week",
        "baseline": "1", "target_value": "0.5", "due_on": (today + dt.timedelta(days=84)).isoformat(),
    }  # fmt: skip
    assert "/initiatives/" in head.post(f"{path}initiative/", ready)["Location"]
    assert "Fewer" in head.get(path).content.decode()
    assert head.post(f"{path}close/", {"result": "Better"}).status_code == 302
    assert Problem.objects.get().state == "closed"


def test_from_a_ticket(scene: Scene) -> None:
    ticket, none = failed(scene), failed(scene, kind="promise")
    client = client_of(scene.clerk_head)
    assert f"/tickets/problems/new/?ticket={ticket.reference}" in client.get(ticket.get_absolute_url()).content.decode()
    assert (
        "Reopened after resolving" in client.get(f"/tickets/problems/new/?ticket={ticket.reference}").content.decode()
    )
    spot = {"title": "Again", "spot": f"{scene.billing.reference}/1/reopen"}
    assert client.post(f"/tickets/problems/new/?ticket={none.reference}", spot).status_code == 422
    answer = client.post(f"/tickets/problems/new/?ticket={ticket.reference}", spot)
    assert ticket.reference in client.get(answer["Location"]).content.decode()
    assert client_of(scene.clerk).get(ticket.get_absolute_url()).content.decode().count("problems/new") == 0


def test_list_filters_and_files(scene: Scene) -> None:
    problem = proposed(scene)
    client = client_of(scene.clerk_head)
    assert problem.reference in client.get("/tickets/problems/").content.decode()
    assert problem.reference in client.get("/tickets/problems/?mine=decide").content.decode()
    assert problem.reference not in client.get("/tickets/problems/?mine=own").content.decode()
    assert problem.reference not in client.get("/tickets/problems/?mine=consent").content.decode()
    assert problem.reference not in client.get("/tickets/problems/?state=closed").content.decode()
    assert b"".join(client.get("/tickets/problems/?export=csv").streaming_content).count(b"Refunds come back") == 1
    assert problem.reference not in client_of(scene.driver_head).get("/tickets/problems/").content.decode()


def test_declining_joining_leaving_on_pages(scene: Scene) -> None:
    problem, ticket = accepted(scene), failed(scene)
    client, path = client_of(scene.clerk_head), problem.get_absolute_url()
    assert client.post(f"{path}join/", {"ticket": "T-0"}).status_code == 422
    assert client.post(f"{path}join/", {"ticket": ticket.reference}).status_code == 302
    assert ticket.reference in client.get(path).content.decode()
    assert client.post(f"{path}leave/", {"ticket": ticket.reference}).status_code == 302
    assert ticket.get_absolute_url() not in client.get(path).content.decode()
    Problem.objects.update(state="proposed")
    assert client.post(f"{path}decline/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}decline/", {"reason": "One bad week"}).status_code == 302
    assert "One bad week" in client.get(path).content.decode()


def test_who_sees_it(scene: Scene) -> None:
    problem = proposed(scene)
    problem_accept(reference=problem.reference, owner=scene.driver, by=scene.clerk_head, now=MONDAY)
    path = problem.get_absolute_url()
    for person in (scene.clerk_head, scene.agent_head, scene.reader, scene.driver):
        assert client_of(person).get(path).status_code == 200
    for person in (scene.clerk, scene.outsider, scene.driver_head, scene.admin):
        assert client_of(person).get(path).status_code == 404
    # Who answers for it without seeing its tickets is told how many there are.
    assert "1 more that isn" in client_of(scene.driver).get(path).content.decode()
    assert client_of(scene.agent_head).post(f"{path}decline/", {"reason": "No"}).status_code == 403


def test_rest(scene: Scene) -> None:
    ticket = failed(scene, at=TODAY)
    head, other = client_of(scene.clerk_head), client_of(scene.agent_head)
    body = {"title": "Refunds", "department": scene.billing.reference, "step": 1, "cause": "reopen"}
    made = other.post("/api/v1/problems/", body | {"ticket": ticket.reference}, content_type=JSON)
    assert (made.status_code, made.json()["tickets"], made.json()["state"]) == (201, 1, "proposed")
    path = f"/api/v1/problems/{made.json()['id']}/"

    def do(client: object, action: str, expected: int = 200, **values: object) -> dict:
        answer = client.post(f"{path}{action}/", values, content_type=JSON)  # type: ignore[attr-defined]
        assert answer.status_code == expected, answer.content
        return answer.json()

    do(head, "decline", 400, reason="")
    assert do(head, "accept", owner=scene.clerk.reference)["owner"]["id"] == scene.clerk.reference
    do(head, "accept", 409)
    do(head, "leave", ticket=ticket.reference)
    do(head, "join", ticket=ticket.reference)
    assert [row["id"] for row in head.get(f"{path}tickets/").json()] == [ticket.reference]
    assert head.get(f"{path}effect/").json() == {}
    today = TODAY.astimezone(MONDAY.tzinfo).date().isoformat()
    do(head, "change", change="Check twice", effective_on=today)
    do(head, "consent", 403, side="suffering")
    do(head, "consent", side="step")
    assert do(other, "consent", side="suffering")["state"] == "in_force"
    effect = head.get(f"{path}effect/").json()
    assert (effect["since"]["failures"], len(effect["weeks"])) == (1, 13)
    plan = {
        "title": "Fewer", "owner": scene.clerk.reference, "sponsor": scene.reader.reference, "due_on": "2199-01-01",
        "target": {"metric": "Failures", "baseline": "4", "target_value": "2"},
    }  # fmt: skip
    assert do(head, "initiative", **plan)["initiative"]["name"] == "Fewer"
    do(head, "initiative", 409, **plan)
    assert do(head, "close", result="Better")["state"] == "closed"
    assert head.get("/api/v1/problems/?state=closed").json()["results"][0]["result"] == "Better"
    assert client_of(scene.driver_head).get(path).status_code == 404
    assert client_of(scene.clerk).post("/api/v1/problems/", body, content_type=JSON).status_code == 403


def test_stale_consent_over_rest_is_refused(scene: Scene) -> None:
    problem = agreed(scene)
    client = client_of(scene.agent_head)
    values = {"change": "Other", "effective_on": DAY.isoformat()}
    answer = client.post(
        f"/api/v1/problems/{problem.reference}/change/", values, content_type=JSON, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 412
