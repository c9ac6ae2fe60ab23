"""The portfolio as a whole: roll-up, what needs a decision, filters, export, REST."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from initiatives.choices import Light
from initiatives.models import Initiative
from initiatives.queries.rollup import overview
from initiatives.rules.benefits import Counting
from initiatives.rules.rollup import Group, Item, needs, roll_up
from initiatives.services.actions import action_add
from initiatives.services.benefits import BenefitPlan, benefit_add, benefit_forecast
from initiatives.services.launching import Use, service_countersign, service_launch, service_plan
from initiatives.services.parts import status_report
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.people.models import User
from tests.cast import Cast, make_user

DAY = dt.timedelta(days=1)


def item(**fields: Any) -> Item:
    return Item(**({"state": "running", "stage": "idea", "light": "green", "due_on": TODAY} | fields))


# -- rules


def test_groups_add_up_and_count_what_runs() -> None:
    rows = [
        ("a", "A", item(light="red", late_actions=2)),
        ("a", "A", item(state="closed", light="red", services=1)),
        ("b", "B", item(light="", needs_decision=True)),
    ]
    first, second = roll_up(rows)
    assert (first.key, first.initiatives, first.running, first.services, first.late_actions) == ("a", 2, 1, 1, 2)
    assert first.lights == {"green": 0, "amber": 0, "red": 1, "": 0}
    assert (second.needs_decision, second.silent, second.stages) == (1, 1, {"idea": 1})
    assert roll_up([]) == []


def test_benefits_of_a_group_are_summed_per_unit() -> None:
    def counting(unit: str, **more: Any) -> Counting:
        return Counting(unit, "higher", Decimal(0), Decimal(100), Decimal(80), realised=Decimal(60), **more)

    benefits = {"a": [counting("h"), counting("h"), counting("EUR"), counting("h", counted_elsewhere=True)]}
    found = roll_up([("a", "A", item())], benefits)[0]
    assert [(row.unit, row.forecast, row.realised) for row in found.benefits] == [
        ("EUR", Decimal(80), Decimal(60)),
        ("h", Decimal(160), Decimal(120)),
    ]


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, []),
        ({"gate_waits": True, "light": "red"}, ["gate", "red"]),
        ({"owner_gone": True, "sponsor_gone": True, "silent": True}, ["owner", "sponsor", "report"]),
        ({"state": "draft", "owner_gone": True, "sponsor_gone": True, "silent": True}, ["owner"]),
        ({"state": "closed", "gate_waits": True, "owner_gone": True, "light": "red"}, []),
    ],
)
def test_what_needs_a_decision(fields: Any, reasons: list[str]) -> None:
    values = {
        "state": "running", "light": "green", "gate_waits": False, "owner_gone": False, "sponsor_gone": False,
        "silent": False,
    }  # fmt: skip
    assert needs(**(values | fields)) == reasons


# -- queries


def whole(user: User, today: dt.date = TODAY) -> Group:
    return overview(user, Initiative.objects.visible_to(user), today).whole


def test_it_reads_lights_actions_services_and_benefits(cast: Cast, sponsor: User, office: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    reference = initiative.reference
    status_report(reference=reference, light=Light.RED, text="Help", by=cast.owner, now=NOW)
    where: dict[str, Any] = {"reference": reference, "by": cast.owner, "now": NOW}
    action_add(title="Late", assignee=cast.colleague, due_on=TODAY, **where)
    plan = BenefitPlan("Hours", Decimal(0), Decimal(100), "h")
    benefit = benefit_add(initiative=reference, plan=plan, by=cast.owner, now=NOW)
    inner = BenefitPlan("Of these", Decimal(0), Decimal(50), "h", counted_in=benefit)
    part = benefit_add(initiative=reference, plan=inner, by=cast.owner, now=NOW)
    for each in (benefit, part):
        benefit_forecast(reference=each.reference, forecast=Decimal(40), note="So far", by=cast.owner, now=NOW)
    launched(cast, initiative, office)
    found = whole(cast.outsider, TODAY + DAY)
    assert (found.lights["red"], found.late_actions, found.services, found.needs_decision) == (1, 1, 1, 1)
    assert {row.unit: (row.benefits, row.forecast) for row in found.benefits} == {
        "%": (1, Decimal(0)),
        "h": (1, Decimal(40)),
    }
    assert whole(cast.outsider, TODAY + 91 * DAY).services == 0


def launched(cast: Cast, initiative: Initiative, office: User) -> None:
    made = service_plan(
        name="Lounge", serves="customers", for_whom="Families", text="Quiet", department=cast.department,
        owner=cast.owner, by=office, now=NOW, initiative=initiative,
    )  # fmt: skip
    use = Use(TODAY, "Forty families")
    service_launch(reference=made.reference, launched_on=TODAY, use=use, by=office, now=NOW)
    service_countersign(reference=made.reference, by=cast.other_head, now=NOW)


def test_departments_and_sponsors_add_up(cast: Cast, sponsor: User) -> None:
    other = make_user("second-sponsor")
    make_initiative(cast.owner, sponsor)
    make_initiative(cast.colleague, other)
    make_initiative(cast.outsider, other)
    found = overview(cast.owner, Initiative.objects.visible_to(cast.owner), TODAY)
    assert sum(group.initiatives for group in found.departments) == found.whole.initiatives == 3
    assert sorted(group.initiatives for group in found.sponsors) == [1, 2]
    assert sorted(group.initiatives for group in found.departments) == [1, 2]


def test_an_owner_who_is_gone_needs_a_decision(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    made = overview(sponsor, Initiative.objects.visible_to(sponsor), TODAY).decisions[0]
    assert (made.row["reference"], made.reasons) == (initiative.reference, ["owner"])
    later = overview(sponsor, Initiative.objects.visible_to(sponsor), TODAY + 31 * DAY).decisions[0]
    assert later.reasons == ["owner", "report"]


def test_hidden_drafts_count_for_nobody_else(cast: Cast, sponsor: User) -> None:
    make_initiative(cast.owner, sponsor, draft=True)
    assert whole(cast.outsider).initiatives == 0
    assert whole(cast.owner).initiatives == 1


# -- page and REST


def test_page_filters_and_export(client: Client, cast: Cast, sponsor: User) -> None:
    make_initiative(cast.owner, sponsor, title="Answers", now=timezone.now(), due_on=timezone.localdate() + 90 * DAY)
    make_initiative(cast.outsider, sponsor, title="Elsewhere", now=timezone.now(), due_on=timezone.localdate() + DAY)
    client.force_login(cast.owner)
    page = client.get("/initiatives/overview/").content.decode()
    assert "Answers" in page
    assert "Elsewhere" in page
    url = f"/initiatives/overview/?department={cast.department.reference}"
    narrowed = client.get(url).content.decode()
    assert "Answers" in narrowed
    assert ">Elsewhere<" not in narrowed
    rows = client.get(f"{url}&by=department&export=csv").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("name,reference,initiatives,running,green,amber,red")
    assert len(rows) == 2
    for by in ("department", "sponsor", "decisions"):
        assert client.get(f"{url}&by={by}&export=xlsx").status_code == 200
    assert "No initiative fits" in client.get("/initiatives/overview/?department=nowhere").content.decode()


def test_rest(client: Client, cast: Cast, sponsor: User) -> None:
    make_initiative(cast.owner, sponsor, now=timezone.now(), due_on=timezone.localdate() + 90 * DAY)
    client.force_login(cast.owner)
    found = json.loads(client.get("/api/v1/initiatives/overview/?state=running").content)
    assert found["whole"]["running"] == 1
    assert found["departments"][0]["id"] == cast.department.reference
    assert client.get("/api/v1/initiatives/overview/?nonsense=1").status_code == 400
