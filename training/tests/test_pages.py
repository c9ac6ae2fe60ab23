"""The pages: open to whom they should be, in both languages, and doing what their buttons say."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.people.models import Role, User
from tests.cast import make_user
from training.choices import BookingRole
from training.models import Attendance, Cohort, Curriculum, Enrolment, Resource
from training.services.cohorts import cohorts_advance
from training.services.enrolments import cohort_enrol
from training.services.sessions import session_staff
from training.tests.factory import (
    NOW,
    START,
    bookings_of,
    make_calendar,
    make_cohort,
    make_curriculum,
    make_room,
    make_site,
    make_trainer,
    phase,
    sessions_of,
)

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def world() -> dict[str, Any]:
    trainer = make_trainer("tina", latin_name="Tina")
    curriculum = make_curriculum(trainer, [phase(), phase("on_call", 1)])
    cohort = make_cohort(trainer, curriculum=curriculum)
    seat = cohort_enrol(reference=cohort.reference, person=make_user("paul"), by=trainer, now=NOW)
    session = sessions_of(cohort)[0]
    session_staff(reference=session.reference, role=BookingRole.TRAINER, resource=trainer, by=trainer, now=NOW)
    room = make_room(trainer)
    draft = make_curriculum(trainer, publish=False)
    return {
        "trainer": trainer, "curriculum": curriculum, "cohort": cohort, "seat": seat, "session": session,
        "room": room, "draft": draft,
    }  # fmt: skip


def addresses(found: dict[str, Any]) -> list[str]:
    cohort, session, draft = (found[key].reference for key in ("cohort", "session", "draft"))
    plain = [
        "cohorts", "cohort-new", "calendar", "events", "plan", "curricula", "curriculum-new", "rooms", "room-new",
        "feed-settings", "sessions", "preview",
    ]  # fmt: skip
    return [
        *(reverse(f"training:{name}") for name in plain),
        reverse("training:cohorts") + "?state=planned",
        reverse("training:sessions") + "?all=1",
        reverse("training:curriculum", args=[found["curriculum"].reference]),
        *(reverse(f"training:{name}", args=[draft]) for name in ("curriculum", "curriculum-edit", "phase-new")),
        reverse("training:phase-edit", args=[draft, 0]),
        *(reverse(f"training:{name}", args=[session]) for name in ("session", "staff", "move")),
        *(reverse(f"training:{name}", args=[cohort]) for name in ("cohort", "cohort-edit", "enrol", "cohort-cancel")),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_for_the_trainer(language):
    found = world()
    User.objects.filter(pk=found["trainer"].pk).update(language=language)
    client = client_of(found["trainer"])
    answers = {url: client.get(url).status_code for url in addresses(found)}
    assert answers == dict.fromkeys(addresses(found), 200)


def test_a_colleague_reads_what_is_open_and_no_more():
    found = world()
    client = client_of(make_user())
    cohort = client.get(reverse("training:cohort", args=[found["cohort"].reference]))
    assert cohort.status_code == 200
    assert "paul" not in cohort.content.decode().lower()
    assert "Enrol people" not in cohort.content.decode()
    for name, status in (("cohort-edit", 403), ("enrol", 403)):
        assert client.get(reverse(f"training:{name}", args=[found["cohort"].reference])).status_code == status
    assert client.get(reverse("training:curriculum", args=[found["draft"].reference])).status_code == 404
    assert client.get(reverse("training:cohort", args=["G-00000000"])).status_code == 404
    assert client.get(reverse("training:plan")).status_code == 403


def test_the_list_opens_with_what_runs_else_with_what_is_coming():
    owner, stranger = make_trainer(), make_user()
    cohort = make_cohort(owner, name="Phone skills")
    for reader in (owner, stranger):
        assert "Phone skills" in client_of(reader).get("/training/").content.decode()
    cohorts_advance(now=dt.datetime.combine(START, dt.time(12), dt.UTC))
    assert "Phone skills" in client_of(owner).get("/training/").content.decode()
    assert "Phone skills" not in client_of(stranger).get("/training/").content.decode()
    assert "Phone skills" not in client_of(owner).get("/training/?state=planned").content.decode()
    assert cohort.reference in client_of(owner).get("/training/?state=running").content.decode()


def test_a_cohort_from_the_form_with_its_preview():
    trainer = make_trainer()
    curriculum, site, calendar = make_curriculum(trainer), make_site(), make_calendar()
    client = client_of(trainer)
    form = {
        "curriculum": curriculum.reference, "name": "Autumn", "site": site.code, "calendar": calendar.reference,
        "start_date": "2026-10-01", "capacity": "8",
    }  # fmt: skip
    preview = client.get(reverse("training:preview"), form).content.decode()
    assert "2026-10-01 is a day off, so it begins on 2026-10-08." in preview
    answer = client.post(reverse("training:cohort-new"), form)
    cohort = Cohort.objects.get()
    assert answer["Location"] == reverse("training:cohort", args=[cohort.reference])
    assert (cohort.start_date, cohort.owner) == (dt.date(2026, 10, 8), trainer)
    refused = client.post(reverse("training:cohort-new"), form | {"capacity": "0"})
    assert refused.status_code == 422


def test_enrolling_a_list_is_all_or_nothing():
    trainer, first, second = make_trainer(), make_user("ann"), make_user("bob")
    cohort = make_cohort(trainer, capacity=1)
    client = client_of(trainer)
    url = reverse("training:enrol", args=[cohort.reference])
    both = client.post(url, {"people": f"{first.email}\nBob"})
    assert both.status_code == 422
    assert "All 1 seats are taken" in both.content.decode()
    assert not Enrolment.objects.exists()
    assert client.post(url, {"people": "nobody"}).status_code == 422
    assert client.post(url, {"people": second.email}).status_code == 302
    assert Enrolment.objects.get().person == second


def test_staff_move_and_change_places():
    found = world()
    client = client_of(found["trainer"])
    first, second, _third = sessions_of(found["cohort"])
    staff = reverse("training:staff", args=[second.reference])
    assert client.post(staff, {"room": found["room"].reference}).status_code == 302
    booking = bookings_of(second, BookingRole.ROOM)[0]
    unstaff = reverse("training:unstaff", args=[second.reference])
    assert client.post(unstaff, {"booking": booking.reference}).status_code == 302
    assert bookings_of(second, BookingRole.ROOM) == []
    first.refresh_from_db()
    move = reverse("training:move", args=[first.reference])
    data = {
        "local_date": "2026-09-28", "local_start": "13:30", "duration_min": "60", "version": str(first.version),
    }  # fmt: skip
    assert client.post(move, data).status_code == 302
    first.refresh_from_db()
    assert (first.local_date, first.local_start, first.duration_min) == (dt.date(2026, 9, 28), dt.time(13, 30), 60)
    assert client.post(move, data).status_code == 422  # made from an older version
    day = second.local_date
    swap = data | {"swap": second.reference, "version": str(first.version)}
    assert client.post(move, swap).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.local_date, second.local_date) == (day, dt.date(2026, 9, 28))


def test_the_roll_call():
    found = world()
    url = reverse("training:attend", args=[found["session"].reference])
    with time_machine.travel(dt.datetime(2026, 9, 21, 1, 5, tzinfo=dt.UTC), tick=False):
        client = client_of(found["trainer"])
        client.post(url, {f"mark-{found['seat'].reference}": "excused"})
        page = client.get(reverse("training:session", args=[found["session"].reference])).content.decode()
    assert Attendance.objects.get().status == "excused"
    assert 'value="excused" checked' in page


def test_a_draft_written_phase_by_phase_and_published():
    client = client_of(make_trainer())
    client.post(reverse("training:curriculum-new"), {"name_en": "Calls", "name_zh": "来电"})
    curriculum = Curriculum.objects.get()
    data = {
        "kind": "classroom", "name_en": "Class", "name_zh": "课堂", "length_workdays": "3",
        "version": str(curriculum.version), "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0",
        "rows-0-start_local": "09:00", "rows-0-duration_min": "90", "rows-0-title_en": "Talk",
        "rows-0-title_zh": "谈话", "rows-0-room_needed": "on",
    }  # fmt: skip
    new = reverse("training:phase-new", args=[curriculum.reference])
    assert client.post(new, data).status_code == 302
    assert client.post(new, data).status_code == 422  # somebody else's draft came between
    curriculum.refresh_from_db()
    bad = data | {"version": str(curriculum.version), "rows-0-day": "9"}
    assert client.post(new, bad).status_code == 422
    assert [len(plan.sessions) for plan in curriculum.versions.get().plans()] == [3]
    client.post(reverse("training:curriculum-publish", args=[curriculum.reference]))
    assert curriculum.versions.get().state == "published"


def test_events_of_the_calendar_are_wall_times_of_the_reader():
    found = world()
    reader = make_user(timezone="Europe/Berlin")
    url = reverse("training:events") + "?start=2026-09-21&end=2026-09-28"
    rows = client_of(reader).get(url).json()
    assert rows[0]["start"] == "2026-09-21T03:00"
    assert rows[0]["url"] == reverse("training:session", args=[found["session"].reference])
    assert len(rows) == 3
    assert client_of(reader).get(url + "&mine=1").json() == []
    for bad in (
        "start=2026-09-21&end=2026-09-21",
        "start=yesterday",
        "start=9999-12-31",
        "start=2026-01-01&end=2027-01-01",
    ):
        assert client_of(reader).get(f"{reverse('training:events')}?{bad}").status_code == 400


def test_the_plan_shows_a_stranger_only_busy_time():
    found = world()
    Cohort.objects.update(state="running")
    url = reverse("training:plan") + "?date=2026-09-21"
    own = client_of(found["trainer"]).get(url).content.decode()
    assert found["cohort"].name in own
    other = client_of(make_trainer()).get(url).content.decode()
    assert found["cohort"].name not in other
    assert "busy" in other


def test_rooms_are_made_and_taken_out_of_use():
    client = client_of(make_user("office", Role.PROGRAMME_OFFICE))
    client.post(reverse("training:room-new"), {"kind": "room", "name_en": "A", "name_zh": "甲", "capacity": "9"})
    room = Resource.objects.get()
    client.post(reverse("training:room-active", args=[room.reference]), {"active": "0"})
    room.refresh_from_db()
    assert not room.active


def test_exports():
    found = world()
    client = client_of(found["trainer"])
    for name in ("cohorts", "sessions", "curricula", "rooms"):
        for kind in ("csv", "xlsx"):
            answer = client.get(reverse(f"training:{name}") + f"?all=1&export={kind}")
            assert b"".join(answer.streaming_content)
    text = b"".join(client.get(reverse("training:cohorts") + "?all=1&export=csv").streaming_content).decode()
    assert found["cohort"].name in text
