"""After closing a benefit's owner is asked for a newer actual, 3, 6 and 12 months later."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from initiatives.models import Initiative, Target
from initiatives.rules.benefits import Check, check_due, months_after
from initiatives.services import reminding
from initiatives.services.benefits import benefit_read, benefit_realise
from initiatives.services.initiatives import initiative_close
from initiatives.services.reminding import benefits_remind
from initiatives.services.tracking import Value
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.people.models import User
from portal.records.models import OutboxRow
from tests.cast import Cast
from tests.crowd import at_once

DAY = dt.timedelta(days=1)


def after(months: int, days: int = 0) -> dt.datetime:
    day = months_after(TODAY, months) + days * DAY
    return dt.datetime.combine(day, NOW.timetz())


def close(initiative: Initiative, by: User) -> Target:
    initiative_close(
        reference=initiative.reference, result="Done", reading=Value(Decimal(80), TODAY, "x"), by=by, now=NOW
    )
    return initiative.targets.get()


@pytest.fixture
def benefit(cast: Cast, sponsor: User) -> Target:
    """Owned by the colleague, of an initiative that the owner carries."""
    initiative = make_initiative(cast.owner, sponsor, starts_on=TODAY - 10 * DAY)
    initiative.targets.update(owner=cast.colleague)
    return close(initiative, cast.owner)


def told() -> list[tuple[Any, str]]:
    rows = OutboxRow.objects.filter(kind="benefit-check", channel="inbox").order_by("id")
    return [(row.recipient, row.delivery_key.split(":")[3]) for row in rows]


def test_its_owner_is_asked_three_times(cast: Cast, benefit: Target) -> None:
    assert [benefits_remind(now=after(3, -1)), told()] == [0, []]
    for months, found in ((3, 1), (6, 2), (12, 3)):
        assert benefits_remind(now=after(months)) == 1
        assert benefits_remind(now=after(months, 1)) == 0
        assert len(told()) == found
    assert told() == [(cast.colleague, "3"), (cast.colleague, "6"), (cast.colleague, "12")]
    assert benefits_remind(now=after(40)) == 0


def test_a_newer_actual_or_its_proof_is_an_answer(cast: Cast, benefit: Target) -> None:
    reading = Value(Decimal(85), months_after(TODAY, 2), "Report")
    benefit_read(reference=benefit.reference, reading=reading, by=cast.owner, now=after(2))
    assert benefits_remind(now=after(3)) == 0
    assert benefits_remind(now=after(6)) == 1, "none since the check before"
    benefit_realise(reference=benefit.reference, by=cast.owner, now=after(7))
    assert benefits_remind(now=after(12)) == 0


def test_a_late_sweep_asks_once(cast: Cast, benefit: Target) -> None:
    assert benefits_remind(now=after(8)) == 1
    assert told() == [(cast.colleague, "6")]
    assert Target.objects.get().check_on == months_after(TODAY, 12)


def test_somebody_is_asked_when_the_owner_has_left(cast: Cast, benefit: Target) -> None:
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    benefits_remind(now=after(3))
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    benefits_remind(now=after(6))
    assert told() == [(cast.owner, "3"), (cast.head, "6")]


def test_what_runs_is_not_asked_for(cast: Cast, sponsor: User) -> None:
    make_initiative(cast.owner, sponsor)
    assert benefits_remind(now=after(20)) == 0


def test_the_rule() -> None:
    closed = dt.date(2026, 11, 30)
    assert months_after(closed, 3) == dt.date(2027, 2, 28)
    assert check_due(closed, dt.date(2027, 2, 27)) is None
    assert check_due(closed, dt.date(2027, 2, 28)) == Check(3, closed, dt.date(2027, 5, 30))
    assert check_due(closed, dt.date(2030, 1, 1)) == Check(12, dt.date(2027, 5, 30), None)


@pytest.mark.django_db(transaction=True)
class TestCrowd:
    def test_several_workers_ask_once(self, cast: Cast, benefit: Target) -> None:
        assert sum(at_once(6, lambda _number: benefits_remind(now=after(3)))) == 1
        assert len(told()) == 1

    def test_without_the_claim_several_believe_it_was_them(
        self, cast: Cast, benefit: Target, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The control; the delivery key still lets one message out."""
        monkeypatch.setattr(reminding, "_claimed", lambda pk, _now: Target.objects.get(pk=pk))
        assert sum(at_once(6, lambda _number: reminding._check(benefit.pk, after(3)))) > 1
        assert len(told()) == 1
