"""Ideas and initiatives for tests, made by the verbs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from initiatives.choices import DecisionKind
from initiatives.models import Idea, Initiative
from initiatives.services.decisions import idea_decide
from initiatives.services.ideas import idea_submit
from initiatives.services.initiatives import Plan, initiative_create
from portal.people.models import Department, Role, User
from tests.cast import make_user

NOW = dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def make_idea(by: User, department: Department | None = None, **fields: Any) -> Idea:
    values = {"title": "Boarding passes by phone", "text": "Nobody has a printer at home.", "now": NOW} | fields
    department = department or by.department
    assert department
    return idea_submit(department=department, by=by, **values)


def make_accepted(idea: Idea, by: User) -> Idea:
    return idea_decide(reference=idea.reference, decision=DecisionKind.ACCEPT, reason="It helps.", by=by, now=NOW)


def make_plan(owner: User, sponsor: User, **fields: Any) -> Plan:
    values = {
        "title": "Answers within a day",
        "summary": "Customers hear from us on the same day.",
        "department": owner.department,
        "due_on": TODAY + dt.timedelta(days=90),
        "metric": "Answered within a day",
        "unit": "%",
        "baseline": Decimal(40),
        "target_value": Decimal(90),
    } | fields
    return Plan(owner=owner, sponsor=sponsor, **values)


def make_initiative(
    owner: User, sponsor: User, *, draft: bool = False, now: dt.datetime = NOW, **fields: Any
) -> Initiative:
    office = make_user("", Role.PROGRAMME_OFFICE)
    return initiative_create(plan=make_plan(owner, sponsor, **fields), by=office, now=now, draft=draft)
