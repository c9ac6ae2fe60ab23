"""Import of initiatives with departments, benefits and milestones: by the verbs of the pages, all or nothing."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from initiatives.choices import InitiativeState, PartRole, Stage
from initiatives.models import Initiative, Milestone, Participation, Target
from initiatives.services.benefits import BenefitPlan, benefit_add
from initiatives.services.importing.exporting import initiatives_workbook
from initiatives.services.importing.keeping import book_upload
from initiatives.services.initiatives import initiative_close
from initiatives.services.parts import milestone_add, milestone_done, participant_set
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from initiatives.tests.importing import book_of, broken, lines, run, store, up
from portal.core.errors import NotAllowed
from portal.people.models import Role, User
from portal.records.models import Event, Job
from tests.cast import Cast, make_user

__all__ = ["store"]
DAY = dt.timedelta(days=1)
LATER = TODAY + 90 * DAY
HEAD = [
    "external_id", "title", "state", "owner", "sponsor", "department", "due_on", "metric", "unit", "baseline",
    "target_value",
]  # fmt: skip


def workbook(cast: Cast, sponsor: User, **changes: Any) -> bytes:
    sheets: dict[str, list[list[Any]]] = {
        "initiatives": [
            HEAD,
            [
                "p1",
                "Answers in a day",
                "running",
                cast.owner.email,
                sponsor.email,
                "hub",
                LATER,
                "In a day",
                "%",
                40,
                90,
            ],
            ["p2", "Fewer forms", "", cast.colleague.reference, "", "away", str(LATER), "", "", "", ""],
        ],
        "participants": [["initiative", "department", "role"], ["p1", "away", "C"], ["p1", "hub", "A"]],
        "benefits": [
            ["initiative", "metric", "unit", "baseline", "target_value", "owner"],
            ["p1", "Hours saved", "h", 0, 400.5, cast.colleague.email],
        ],
        "milestones": [
            ["initiative", "title", "due_on", "done_on"],
            ["p1", "Trial", LATER - 30 * DAY, TODAY],
            ["p2", "Draft", LATER, ""],
        ],
    }
    return book_of(**(sheets | changes))


def test_it_works(cast: Cast, sponsor: User, office: User) -> None:
    file = workbook(cast, sponsor)
    preview = run("initiatives", office, up(file, "plan.xlsx"), apply=False)
    assert preview.result["counts"] == {
        "initiatives": {"new": 2, "changed": 0, "unchanged": 0},
        "participants": {"new": 1, "changed": 0, "unchanged": 1},
        "benefits": {"new": 1, "changed": 0, "unchanged": 0},
        "milestones": {"new": 2, "changed": 0, "unchanged": 0},
    }
    assert not Initiative.objects.exists()
    assert not Event.objects.filter(subject_type="initiatives.initiative").exists()
    run("initiatives", office, up(file, "plan.xlsx"))
    running, draft = Initiative.objects.order_by("external_id")
    assert (running.state, draft.state) == (InitiativeState.RUNNING, InitiativeState.DRAFT)
    assert (running.owner, running.sponsor, draft.department) == (cast.owner, sponsor, cast.elsewhere)
    main, more = running.targets.order_by("id")
    assert (main.metric, main.target_value) == ("In a day", 90)
    assert (more.metric, more.target_value, more.owner) == ("Hours saved", Decimal("400.5"), cast.colleague)
    assert running.milestones.get().done_on == TODAY
    assert set(running.participations.values_list("role", flat=True)) == {"A", "C"}
    before = [list(model.objects.order_by("id").values()) for model in (Initiative, Target, Milestone, Participation)]
    assert run("initiatives", office, up(file, "plan.xlsx")).result["changes"] == 0
    assert before == [
        list(model.objects.order_by("id").values()) for model in (Initiative, Target, Milestone, Participation)
    ]


def scene(cast: Cast, sponsor: User) -> Initiative:
    """One of every part, a draft, a closed one; texts that a spreadsheet would take for something else."""
    found = make_initiative(cast.owner, sponsor, title="=1+1", summary="@a\r\n-b", baseline=Decimal("-5.25"))
    whose: dict[str, Any] = {"reference": found.reference, "by": cast.owner, "now": NOW}
    participant_set(department=cast.elsewhere, role=PartRole.INFORMED, **whose)
    first = milestone_add(title="+1", due_on=TODAY + DAY, **whose)
    milestone_add(title="Open", due_on=TODAY + DAY, owner=cast.colleague, **whose)
    milestone_done(milestone=first.reference, **whose)
    numbers: dict[str, Any] = {"baseline": Decimal("0.1"), "target_value": Decimal("12345678901234.5678"), "unit": "h"}
    whole = benefit_add(
        initiative=found.reference, plan=BenefitPlan("All", owner=cast.colleague, due_on=TODAY + DAY, **numbers),
        by=cast.owner, now=NOW,
    )  # fmt: skip
    part = BenefitPlan("Part", counted_in=whole, **numbers)
    benefit_add(initiative=found.reference, plan=part, by=cast.owner, now=NOW)
    make_initiative(cast.colleague, sponsor, draft=True)
    Initiative.objects.create(
        title="Bare", owner=cast.owner, department=cast.department, state=InitiativeState.DRAFT, stage=Stage.IDEA,
        starts_on=TODAY, due_on=LATER, created_at=NOW,
    )  # fmt: skip
    closed = make_initiative(cast.owner, sponsor, title="Closed")
    initiative_close(
        reference=closed.reference, result="Done", reading=Value(Decimal(80), TODAY, "x"), by=cast.owner, now=NOW
    )
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_exports_come_back_unchanged(cast: Cast, sponsor: User, office: User, language: str) -> None:
    scene(cast, sponsor)
    User.objects.filter(pk=office.pk).update(language=language)
    client = Client()
    client.force_login(User.objects.get(pk=office.pk))
    paths = {
        "initiatives.xlsx": "/initiatives/workbook/",
        "b.xlsx": "/api/v1/initiatives/workbook/",
        "initiatives.csv": "/initiatives/?all=1&export=csv",
        "i.xlsx": "/initiatives/?all=1&export=xlsx",
        "benefits.csv": "/benefits/?all=1&export=csv",
        "c.xlsx": "/benefits/?all=1&export=xlsx",
    }
    for name, path in paths.items():
        answer = client.get(path)
        file = answer.getvalue() if not answer.streaming else b"".join(answer)  # type: ignore[arg-type]
        job = run("initiatives", office, up(file, name), apply=False)
        assert (job.state, job.result.get("changes")) == (Job.State.DONE, 0), (name, job.result)
        assert sum(tally["unchanged"] for tally in job.result["counts"].values()) >= 4
    counts = run("initiatives", office, up(initiatives_workbook(by=office), "initiatives.xlsx")).result["counts"]
    assert {name: tally["unchanged"] for name, tally in counts.items()} == {
        "initiatives": 4, "participants": 4, "benefits": 2, "milestones": 2,
    }  # fmt: skip


def test_what_a_file_has_otherwise_is_changed_by_the_verbs(cast: Cast, sponsor: User, office: User) -> None:
    file = workbook(cast, sponsor)
    run("initiatives", office, up(file, "plan.xlsx"))
    changed = workbook(
        cast, sponsor,
        initiatives=[
            HEAD,
            ["p1", "Answers at once", "", cast.owner.email, sponsor.email, "hub", LATER, "In an hour", "%", 40, 95],
        ],
        participants=[["initiative", "department", "role"], ["p1", "away", "R"]],
        benefits=[["initiative", "metric", "unit", "baseline", "target_value"], ["p1", "Hours saved", "h", 0, 500]],
        milestones=[["initiative", "title", "due_on", "done_on"], ["p1", "Trial", LATER - DAY, ""]],
    )  # fmt: skip
    counts = run("initiatives", office, up(changed, "plan.xlsx")).result["counts"]
    assert [tally["changed"] for tally in counts.values()] == [1, 1, 1, 1]
    running = Initiative.objects.get(external_id="p1")
    main, more = running.targets.order_by("id")
    assert (running.title, main.metric, main.target_value, more.target_value) == (
        "Answers at once",
        "In an hour",
        95,
        500,
    )
    assert more.owner == cast.colleague, "a column that isn't there changes nothing"
    assert (running.milestones.get().done_on, running.milestones.get().due_on) == (None, LATER - DAY)
    assert running.participations.get(department=cast.elsewhere).role == "R"
    verbs = set(Event.objects.about(running).values_list("verb", flat=True))
    assert {"initiative.edited", "initiative.milestone_edited", "initiative.milestone_reopened"} <= verbs


def test_every_broken_rule_is_named_and_nothing_is_written(cast: Cast, sponsor: User, office: User) -> None:
    closed = make_initiative(cast.owner, sponsor, title="Closed")
    initiative_close(
        reference=closed.reference, result="Done", reading=Value(Decimal(80), TODAY, "x"), by=cast.owner, now=NOW
    )
    owner, boss = cast.owner.email, sponsor.email
    file = book_of(
        initiatives=[
            ["reference", *HEAD],
            ["", "n1", "Fine", "", owner, "", "hub", LATER, "", "", "", ""],
            ["", "n2", "No sponsor", "running", owner, "", "hub", LATER, "m", "%", 1, 2],
            ["", "n3", "No better", "", owner, boss, "hub", LATER, "m", "%", 1, 1],
            ["", "n4", "Past", "", owner, boss, "hub", TODAY - DAY, "", "", "", ""],
            ["", "n5", "Day", "", owner, boss, "hub", "22.11.2026", "", "", "", ""],
            ["", "n6", "Number", "", owner, boss, "hub", LATER, "m", "%", "a few", 2],
            ["", "n7", "Closed", "closed", owner, boss, "hub", LATER, "m", "%", 1, 2],
            ["", "n8", "Nobody", "", "nobody", boss, "moon", LATER, "", "", "", ""],
            [closed.reference, "", "Other", "running", owner, boss, "hub", LATER, "", "", "", ""],
        ],
        participants=[
            ["initiative", "department", "role"],
            ["n9", "hub", "C"],
            ["n1", "away", "X"],
            ["n1", "away", "A"],
        ],
        benefits=[["initiative", "metric", "baseline", "target_value", "counted_in"], ["n1", "m", 1, 1, "TG-00000000"]],
        milestones=[["initiative", "title", "due_on"], ["n2", "passed over", LATER], ["n1", "Late", LATER + DAY]],
    )
    job = run("initiatives", office, up(file, "plan.xlsx"))
    found = [(error["sheet"], error["row"], error["column"], error["rule"]) for error in job.result["errors"]]
    assert sorted(found) == sorted([
        ("initiatives", 3, "sponsor", "refused"),
        ("initiatives", 4, "target_value", "refused"),
        ("initiatives", 5, "due_on", "refused"),
        ("initiatives", 6, "due_on", "bad_day"),
        ("initiatives", 7, "baseline", "bad_number"),
        ("initiatives", 8, "state", "begins_only"),
        ("initiatives", 9, "owner", "absent_person"),
        ("initiatives", 9, "department", "absent_department"),
        ("initiatives", 10, "state", "state_moved"),
        ("initiatives", 10, "title", "refused"),
        ("participants", 2, "initiative", "absent_initiative"),
        ("participants", 3, "role", "bad_choice"),
        ("participants", 4, "role", "refused"),
        ("benefits", 2, "counted_in", "absent_reference"),
        ("milestones", 3, "due_on", "refused"),
    ])  # fmt: skip
    assert Initiative.objects.count() == 1
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office)
    text = client.get(f"/initiatives/import/{job.reference}/").content.decode()
    assert "2026-11-22" in text


def test_a_csv_alone(cast: Cast, sponsor: User, office: User) -> None:
    row = ["p1", "By CSV", "running", cast.owner.email, sponsor.email, "hub", LATER, "m", "%", 1, 2]
    run("initiatives", office, up(lines(HEAD, row), "initiatives.csv"))
    assert Initiative.objects.get().title == "By CSV"
    assert broken(run("initiatives", office, up(lines(HEAD, [*row[:3], "", *row[4:]]), "initiatives.csv"))) == [
        (2, "owner", "required")
    ]


def test_who_may_and_what_a_workbook_shows(cast: Cast, sponsor: User, office: User) -> None:
    scene(cast, sponsor)
    for user in (cast.owner, cast.head, sponsor):
        with pytest.raises(NotAllowed):
            book_upload(book="initiatives", by=user, now=NOW, uploads=[up(lines(HEAD), "initiatives.csv")])
    stranger = make_user("stranger", Role.FRONT_AGENT, department=cast.elsewhere)
    seen = run("initiatives", office, up(initiatives_workbook(by=stranger), "initiatives.xlsx"), apply=False)
    assert seen.result["counts"]["initiatives"]["unchanged"] == 2, "no drafts of others"


def test_the_pages(cast: Cast, sponsor: User, office: User) -> None:
    client = Client()
    client.force_login(office)
    assert "/initiatives/workbook/" in client.get("/initiatives/import/").content.decode()
    assert "/initiatives/import/" in client.get("/initiatives/").content.decode()
    answer = client.post("/api/v1/initiatives/imports/", {"files": up(workbook(cast, sponsor), "plan.xlsx")})
    assert answer.status_code == 202
    assert client.get(f"/initiatives/import/{answer.json()['id']}/").status_code == 200
