import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from initiatives.choices import PartRole
from initiatives.models import Initiative, Participation, Target
from initiatives.services.initiatives import initiative_close, initiative_edit, initiative_start
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.core.errors import NotAllowed, NotFound, Refused, Stale
from portal.core.search import search_q
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast, make_cast, make_user
from tests.crowd import at_once


def edit(initiative: Initiative, by: User, expected_version: int | None = None, **changes: Any) -> Initiative:
    return initiative_edit(
        reference=initiative.reference, changes=changes, by=by, now=NOW, expected_version=expected_version
    )


def test_it_works(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    edit(initiative, cast.owner, 1, title="Answers at once", target_value=Decimal(95))
    kept = Initiative.objects.get()
    assert (kept.title, kept.version) == ("Answers at once", 2)
    assert Target.objects.get().target_value == 95
    assert Initiative.objects.filter(search_q("once")).exists()
    assert Event.objects.get(verb="initiative.edited").data == {"fields": ["title", "target_value"]}


def test_those_who_may(cast: Cast, sponsor: User, office: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    for number, by in enumerate((cast.owner, sponsor, office, cast.head)):
        edit(initiative, by, title=f"Title {number}")
    assert Initiative.objects.get().version == 5


@pytest.mark.parametrize("who", ["colleague", "outsider", "other_head"])
def test_others_are_refused(cast: Cast, sponsor: User, who: str) -> None:
    with pytest.raises(NotAllowed):
        edit(make_initiative(cast.owner, sponsor), getattr(cast, who), title="Mine")


def test_a_stale_edit_is_refused(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    edit(initiative, sponsor, 1, summary="Theirs")
    with pytest.raises(Stale):
        edit(initiative, cast.owner, 1, summary="Mine")
    assert Initiative.objects.get().summary == "Theirs"


def test_a_new_owner_is_told(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    edit(initiative, sponsor, owner=cast.colleague)
    assert OutboxRow.objects.filter(kind="initiative-yours", recipient=cast.colleague).exists()


def test_a_new_department_becomes_the_accountable_one(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    edit(initiative, sponsor, department=cast.elsewhere)
    roles = dict(Participation.objects.values_list("department", "role"))
    assert roles == {cast.elsewhere.pk: PartRole.ACCOUNTABLE, cast.department.pk: PartRole.RESPONSIBLE}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"due_on": TODAY - dt.timedelta(days=400)}, "due_before_start"),
        ({"starts_on": TODAY + dt.timedelta(days=400)}, "due_before_start"),
        ({"better": "lower"}, "target_no_better"),
        ({"baseline": Decimal(90)}, "target_no_better"),
    ],
)
def test_what_does_not_hold_is_refused(cast: Cast, sponsor: User, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        edit(make_initiative(cast.owner, sponsor), cast.owner, **changes)
    assert refusal.value.code == code


def test_a_closed_one_is_refused(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    reading = Value(Decimal(91), TODAY, "Report")
    initiative_close(reference=initiative.reference, result="Done", reading=reading, by=cast.owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        edit(initiative, cast.owner, title="Late")
    assert refusal.value.code == "closed"


def test_a_draft_of_others_is_not_found(cast: Cast, sponsor: User) -> None:
    with pytest.raises(NotFound):
        edit(make_initiative(cast.owner, sponsor, draft=True), cast.outsider, title="Mine")


def test_start(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor, draft=True)
    assert initiative_start(reference=initiative.reference, by=cast.owner, now=NOW).state == "running"
    with pytest.raises(Refused) as refusal:
        initiative_start(reference=initiative.reference, by=cast.owner, now=NOW)
    assert refusal.value.code == "wrong_state"


def test_of_ten_who_edit_one_version_at_once_one_wins(transactional_db: Any) -> None:
    cast = make_cast()
    initiative = make_initiative(cast.owner, make_user("sponsor"))
    answers = at_once(10, lambda i: edit(initiative, cast.owner, 1, summary=f"Text {i}"))
    assert sum(isinstance(answer, Initiative) for answer in answers) == 1
    assert sum(isinstance(answer, Stale) for answer in answers) == 9
    assert Initiative.objects.get().version == 2
