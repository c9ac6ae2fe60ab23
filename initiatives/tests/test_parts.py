"""Departments, milestones, readings, status reports, comments of an initiative."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from initiatives.choices import Light, PartRole
from initiatives.models import Initiative, Milestone, Participation, Reading, StatusReport
from initiatives.services import parts
from initiatives.services.initiatives import initiative_close
from initiatives.services.saying import initiative_comment
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.people.models import User
from portal.records.models import Comment, Event, OutboxRow
from tests.cast import Cast, make_user

DAY = dt.timedelta(days=1)
FIFTY = Value(Decimal(50), TODAY, "Call statistics")


@pytest.fixture
def initiative(cast: Cast, sponsor: User) -> Initiative:
    return make_initiative(cast.owner, sponsor)


def add_milestone(initiative: Initiative, by: User, **fields: Any) -> Milestone:
    values = {"title": "Pages live", "due_on": TODAY + 10 * DAY} | fields
    return parts.milestone_add(reference=initiative.reference, by=by, now=NOW, **values)


def close(initiative: Initiative, by: User) -> None:
    initiative_close(reference=initiative.reference, result="Done", reading=FIFTY, by=by, now=NOW)


# -- departments


def test_a_department_takes_part_changes_its_part_and_leaves(cast: Cast, initiative: Initiative) -> None:
    where = {"reference": initiative.reference, "department": cast.elsewhere, "by": cast.owner, "now": NOW}
    parts.participant_set(role=PartRole.CONSULTED, **where)
    parts.participant_set(role=PartRole.RESPONSIBLE, **where)
    assert Participation.objects.get(department=cast.elsewhere).role == "R"
    parts.participant_remove(**where)
    assert not Participation.objects.filter(department=cast.elsewhere).exists()
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))[-3:]
    assert verbs == ["initiative.participant_set", "initiative.participant_set", "initiative.participant_removed"]


def test_there_is_one_accountable_department_and_it_is_the_owners(cast: Cast, initiative: Initiative) -> None:
    for department, role in ((cast.elsewhere, PartRole.ACCOUNTABLE), (cast.department, PartRole.INFORMED)):
        with pytest.raises(Refused) as refusal:
            parts.participant_set(
                reference=initiative.reference, department=department, role=role, by=cast.owner, now=NOW
            )
        assert refusal.value.code == "accountable"
    with pytest.raises(Refused):
        parts.participant_remove(reference=initiative.reference, department=cast.department, by=cast.owner, now=NOW)


def test_who_does_not_take_part_cannot_leave(cast: Cast, initiative: Initiative) -> None:
    with pytest.raises(NotFound):
        parts.participant_remove(reference=initiative.reference, department=cast.elsewhere, by=cast.owner, now=NOW)


# -- milestones


def test_a_milestone_is_set_reached_and_opened_again(cast: Cast, initiative: Initiative) -> None:
    row = add_milestone(initiative, cast.owner)
    assert row.owner == cast.owner
    where = {"reference": initiative.reference, "milestone": row.reference, "by": cast.owner, "now": NOW}
    assert parts.milestone_done(**where).done_on == TODAY
    with pytest.raises(Refused) as refusal:
        parts.milestone_done(**where)
    assert refusal.value.code == "already_done"
    assert parts.milestone_reopen(**where).done_on is None
    with pytest.raises(Refused) as refusal:
        parts.milestone_reopen(**where)
    assert refusal.value.code == "not_done"


@pytest.mark.parametrize("days", [-1, 91])
def test_a_milestone_outside_the_initiatives_time_is_refused(cast: Cast, initiative: Initiative, days: int) -> None:
    with pytest.raises(Refused) as refusal:
        add_milestone(initiative, cast.owner, due_on=TODAY + days * DAY)
    assert refusal.value.code == "milestone_outside"


def test_a_milestone_of_a_leaver_is_refused(cast: Cast, initiative: Initiative) -> None:
    with pytest.raises(Refused) as refusal:
        add_milestone(initiative, cast.owner, owner=make_user("gone", is_active=False))
    assert refusal.value.code == "left"


def test_a_milestone_reached_tomorrow_is_refused(cast: Cast, initiative: Initiative) -> None:
    row = add_milestone(initiative, cast.owner)
    with pytest.raises(Refused) as refusal:
        parts.milestone_done(
            reference=initiative.reference, milestone=row.reference, by=cast.owner, now=NOW, done_on=TODAY + DAY
        )
    assert refusal.value.code == "done_ahead"


def test_a_milestone_of_another_initiative_is_not_found(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    row = add_milestone(make_initiative(cast.owner, sponsor), cast.owner)
    with pytest.raises(NotFound):
        parts.milestone_done(reference=initiative.reference, milestone=row.reference, by=cast.owner, now=NOW)


# -- status reports


def test_a_report_gives_the_light(cast: Cast, initiative: Initiative) -> None:
    parts.status_report(reference=initiative.reference, light=Light.GREEN, text="On track", by=cast.owner, now=NOW)
    kept = Initiative.objects.get()
    assert (kept.light, kept.reported_at, kept.version) == ("green", NOW, 1)
    assert not OutboxRow.objects.filter(kind="initiative-needs-help").exists()


def test_the_sponsor_hears_of_trouble(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    parts.status_report(reference=initiative.reference, light=Light.RED, text="No staff", by=cast.owner, now=NOW)
    assert {row.recipient for row in OutboxRow.objects.filter(kind="initiative-needs-help")} == {sponsor}


def test_a_report_needs_words(cast: Cast, initiative: Initiative) -> None:
    with pytest.raises(Malformed):
        parts.status_report(reference=initiative.reference, light=Light.GREEN, text="", by=cast.owner, now=NOW)


def test_only_a_running_one_is_reported_on(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    close(initiative, cast.owner)
    for silent in (draft, initiative):
        with pytest.raises(Refused) as refusal:
            parts.status_report(reference=silent.reference, light=Light.GREEN, text="On track", by=cast.owner, now=NOW)
        assert refusal.value.code == "not_running"


def test_reports_and_readings_stay_as_they_were_written(cast: Cast, initiative: Initiative) -> None:
    parts.status_report(reference=initiative.reference, light=Light.RED, text="Bad", by=cast.owner, now=NOW)
    with pytest.raises(DatabaseError, match="Cannot update"):
        StatusReport.objects.update(light="green")


def test_a_reading_stays_as_it_was_written(cast: Cast, initiative: Initiative) -> None:
    parts.reading_add(reference=initiative.reference, reading=FIFTY, by=cast.owner, now=NOW)
    with pytest.raises(DatabaseError, match="Cannot update"):
        Reading.objects.update(value=Decimal(99))


# -- readings


def test_a_reading_is_added_after_closing_too(cast: Cast, initiative: Initiative) -> None:
    parts.reading_add(reference=initiative.reference, reading=FIFTY, by=cast.owner, now=NOW)
    close(initiative, cast.owner)
    parts.reading_add(reference=initiative.reference, reading=FIFTY, by=cast.owner, now=NOW)
    assert Reading.objects.count() == 3


def test_a_reading_of_tomorrow_is_refused(cast: Cast, initiative: Initiative) -> None:
    ahead = Value(Decimal(50), TODAY + DAY, "Hope")
    with pytest.raises(Refused) as refusal:
        parts.reading_add(reference=initiative.reference, reading=ahead, by=cast.owner, now=NOW)
    assert (refusal.value.code, refusal.value.field) == ("reading_ahead", "as_of")


def test_a_draft_is_not_measured(cast: Cast, sponsor: User) -> None:
    draft = make_initiative(cast.owner, sponsor, draft=True)
    with pytest.raises(Refused) as refusal:
        parts.reading_add(reference=draft.reference, reading=FIFTY, by=cast.owner, now=NOW)
    assert refusal.value.code == "not_running"


def test_a_target_of_another_initiative_is_not_found(cast: Cast, sponsor: User, initiative: Initiative) -> None:
    other = make_initiative(cast.owner, sponsor).targets.get().reference
    with pytest.raises(NotFound):
        parts.reading_add(reference=initiative.reference, target=other, reading=FIFTY, by=cast.owner, now=NOW)


# -- comments


def test_everybody_comments(cast: Cast, initiative: Initiative) -> None:
    initiative_comment(reference=initiative.reference, text="Count me in", by=cast.outsider, now=NOW)
    assert Comment.objects.about(initiative).count() == 1
    with pytest.raises(Malformed):
        initiative_comment(reference=initiative.reference, text=" ", by=cast.outsider, now=NOW)


# -- who may, and when, for all of them

CHANGES: list[Any] = [
    lambda i, _, by: add_milestone(i, by),
    lambda i, cast, by: parts.participant_set(
        reference=i.reference, department=cast.elsewhere, role=PartRole.INFORMED, by=by, now=NOW
    ),
    lambda i, _, by: parts.status_report(reference=i.reference, light=Light.GREEN, text="Fine", by=by, now=NOW),
    lambda i, _, by: parts.reading_add(reference=i.reference, reading=FIFTY, by=by, now=NOW),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("who", ["colleague", "outsider", "other_head"])
def test_others_are_refused(cast: Cast, initiative: Initiative, change: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        change(initiative, cast, getattr(cast, who))


@pytest.mark.parametrize("change", CHANGES[:3])
def test_a_closed_one_is_refused(cast: Cast, initiative: Initiative, change: Any) -> None:
    close(initiative, cast.owner)
    with pytest.raises(Refused) as refusal:
        change(initiative, cast, cast.owner)
    assert refusal.value.code in ("closed", "not_running")
