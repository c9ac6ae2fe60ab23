import datetime as dt

from initiatives.models import Initiative, Milestone
from initiatives.services.leaving import initiatives_hand_over
from initiatives.services.parts import milestone_add
from initiatives.tests.factory import NOW, TODAY, make_initiative
from portal.people.handover import HANDOVERS
from portal.people.models import User
from portal.records.models import Event
from tests.cast import Cast


def test_it_works(cast: Cast, sponsor: User) -> None:
    initiative = make_initiative(cast.owner, sponsor)
    day = TODAY + dt.timedelta(days=1)
    milestone_add(reference=initiative.reference, title="Half", due_on=day, by=cast.owner, now=NOW)
    assert [work.reference for work in HANDOVERS["initiatives"].open_work(cast.owner)] == [initiative.reference]
    assert initiatives_hand_over(cast.owner, cast.colleague, cast.head, NOW) == 1
    assert Initiative.objects.get().owner == cast.colleague
    assert Milestone.objects.get().owner == cast.colleague
    assert Event.objects.get(verb="initiative.handed_over").data == {"from": cast.owner.pk, "to": cast.colleague.pk}


def test_without_a_successor_the_sponsor_takes_over(cast: Cast, sponsor: User) -> None:
    make_initiative(cast.owner, sponsor)
    assert initiatives_hand_over(cast.owner, None, cast.head, NOW) == 1
    assert Initiative.objects.get().owner == sponsor


def test_with_nobody_left_it_stays(cast: Cast) -> None:
    make_initiative(cast.owner, cast.owner)
    assert initiatives_hand_over(cast.owner, None, cast.head, NOW) == 0
    assert Initiative.objects.get().owner == cast.owner
