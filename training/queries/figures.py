"""Short lists and figures of training for home, search and reports; each is one query."""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from portal.core.search import search_q
from portal.core.search_registry import Hit
from portal.people.access import scope_q
from training.choices import BookingState, CohortState, EnrolmentState, SessionState
from training.models import Attendance, Cohort, Curriculum, Enrolment, ResourceBooking, Session


def sessions_of_person(user: Any, first: dt.datetime, last: dt.datetime) -> Any:
    """Sessions in which somebody has a booking, in order: what they promised to attend or to teach."""
    return (
        Session.objects.booked_for(user)
        .filter(starts_at__lt=last, ends_at__gt=first, state=SessionState.PLANNED)
        .select_related("cohort")
        .order_by("starts_at", "id")
    )


def rolls_to_call(user: Any, now: dt.datetime, limit: int = 20) -> list[Session]:
    """What waits for a trainer: sessions of the last 14 days that were held and have no attendance yet."""
    booked = ResourceBooking.objects.filter(session=OuterRef("pk"), role="trainee", state=BookingState.BOOKED)
    rows = Session.objects.filter(
        scope_q(user, "training.attend", Session),
        Exists(booked),
        ~Exists(Attendance.objects.filter(session=OuterRef("pk"))),
        state=SessionState.PLANNED,
        ends_at__lte=now,
        ends_at__gt=now - dt.timedelta(days=14),
    )
    return list(rows.select_related("cohort").order_by("starts_at", "id")[:limit])


def sessions_lacking_staff(user: Any, now: dt.datetime, days: int = 14, limit: int = 20) -> list[Session]:
    """What waits for a cohort's owner: coming sessions that nobody teaches, or that have no room."""
    booked = ResourceBooking.objects.filter(session=OuterRef("pk"), state=BookingState.BOOKED)
    rows = Session.objects.filter(
        ~Exists(booked.filter(role__in=["trainer", "coach"]))
        | Q(room_needed=True) & ~Exists(booked.filter(role="room")),
        cohort__in=Cohort.objects.permitted(user, "training.edit").values("pk"),
        state=SessionState.PLANNED,
        starts_at__gt=now,
        starts_at__lt=now + dt.timedelta(days=days),
    )
    return list(rows.select_related("cohort").order_by("starts_at", "id")[:limit])


def training_totals(since: dt.datetime) -> dict[str, int]:
    """Totals without names, for those who lead the company."""
    return dict(
        Cohort.objects.aggregate(
            running=Count("pk", filter=Q(state=CohortState.RUNNING), distinct=True),
            coming=Count("pk", filter=Q(state=CohortState.PLANNED), distinct=True),
            done=Count("pk", filter=Q(state=CohortState.DONE, end_date__gte=since.date()), distinct=True),
        )
    )


def people_in_training() -> int:
    """How many colleagues have a seat in a running cohort."""
    seats = Enrolment.objects.filter(state=EnrolmentState.ENROLLED, cohort__state=CohortState.RUNNING)
    return int(seats.aggregate(n=Count("person", distinct=True))["n"])


def attendance_counts(since: dt.datetime) -> dict[str, int]:
    """How many marks of each kind count since then."""
    rows = Attendance.objects.current().filter(session__starts_at__gte=since)
    return dict(rows.order_by().values_list("status").annotate(n=Count("pk")))


def find_cohorts(user: Any, text: str, limit: int) -> list[Hit]:
    rows = Cohort.objects.visible_to(user).filter(search_q(text)).order_by("-start_date", "-id")
    return [
        Hit(row.reference, row.name, reverse("training:cohort", args=[row.reference]), row.start_date.isoformat())
        for row in rows[:limit]
    ]


def find_curricula(user: Any, text: str, limit: int) -> list[Hit]:
    rows = Curriculum.objects.visible_to(user).filter(search_q(text)).order_by("-created_at", "-id")
    return [Hit(row.reference, row.name, reverse("training:curriculum", args=[row.reference])) for row in rows[:limit]]
