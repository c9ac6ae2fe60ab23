"""Archive, copy and templates: what comes along, what doesn't, who may; pages and REST."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from initiatives import registrations
from initiatives.choices import InitiativeState, PartRole, Section
from initiatives.choices.actions import ActionState
from initiatives.models import Initiative, PlanTemplate, StatusReport
from initiatives.rules.outline import Danger, Outline, Point, as_json, day_of, from_json
from initiatives.services import copying as verbs
from initiatives.services.actions import action_add, action_move
from initiatives.services.archiving import initiative_archive, initiative_unarchive
from initiatives.services.charter import charter_write
from initiatives.services.dependencies import dependency_add
from initiatives.services.parts import milestone_add, milestone_done, participant_set
from initiatives.services.risks import RiskPlan, risk_add
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.test_rest import Rest
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast
from tests.forms import StaleEdit

DAY = dt.timedelta(days=1)
START = TODAY + 30 * DAY


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    """With one of everything that a plan is made of, and the states that stay behind."""
    made = make_initiative(cast.owner, sponsor)
    where: dict[str, Any] = {"reference": made.reference, "by": cast.owner, "now": NOW}
    charter_write(section=Section.SERVES, text="Travellers", **where)
    participant_set(department=cast.elsewhere, role=PartRole.CONSULTED, **where)
    milestone = milestone_add(title="Half", due_on=TODAY + 40 * DAY, owner=cast.colleague, **where)
    action = action_add(
        title="Train", assignee=cast.colleague, starts_on=TODAY + 5 * DAY, due_on=TODAY + 10 * DAY, **where
    )
    dependency_add(before=action.reference, after=milestone.reference, **where)
    action_move(action=action.reference, state=ActionState.DONE, **where)
    milestone_done(milestone=milestone.reference, **where)
    risk_add(plan=RiskPlan("No room", 4, 5, cast.colleague, "Rent one", TODAY), **where)
    StatusReport.objects.create(initiative=made, light="red", text="x", by=cast.owner, at=NOW)
    return made


def beginning(owner: User, **fields: Any) -> verbs.Beginning:
    return verbs.Beginning(**({"title": "Again", "owner": owner, "starts_on": START} | fields))


def copy(initiative: Initiative, by: User, owner: User, **fields: Any) -> Initiative:
    return verbs.initiative_copy(reference=initiative.reference, beginning=beginning(owner, **fields), by=by, now=NOW)


def code_of(run: Any) -> str:
    with pytest.raises(Refused) as refusal:
        run()
    return refusal.value.code


def test_days_of_an_outline() -> None:
    assert day_of(3, TODAY, TODAY + 9 * DAY) == TODAY + 3 * DAY
    assert day_of(12, TODAY, TODAY + 9 * DAY) == TODAY + 9 * DAY
    outline = Outline(
        9,
        "s",
        {"serves": "t"},
        [(1, "C")],
        [Point("m", 4)],
        [Point("a", 3, 1)],
        [(("action", 0), ("milestone", 0))],
        [Danger("r", 1, 2, "")],
    )
    assert from_json(as_json(outline)) == outline


def test_a_copy_has_the_plan_moved_and_nothing_else(cast: Cast, office: User, initiative: Initiative) -> None:
    told = OutboxRow.objects.filter(recipient=cast.colleague).count()
    made = copy(initiative, office, cast.owner)
    assert (made.state, made.stage, made.title, made.starts_on) == ("draft", "idea", "Again", START)
    assert (made.due_on - made.starts_on, made.summary) == (90 * DAY, initiative.summary)
    assert [(row.section, row.text, row.number) for row in made.charter.all()] == [("serves", "Travellers", 1)]
    assert set(made.participations.values_list("department", "role")) == {
        (cast.department.pk, "A"),
        (cast.elsewhere.pk, "C"),
    }
    milestone, action, risk = made.milestones.get(), made.actions.get(), made.risks.get()
    assert (milestone.due_on, milestone.done_on, milestone.owner) == (START + 40 * DAY, None, cast.owner)
    assert (action.starts_on, action.due_on, action.state) == (START + 5 * DAY, START + 10 * DAY, "todo")
    assert (action.assignee, risk.owner, risk.state, risk.due_on) == (cast.owner, cast.owner, "open", None)
    edge = made.dependencies.get()
    assert (edge.before_action, edge.after_milestone) == (action, milestone)
    assert not any(rows.exists() for rows in (made.targets, made.reports, made.budget, made.log))
    assert OutboxRow.objects.filter(recipient=cast.colleague).count() == told, "nobody gets work without being told"
    assert Event.objects.about(made).latest("id").data == {"from": initiative.reference}


def test_a_shorter_copy_keeps_its_days_inside(cast: Cast, office: User, initiative: Initiative) -> None:
    made = copy(initiative, office, cast.owner, due_on=START + 20 * DAY)
    assert made.milestones.get().due_on == START + 20 * DAY


def test_an_owner_of_another_department_is_accountable(cast: Cast, office: User, initiative: Initiative) -> None:
    made = copy(initiative, office, cast.other_head)
    assert set(made.participations.values_list("department", "role")) == {
        (cast.elsewhere.pk, "A"),
        (cast.department.pk, "R"),
    }


def test_who_may_copy(cast: Cast, sponsor: User, office: User, initiative: Initiative) -> None:
    for by in (cast.owner, cast.colleague, cast.outsider):
        with pytest.raises(NotAllowed):
            copy(initiative, by, cast.owner)
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(NotFound):
        copy(draft, cast.other_head, cast.other_head)
    assert code_of(lambda: copy(initiative, cast.other_head, cast.owner)) == "draft_hidden"
    assert code_of(lambda: copy(initiative, office, cast.owner, due_on=START - DAY)) == "due_before_start"
    homeless = User.objects.get(pk=cast.owner.pk)
    homeless.department = None
    assert code_of(lambda: copy(initiative, office, homeless)) == "department_missing"


def keep(initiative: Initiative, by: User, name: str = "Roll-out") -> PlanTemplate:
    return verbs.template_keep(reference=initiative.reference, name=name, by=by, now=NOW)


def test_a_template_outlives_its_initiative(cast: Cast, office: User, initiative: Initiative) -> None:
    template = keep(initiative, office)
    initiative.milestones.all().delete()
    where = {"reference": template.reference, "by": office, "now": NOW}
    made = verbs.template_use(beginning=beginning(cast.owner), **where)
    assert (made.milestones.get().due_on, made.state) == (START + 40 * DAY, "draft")
    edited = verbs.template_edit(changes={"name": "Big roll-out"}, expected_version=1, **where)
    assert (edited.name, edited.version) == ("Big roll-out", 2)
    with pytest.raises(Stale):
        verbs.template_edit(changes={"name": "x"}, expected_version=1, **where)
    with pytest.raises(Malformed):
        verbs.template_edit(changes={"name": " "}, **where)
    verbs.template_remove(**where)
    assert not PlanTemplate.objects.exists()
    assert Initiative.objects.filter(pk=made.pk).exists()


def test_the_office_keeps_them_and_heads_use_them(cast: Cast, office: User, initiative: Initiative) -> None:
    template = keep(initiative, office)
    for by in (cast.head, cast.owner):
        with pytest.raises(NotAllowed):
            keep(initiative, by)
    where: dict[str, Any] = {"reference": template.reference, "now": NOW}
    assert verbs.template_use(beginning=beginning(cast.head), by=cast.head, **where).title == "Again"
    for act in (verbs.template_remove, lambda **who: verbs.template_edit(changes={"name": "x"}, **who)):
        with pytest.raises(NotAllowed):
            act(by=cast.head, **where)
        with pytest.raises((NotFound, NotAllowed)):
            act(by=cast.owner, **where)
    with pytest.raises((NotFound, NotAllowed)):
        verbs.template_use(beginning=beginning(cast.owner), by=cast.owner, **where)


@pytest.fixture
def closed(cast: Cast, sponsor: User) -> Initiative:
    made = make_initiative(cast.owner, sponsor, title="Quiet cabin")
    Initiative.objects.filter(pk=made.pk).update(state=InitiativeState.CLOSED, closed_at=NOW)
    return made


def archive(initiative: Initiative, by: User, **fields: Any) -> Initiative:
    return initiative_archive(reference=initiative.reference, by=by, now=NOW, **fields)


def test_archived_and_back(cast: Cast, closed: Initiative, initiative: Initiative) -> None:
    assert code_of(lambda: archive(initiative, cast.owner)) == "not_closed"
    for by in (cast.colleague, cast.outsider):
        with pytest.raises(NotAllowed):
            archive(closed, by)
    assert archive(closed, cast.owner, expected_version=1).archived_at == NOW
    assert code_of(lambda: archive(closed, cast.owner)) == "archived"
    back = {"reference": closed.reference, "by": cast.owner, "now": NOW}
    with pytest.raises(Stale):
        initiative_unarchive(expected_version=1, **back)
    assert initiative_unarchive(**back).archived_at is None
    assert code_of(lambda: initiative_unarchive(**back)) == "not_archived"
    verbs_written = Event.objects.about(closed).filter(verb__contains="archived").order_by("id")
    assert [row.verb for row in verbs_written] == ["initiative.archived", "initiative.unarchived"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Initiative.objects.filter(pk=initiative.pk).update(archived_at=NOW)


def test_out_of_lists_but_found(client: Client, cast: Cast, closed: Initiative) -> None:
    client.force_login(cast.owner)
    assert "Quiet cabin" in client.get("/initiatives/?state=closed").content.decode()
    assert client.post(reverse("initiatives:archive", args=[closed.reference])).status_code == 302
    assert "Quiet cabin" not in client.get("/initiatives/?state=closed").content.decode()
    for query in ("archived=true", "archived=all&state=closed"):
        assert "in the archive" in client.get(f"/initiatives/?{query}").content.decode()
    assert (
        "Out of the archive" in client.get(reverse("initiatives:initiative", args=[closed.reference])).content.decode()
    )
    hits = registrations._find(Initiative, "initiatives:initiative")(cast.outsider, "quiet", 5)
    assert [hit.title for hit in hits] == ["Quiet cabin"]
    rest = Rest(cast.owner)
    assert rest("GET", "/initiatives/?state=closed").json()["results"] == []
    assert closed.reference not in {row["id"] for row in rest("GET", "/initiatives/").json()["results"]}
    assert len(rest("GET", "/initiatives/?archived=true").json()["results"]) == 1
    assert rest("POST", f"/initiatives/{closed.reference}/unarchive/").json()["archived_at"] is None
    assert rest("POST", f"/initiatives/{closed.reference}/archive/").json()["archived_at"]
    assert rest("POST", f"/initiatives/{closed.reference}/archive/").status_code == 409


def test_pages_of_copies_and_templates(client: Client, cast: Cast, office: User, initiative: Initiative) -> None:
    client.force_login(office)
    where = [initiative.reference]
    data = {"title": "Next", "owner": cast.owner.email, "starts_on": str(START), "due_on": "", "sponsor": ""}
    step = reverse("initiatives:copy", args=where)
    assert initiative.title in client.get(step).content.decode()
    assert client.post(step, data | {"starts_on": ""}).status_code == 422
    assert client.post(step, data).status_code == 302
    assert Initiative.objects.get(title="Next").milestones.count() == 1
    assert "No template yet" in client.get(reverse("initiatives:templates")).content.decode()
    keep_step = reverse("initiatives:template-keep", args=where)
    assert client.post(keep_step, {"name": "Roll-out", "purpose": "Trainings"}).status_code == 302
    template = PlanTemplate.objects.get()
    assert "Roll-out" in client.get("/initiatives/new/").content.decode()
    assert client.post(reverse("initiatives:template-use", args=[template.reference]), data).status_code == 302
    url = reverse("initiatives:template-edit", args=[template.reference])
    change = {"reference": template.reference, "changes": {"name": "Theirs"}, "by": office, "now": NOW}
    stale = StaleEdit(client, url, lambda: verbs.template_edit(**change), name="Mine")
    assert stale.stale["differences"][0]["theirs"] == "Theirs"
    client.force_login(cast.head)
    listed = client.get(reverse("initiatives:templates")).content.decode()
    assert ("Theirs" in listed, url in listed) == (True, False)
    client.force_login(cast.outsider)
    assert client.get(step).status_code == 403
    assert client.get(reverse("initiatives:templates")).status_code == 403


def test_rest(cast: Cast, office: User, initiative: Initiative) -> None:
    rest = Rest(office)
    start = (dt.date.today() + 9 * DAY).isoformat()  # noqa: DTZ011
    body = {"title": "Next", "owner": cast.owner.reference, "starts_on": start}
    made = rest("POST", f"/initiatives/{initiative.reference}/copy/", body)
    assert (made.status_code, made.json()["state"], len(made.json()["milestones"])) == (201, "draft", 1)
    kept = rest("POST", "/initiative-templates/", {"initiative": initiative.reference, "name": "Roll-out"})
    where = f"/initiative-templates/{kept.json()['id']}/"
    assert (kept.status_code, kept.json()["milestones"], kept.json()["risks"]) == (201, ["Half"], ["No room"])
    assert rest("PATCH", where, {"name": "Big"}, **{"If-Match": '"8"'}).status_code == 412
    assert rest("PATCH", where, {"name": "Big"}).json()["name"] == "Big"
    assert Rest(cast.head)("POST", f"{where}use/", body | {"owner": cast.head.reference}).status_code == 201
    assert Rest(cast.head)("POST", f"{where}remove/").status_code == 403
    assert Rest(cast.outsider)("GET", where).status_code == 403
    assert rest("POST", f"{where}remove/").status_code == 204
    assert rest("GET", where).status_code == 404
