"""Mails wait for their receiver's working hours; what is urgent, and the inbox, never does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from portal.calendars.models import Calendar, DepartmentCalendar
from portal.delivery.queries import system_state
from portal.delivery.services import hours
from portal.delivery.services.relay import deliver_due
from portal.delivery.tests.factory import Clock, mails, the_mail
from portal.delivery.tests.sink import Sink
from portal.people.models import Department, Role, User
from portal.people.services.preferences import preference_set
from portal.records import messages
from portal.records.messages import MessageKind
from portal.records.models import OutboxRow
from portal.records.services import notify
from tests.cast import make_department, make_user

pytestmark = pytest.mark.django_db
State = OutboxRow.State
URGENT = MessageKind("delivery.urgent", "Late: %(reference)s", "%(title)s", urgent=True, label="Urgent sample")
WEEK = {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(5)}
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


MIDNIGHT = at("2026-11-17 00:30")  # the night to a Tuesday
OPENS = at("2026-11-17 09:00")


@pytest.fixture(autouse=True)
def urgent_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(messages.KINDS, URGENT.code, URGENT)


def make_calendar(name: str = "Office", *, default: bool = True, **spec: Any) -> Calendar:
    given = {"name": name, "timezone": "Asia/Shanghai", "hours": WEEK, "holidays": [], "shifts": {}} | spec
    made: Calendar = Calendar.objects.create(name=name, spec=given, is_default=default, created_at=MIDNIGHT)
    return made


@pytest.fixture
def office(db: None) -> Calendar:
    return make_calendar()


def tell(person: User, *, at: dt.datetime = MIDNIGHT, kind: str = "delivery.sample", key: str = "one") -> None:
    params = {"reference": "T-7K3M9Q2X", "title": "Card does not arrive"}
    notify(kind=kind, key=f"{key}:{person.pk}", recipients=[person], params=params, url="/tickets/T-1/", at=at)


def sent_when(sink: Sink, *, told_at: dt.datetime) -> dt.datetime | None:
    """Let the relay run every half hour for ten days; when the mail of a fresh colleague went out."""
    tell(make_user(), at=told_at)
    clock = Clock(told_at)
    for _each in range(480):
        deliver_due(clock=clock)
        if the_mail().state == State.SENT:
            return the_mail().sent_at
        clock.forward(dt.timedelta(minutes=30))
    return None


def test_a_mail_of_the_night_goes_out_when_work_begins(sink: Sink, office: Calendar) -> None:
    ana = make_user("ana", department=make_department("hub"))
    tell(ana)
    clock = Clock(MIDNIGHT)
    done = deliver_due(clock=clock)
    row = the_mail()
    assert (done.sent, done.held, sink.connections) == (0, 1, 0)
    assert (row.state, row.attempts, row.held_until, row.next_attempt_at) == (State.WAITING, 0, OPENS, OPENS)
    assert OutboxRow.objects.get(channel="inbox").state == State.SENT
    clock.now = OPENS - dt.timedelta(seconds=1)
    assert (deliver_due(clock=clock).sent, deliver_due(clock=clock).held) == (0, 0)
    clock.now = OPENS
    assert deliver_due(clock=clock).sent == 1
    row = the_mail()
    assert (row.state, row.attempts, row.held_until, row.sent_at) == (State.SENT, 1, None, OPENS)
    assert len(sink.accepted) == 1


def test_what_is_urgent_goes_at_once(sink: Sink, office: Calendar) -> None:
    tell(make_user(department=make_department()), kind=URGENT.code)
    assert deliver_due(clock=Clock(MIDNIGHT)).sent == 1


def test_during_work_nothing_waits(sink: Sink, office: Calendar) -> None:
    tell(make_user(department=make_department()), at=OPENS)
    assert deliver_due(clock=Clock(OPENS)).sent == 1


@pytest.mark.parametrize(
    ("told_at", "expected"),
    [
        ("2026-09-30 18:30", "2026-10-08 09:00"),  # a holiday of seven days
        ("2026-09-27 10:30", "2026-09-27 10:30"),  # a Sunday on which everybody makes up for it
        ("2026-09-26 20:00", "2026-09-27 10:00"),  # the Saturday night before: the make-up day's own hours
        ("2026-11-20 18:00", "2026-11-23 09:00"),  # closing is closed: a weekend
        ("2026-11-17 12:00", "2026-11-17 13:00"),  # lunch
    ],
)
def test_holidays_and_make_up_days_count(sink: Sink, told_at: str, expected: str) -> None:
    holidays = [f"2026-10-0{day}" for day in range(1, 8)]
    make_calendar(holidays=holidays, shifts={"2026-09-27": [["10:00", "16:00"]]})
    assert sent_when(sink, told_at=at(told_at)) == at(expected)


def test_each_department_by_its_own_calendar(sink: Sink, office: Calendar) -> None:
    around = make_calendar("7x24", default=False, hours={str(day): [["00:00", "24:00"]] for day in range(7)})
    hotline, hub = make_department("hotline"), make_department("hub")
    DepartmentCalendar.objects.create(department=hotline, calendar=around)
    awake, asleep = make_user(department=hotline), make_user(department=hub)
    tell(awake)
    tell(asleep)
    done = deliver_due(clock=Clock(MIDNIGHT))
    assert (done.sent, done.held) == (1, 1)
    assert mails().get(recipient=asleep).held_until == OPENS


def test_who_wants_them_at_any_hour_gets_them(sink: Sink, office: Calendar) -> None:
    ana = make_user(mail_at_once=True)
    tell(ana)
    assert deliver_due(clock=Clock(MIDNIGHT)).sent == 1


def test_choosing_any_hour_lets_go_what_waits(sink: Sink, office: Calendar) -> None:
    ana, ben = make_user(), make_user()
    tell(ana)
    tell(ben)
    clock = Clock(MIDNIGHT)
    assert deliver_due(clock=clock).held == 2
    preference_set(by=ana, mail_at_once=True)
    assert deliver_due(clock=clock).sent == 1
    assert mails().get(recipient=ben).state == State.WAITING


def test_who_is_on_duty_is_at_work(sink: Sink, office: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = make_user(), make_user()
    monkeypatch.setattr(hours, "PRESENT", [*hours.PRESENT, lambda person, _at: person == ana])
    tell(ana)
    tell(ben)
    done = deliver_due(clock=Clock(MIDNIGHT))
    assert (done.sent, done.held) == (1, 1)


def test_without_a_calendar_nothing_waits(sink: Sink) -> None:
    tell(make_user())
    assert deliver_due(clock=Clock(MIDNIGHT)).sent == 1


def test_a_calendar_that_never_opens_again_holds_nothing(sink: Sink) -> None:
    make_calendar(hours={}, shifts={"2026-01-05": [["09:00", "18:00"]]})
    tell(make_user())
    assert deliver_due(clock=Clock(MIDNIGHT)).sent == 1


def test_a_day_that_became_a_holiday_holds_again(sink: Sink, office: Calendar) -> None:
    tell(make_user())
    deliver_due(clock=Clock(MIDNIGHT))
    office.spec = office.spec | {"holidays": ["2026-11-17"]}
    office.save()
    assert deliver_due(clock=Clock(OPENS)).held == 1
    assert the_mail().held_until == at("2026-11-18 09:00")


def test_who_left_meanwhile_gets_nothing(sink: Sink, office: Calendar) -> None:
    ana = make_user()
    tell(ana)
    clock = Clock(MIDNIGHT)
    deliver_due(clock=clock)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    clock.now = OPENS
    deliver_due(clock=clock)
    assert (the_mail().state, sink.accepted) == (State.GIVEN_UP, [])


def test_thousands_that_wait_cost_few_queries(sink: Sink, office: Calendar, django_assert_max_num_queries: Any) -> None:
    department: Department = make_department()
    for number in range(10):
        tell(make_user(department=department), key=str(number))
    # Of each mail: begin, claim, who is at work, put off, commit. The calendar is read once.
    with django_assert_max_num_queries(10 * 5 + 8):
        assert deliver_due(clock=Clock(MIDNIGHT)).held == 10


def test_the_page_says_why_it_waits(sink: Sink, office: Calendar) -> None:
    tell(make_user("ana"))
    deliver_due(clock=Clock(MIDNIGHT))
    admin = make_user(Role.ADMINISTRATOR.value, Role.ADMINISTRATOR)
    client, rest = Client(), APIClient()
    client.force_login(admin)
    rest.force_authenticate(admin)
    page = client.get("/outbox/?state=waiting").content.decode()
    assert "waits for the receiver" in page
    assert "2026-11-17 09:00" in page or "09:00" in page
    (row,) = rest.get("/api/v1/outbox/?state=waiting").json()["results"]
    assert dt.datetime.fromisoformat(row["held_until"]) == OPENS
    # It waits, and nobody has to look.
    state = system_state(MIDNIGHT + dt.timedelta(hours=6))
    assert (state.oldest_waiting, str(state.waiting)) == (None, "1")
    assert system_state(OPENS + dt.timedelta(minutes=1)).oldest_waiting == MIDNIGHT


def test_the_switch_on_the_profile_and_over_rest(office: Calendar) -> None:
    ana = make_user("ana")
    client, rest = Client(), APIClient()
    client.force_login(ana)
    rest.force_authenticate(ana)
    assert rest.get("/api/v1/me/").json()["mail_at_once"] is False
    assert "Mails at any hour" in client.get("/profile/").content.decode()
    form = {"language": "en", "timezone": "", "theme": "auto", "mail_at_once": "on"}
    assert client.post("/profile/", form).status_code == 302
    assert User.objects.get(pk=ana.pk).mail_at_once is True
    assert rest.patch("/api/v1/me/", {"mail_at_once": False}, format="json").json()["mail_at_once"] is False
    assert rest.patch("/api/v1/me/", {"mail_at_once": "perhaps"}, format="json").status_code == 400
