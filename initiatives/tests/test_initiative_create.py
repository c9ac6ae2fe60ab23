import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from initiatives.models import Initiative, Participation, Target
from initiatives.services.initiatives import initiative_create
from initiatives.tests.factory import NOW, TODAY, make_plan
from portal.core.errors import NotAllowed, Refused
from portal.people.models import Department, User
from portal.records.models import Event, OutboxRow, StoredFile
from tests.cast import Cast, make_user


def test_it_works(cast: Cast, sponsor: User, office: User) -> None:
    upload = SimpleUploadedFile("charter.txt", b"Why and how")
    plan = make_plan(cast.owner, sponsor)
    initiative = initiative_create(plan=plan, by=office, now=NOW, uploads=[upload])
    kept = Initiative.objects.get(reference=initiative.reference)
    assert (kept.state, kept.owner, kept.sponsor, kept.starts_on) == ("running", cast.owner, sponsor, TODAY)
    target = Target.objects.get(initiative=kept)
    assert (target.metric, target.baseline, target.target_value) == (plan.metric, Decimal(40), Decimal(90))
    part = Participation.objects.get(initiative=kept)
    assert (part.department, part.role) == (cast.department, "A")
    assert StoredFile.objects.about(kept).count() == 1
    assert Event.objects.get(verb="initiative.created").to_state == "running"
    told = {row.kind: row.recipient for row in OutboxRow.objects.filter(channel="inbox")}
    assert told == {"initiative-yours": cast.owner, "initiative-sponsored": sponsor}


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_employees_are_refused(cast: Cast, sponsor: User, who: str) -> None:
    with pytest.raises(NotAllowed):
        initiative_create(plan=make_plan(cast.owner, sponsor), by=getattr(cast, who), now=NOW)


def test_heads_and_executives_may(cast: Cast, sponsor: User) -> None:
    for by in (cast.head, cast.other_head, sponsor):
        initiative_create(plan=make_plan(cast.owner, sponsor), by=by, now=NOW)
    assert Initiative.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"due_on": TODAY - dt.timedelta(days=1)}, "due_in_past", "due_on"),
        ({"due_on": TODAY, "starts_on": TODAY + dt.timedelta(days=1)}, "due_before_start", "due_on"),
        ({"target_value": Decimal(40)}, "target_no_better", "target_value"),
        ({"target_value": Decimal(20)}, "target_no_better", "target_value"),
        ({"target_value": Decimal(90), "better": "lower"}, "target_no_better", "target_value"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused(
    cast: Cast, sponsor: User, office: User, fields: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        initiative_create(plan=make_plan(cast.owner, sponsor, **fields), by=office, now=NOW)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Initiative.objects.exists()


@pytest.mark.parametrize("role", ["owner", "sponsor"])
def test_colleagues_who_left_are_refused(cast: Cast, sponsor: User, office: User, role: str) -> None:
    people = {"owner": cast.owner, "sponsor": sponsor} | {role: make_user("gone", is_active=False)}
    with pytest.raises(Refused) as refusal:
        initiative_create(plan=make_plan(**people, department=cast.department), by=office, now=NOW)
    assert (refusal.value.code, refusal.value.field) == ("left", role)


def test_a_closed_department_is_refused(cast: Cast, sponsor: User, office: User) -> None:
    Department.objects.filter(pk=cast.department.pk).update(active=False)
    cast.department.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        initiative_create(plan=make_plan(cast.owner, sponsor, department=cast.department), by=office, now=NOW)
    assert refusal.value.code == "department_closed"


def test_a_draft_that_its_maker_could_not_open_is_refused(cast: Cast, sponsor: User) -> None:
    executive = cast.other_head
    with pytest.raises(Refused) as refusal:
        initiative_create(plan=make_plan(cast.owner, sponsor), by=executive, now=NOW, draft=True)
    assert refusal.value.code == "draft_hidden"


def test_a_known_external_id_updates(cast: Cast, sponsor: User, office: User) -> None:
    first = initiative_create(plan=make_plan(cast.owner, sponsor), by=office, now=NOW, external_id="E-1")
    plan = make_plan(cast.owner, sponsor, title="Another title", target_value=Decimal(95))
    again = initiative_create(plan=plan, by=office, now=NOW, external_id="E-1")
    assert again.pk == first.pk
    assert Initiative.objects.get().title == "Another title"
    assert Target.objects.get().target_value == 95


def test_the_database_keeps_the_rules_too(cast: Cast, sponsor: User, office: User) -> None:
    initiative_create(plan=make_plan(cast.owner, sponsor), by=office, now=NOW)
    with pytest.raises(IntegrityError, match="target_beyond_baseline"), transaction.atomic():
        Target.objects.update(target_value=Decimal(1))
    with pytest.raises(IntegrityError, match="initiative_due_after_start"), transaction.atomic():
        Initiative.objects.update(due_on=TODAY - dt.timedelta(days=1))
