"""A cohort lays its phases out on working days and keeps wall time, whatever the clocks do."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from portal.core.errors import Malformed, NotAllowed, NotFound, Refused
from portal.people.models import Role
from tests.cast import make_user
from training.models import Phase
from training.services.cohorts import cohort_create
from training.services.curricula import draft_save, version_draft, version_publish
from training.tests.factory import (
    NOW,
    START,
    TEN_FIVE_FIVE,
    make_calendar,
    make_cohort,
    make_curriculum,
    make_site,
    make_trainer,
    phase,
    sessions_of,
)

pytestmark = pytest.mark.django_db


def test_ten_five_five_working_days_on_chinas_calendar():
    """Holidays are skipped, and Saturday 10 October is a make-up day."""
    cohort = make_cohort(make_trainer(), TEN_FIVE_FIVE)
    days = list(Phase.objects.filter(cohort=cohort).values_list("kind", "first_day", "last_day"))
    assert days == [
        ("classroom", dt.date(2026, 9, 21), dt.date(2026, 10, 10)),
        ("on_call", dt.date(2026, 10, 12), dt.date(2026, 10, 16)),
        ("classroom", dt.date(2026, 10, 19), dt.date(2026, 10, 23)),
    ]
    assert (cohort.start_date, cohort.end_date, cohort.state) == (START, dt.date(2026, 10, 23), "planned")
    sessions = sessions_of(cohort)
    assert len(sessions) == 20
    first = sessions[0]
    assert (first.local_date, first.local_start, first.zone) == (START, dt.time(9), "Asia/Shanghai")
    assert first.period.lower == dt.datetime(2026, 9, 21, 1, tzinfo=dt.UTC)
    assert first.period.upper == dt.datetime(2026, 9, 21, 3, tzinfo=dt.UTC)
    assert (first.period.lower_inc, first.period.upper_inc) == (True, False)
    assert first.generated_from is not None
    assert first.generated_from.plan().title_en == first.title_en
    assert first.starts_at == first.period.lower


@pytest.mark.parametrize(
    ("zone", "start", "utc_hours"),
    [
        # Sydney goes forward on 4 October 2026, Berlin back on 25 October.
        ("Australia/Sydney", dt.date(2026, 10, 2), [23, 22]),
        ("Europe/Berlin", dt.date(2026, 10, 23), [7, 8]),
    ],
)
def test_nine_stays_nine_across_a_clock_change(zone, start, utc_hours):
    cohort = make_cohort(
        make_trainer(), [phase()], site=make_site(zone), calendar=make_calendar(zone, official=False), start=start
    )
    sessions = sessions_of(cohort)
    assert [session.period.lower.astimezone(ZoneInfo(zone)).time() for session in sessions] == [dt.time(9)] * 2
    assert [session.period.lower.astimezone(dt.UTC).hour for session in sessions] == utc_hours


def test_a_session_may_go_past_midnight():
    cohort = make_cohort(make_trainer(), [phase(start=dt.time(22), minutes=240, days=1)])
    session = sessions_of(cohort)[0]
    assert session.period.upper - session.period.lower == dt.timedelta(hours=4)
    assert session.period.upper.astimezone(ZoneInfo("Asia/Shanghai")).date() == START + dt.timedelta(days=1)


def test_a_start_on_a_day_off_moves_to_the_next_working_day():
    cohort = make_cohort(make_trainer(), start=dt.date(2026, 10, 1))
    assert cohort.start_date == dt.date(2026, 10, 8)


def test_a_cohort_of_the_past_is_running_or_done_at_once():
    trainer = make_trainer()
    curriculum = make_curriculum(trainer)
    later = dt.datetime(2026, 9, 21, 23, tzinfo=dt.UTC)  # 22 September in Shanghai, its last day
    assert make_cohort(trainer, curriculum=curriculum, now=later).state == "running"
    assert make_cohort(trainer, curriculum=curriculum, now=later + dt.timedelta(days=1)).state == "done"


def test_it_keeps_its_version_when_a_new_one_is_published():
    trainer = make_trainer()
    cohort = make_cohort(trainer)
    from_version = cohort.curriculum_version
    reference = from_version.curriculum.reference
    version_draft(reference=reference, by=trainer, now=NOW)
    draft_save(reference=reference, phases=[phase(days=5)], by=trainer, now=NOW)
    version_publish(reference=reference, by=trainer, now=NOW)
    cohort.refresh_from_db()
    assert cohort.curriculum_version == from_version
    assert len(sessions_of(cohort)) == 2


def test_refusals():
    trainer = make_trainer()
    draft = make_curriculum(trainer, publish=False)
    with pytest.raises(Refused) as refusal:
        make_cohort(trainer, curriculum=draft)
    assert refusal.value.code == "not_published"
    published = make_curriculum(trainer)
    for capacity in (0, -1, 201):
        with pytest.raises(Malformed) as malformed:
            make_cohort(trainer, curriculum=published, capacity=capacity)
        assert "capacity" in malformed.value.errors
    with pytest.raises(Refused) as far:
        make_cohort(trainer, curriculum=published, start=dt.date(9999, 1, 1))
    assert far.value.field == "start_date"
    with pytest.raises(Malformed):
        make_cohort(trainer, curriculum=published, name=" ")
    make_cohort(trainer, curriculum=published, external_id="X1")
    with pytest.raises(Refused) as taken:
        make_cohort(trainer, curriculum=published, external_id="X1")
    assert taken.value.code == "external_id_taken"


def test_who_may():
    trainer, other, colleague = make_trainer(), make_trainer(), make_user()
    curriculum = make_curriculum(trainer)
    with pytest.raises(NotAllowed):
        make_cohort(colleague, curriculum=curriculum)
    with pytest.raises(Refused) as fixed:
        make_cohort(trainer, curriculum=curriculum, owner=other)
    assert fixed.value.code == "owner_fixed"
    office = make_user("office", Role.PROGRAMME_OFFICE)
    assert make_cohort(office, curriculum=curriculum, owner=other).owner == other
    with pytest.raises(Refused) as none:
        make_cohort(office, curriculum=curriculum, owner=colleague)
    assert none.value.code == "not_a_trainer"


def test_an_unknown_curriculum_is_not_found():
    trainer = make_trainer()
    with pytest.raises(NotFound):
        cohort_create(
            curriculum="C-00000000", name="a", site=make_site(), calendar=make_calendar(), start_date=START,
            capacity=1, by=trainer, now=NOW,
        )  # fmt: skip
