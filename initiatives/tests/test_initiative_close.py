import datetime as dt
from decimal import Decimal

import pytest

from initiatives.models import Initiative, Reading
from initiatives.services.initiatives import initiative_close
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.core.errors import Malformed, NotAllowed, Refused, Stale
from portal.people.models import User
from portal.records.models import Event, OutboxRow
from tests.cast import Cast

LAST = Value(Decimal("91.5"), TODAY, "Monthly report")


def test_it_works(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    initiative_close(reference=initiative.reference, result="We answer in time.", reading=LAST, by=cast.owner, now=NOW)
    kept = Initiative.objects.get()
    assert (kept.state, kept.result, kept.closed_at) == ("closed", "We answer in time.", NOW)
    reading = Reading.objects.get()
    assert (reading.value, reading.source) == (Decimal("91.5"), "Monthly report")
    event = Event.objects.get(verb="initiative.closed")
    assert (event.from_state, event.to_state, event.reason) == ("running", "closed", "We answer in time.")
    told = OutboxRow.objects.filter(kind="initiative-closed", channel="inbox")
    assert [row.recipient for row in told] == [sponsor]


def test_without_a_result_it_is_refused(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    with pytest.raises(Malformed):
        initiative_close(reference=initiative.reference, result=" ", reading=LAST, by=cast.owner, now=NOW)


@pytest.mark.parametrize("draft", [True, False])
def test_only_a_running_one(cast: Cast, sponsor: User, draft: bool) -> None:
    initiative = make_initiative(cast.owner, sponsor, draft=draft)
    if not draft:
        initiative_close(reference=initiative.reference, result="Done", reading=LAST, by=cast.owner, now=NOW)
    with pytest.raises(Refused) as refusal:
        initiative_close(reference=initiative.reference, result="Done", reading=LAST, by=cast.owner, now=NOW)
    assert refusal.value.code == "wrong_state"


def test_a_reading_of_tomorrow_leaves_it_running(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    ahead = Value(Decimal(1), TODAY + dt.timedelta(days=1), "Hope")
    with pytest.raises(Refused) as refusal:
        initiative_close(reference=initiative.reference, result="Done", reading=ahead, by=cast.owner, now=NOW)
    assert refusal.value.code == "reading_ahead"
    assert Initiative.objects.get().state == "running"


def test_others_are_refused(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    with pytest.raises(NotAllowed):
        initiative_close(reference=initiative.reference, result="Done", reading=LAST, by=cast.colleague, now=NOW)


def test_a_stale_page_is_refused(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    with pytest.raises(Stale):
        initiative_close(
            reference=initiative.reference, result="Done", reading=LAST, by=cast.owner, now=NOW, expected_version=9
        )
