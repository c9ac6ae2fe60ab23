"""Cohorts with their phases, sessions and the people enrolled."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, Exists, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from portal.calendars.models import Calendar
from portal.core.names import either
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet, access_of, scope_q
from portal.people.models import Named, Site
from training.choices import CohortState, EnrolmentState, Kind, SessionState
from training.models.curricula import CurriculumVersion, SessionTemplate


class CohortQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Any:
        """By role, and for every colleague: where they take part, and what is coming."""
        if not access_of(user).may("training.view"):
            return self.none()
        return self.filter(scope_q(user, "training.view", self.model) | takes_part(user) | Q(state=CohortState.PLANNED))

    def taken_part_by(self, user: Any) -> Any:
        """What somebody calls mine: they answer for it, teach in it or have a seat."""
        return self.filter(Q(owner=user) | takes_part(user))

    def with_enrolled(self) -> Any:
        """`enrolled`: how many seats are taken."""
        seats = Enrolment.objects.filter(cohort=OuterRef("pk"), state=EnrolmentState.ENROLLED).order_by()
        count = seats.values("cohort").annotate(n=Count("pk")).values("n")
        return self.annotate(enrolled=Coalesce(Subquery(count), 0))


def takes_part(user: Any) -> Q:
    seats = Enrolment.objects.filter(person=user, state=EnrolmentState.ENROLLED)
    return Q(pk__in=seats.values("cohort")) | Q(pk__in=Session.objects.booked_for(user).values("cohort"))


class Cohort(models.Model):
    """People who go through one version of a curriculum together. `owner` is the trainer who answers for it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("G"), editable=False)
    name = models.CharField(_("name"), max_length=120)
    curriculum_version = models.ForeignKey(CurriculumVersion, on_delete=models.PROTECT, related_name="cohorts")
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="+")
    calendar = models.ForeignKey(
        Calendar, verbose_name=_("working calendar"), on_delete=models.PROTECT, related_name="+"
    )
    # None only when the trainer left without a successor: the programme office names a new one.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("trainer"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    capacity = models.PositiveSmallIntegerField(_("seats"))
    state = models.CharField(_("state"), max_length=10, choices=CohortState, default=CohortState.PLANNED)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cohort")
        indexes = [
            models.Index(fields=["start_date", "id"], name="cohort_start"),
            models.Index(fields=["state", "start_date"], name="cohort_state"),
            GinIndex(fields=["search"], name="cohort_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_capacity"),
            models.CheckConstraint(condition=Q(end_date__gte=models.F("start_date")), name="cohort_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(Named):
    """A phase of a cohort on its days, both included."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="phases")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    trainees_per_coach = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "order"], name="phase_order"),
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="phase_dates"),
        ]


def bound_of(period: str, function: str) -> models.GeneratedField:
    """An end of a range as a column of its own: what lists sort and page by."""
    return models.GeneratedField(
        expression=Func(period, function=function, output_field=models.DateTimeField()),
        output_field=models.DateTimeField(),
        db_persist=True,
    )


# An empty range overlaps nothing: without this a booking of no length could always be stored.
REAL_PERIOD = Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False)


def new_uid() -> str:
    return f"{uuid.uuid4()}@training"


class SessionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Any:
        return self.filter(cohort__in=Cohort.objects.visible_to(user).values("pk"))

    def booked_for(self, user: Any) -> Any:
        """Sessions in which somebody has a booking, in any role."""
        return self.filter(Exists(self._bookings(user)))

    def _bookings(self, user: Any) -> Any:
        bookings = self.model._meta.get_field("bookings").related_model.objects
        return bookings.filter(session=OuterRef("pk"), resource__person=user, state="booked")


class Session(models.Model):
    """One meeting of a cohort. The wall time at the site is what was agreed; `period` is what it means in UTC."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("L"), editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="sessions")
    generated_from = models.ForeignKey(SessionTemplate, null=True, on_delete=models.PROTECT, related_name="+")
    title_en = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    room_needed = models.BooleanField(default=True)
    local_date = models.DateField(_("day"))
    local_start = models.TimeField(_("start"))
    duration_min = models.PositiveSmallIntegerField(_("minutes"))
    zone = models.CharField(_("time zone"), max_length=60)
    period = DateTimeRangeField()  # [start, end) in UTC
    starts_at = bound_of("period", "lower")
    ends_at = bound_of("period", "upper")
    # For calendars of people: the same uid for ever, a higher sequence with each change.
    uid = models.CharField(max_length=60, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    manually_changed = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("session")
        indexes = [
            models.Index(fields=["starts_at", "id"], name="session_start"),
            models.Index(fields=["cohort", "starts_at"], name="session_of_cohort"),
        ]
        constraints = [models.CheckConstraint(condition=REAL_PERIOD, name="session_period")]

    @property
    def title(self) -> str:
        return either(self.title_en, self.title_zh)


class Enrolment(models.Model):
    """A seat in a cohort. The seat number is unique and below the capacity, so a class can't be overfilled."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("E"), editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=EnrolmentState, default=EnrolmentState.ENROLLED)
    seat_no = models.PositiveSmallIntegerField(null=True)
    enrolled_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enrolment")
        indexes = [models.Index(fields=["person", "state"], name="enrolment_person")]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "seat_no"], name="enrolment_seat_once"),
            models.UniqueConstraint(
                fields=["cohort", "person"], condition=Q(state="enrolled"), name="enrolment_person_once"
            ),
            models.CheckConstraint(
                condition=Q(state="enrolled", seat_no__isnull=False) | Q(state="withdrawn", seat_no=None),
                name="enrolment_seat",
            ),
        ]
