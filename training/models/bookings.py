"""Who and what is taken when: one table for people in every role, rooms and equipment."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from portal.core.names import either
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Site
from training.choices import BookingRole, BookingState, ResourceKind
from training.models.cohorts import REAL_PERIOD, Enrolment, Session

BOOKED_ONCE = "training_booked_once"


class Resource(models.Model):
    """Something that can only be at one place at a time. A person's resource takes its name from the person."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("R"), editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ResourceKind)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="training_resource"
    )
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    active = models.BooleanField(_("active"), default=True)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("resource")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False)
                | (~Q(kind="person") & Q(person=None) & ~Q(name_en="") & ~Q(name_zh="")),
                name="resource_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        if self.person is not None:
            return self.person.display_name
        return either(self.name_en, self.name_zh)


class ResourceBooking(models.Model):
    """A resource is taken for a session. The constraint, not a check before it, decides who gets the slot.

    Ranges are half-open, so 12:00 to 13:00 and 13:00 to 14:00 touch without a clash. `int8range(id, id, '[]')` stands
    for equality, because GiST has no `=` for numbers without an extension. The constraint is checked at once, unless
    a reschedule defers it to move several bookings past each other.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("B"), editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    role = models.CharField(_("role"), max_length=10, choices=BookingRole)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="bookings")
    period = DateTimeRangeField()
    state = models.CharField(_("state"), max_length=10, choices=BookingState, default=BookingState.BOOKED)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("booking")
        constraints = [
            ExclusionConstraint(
                name=BOOKED_ONCE,
                expressions=[
                    (
                        Func(
                            "resource",
                            "resource",
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="cancelled"),
                deferrable=Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(condition=REAL_PERIOD, name="booking_period"),
            models.CheckConstraint(
                condition=Q(role="trainee", enrolment__isnull=False) | (~Q(role="trainee") & Q(enrolment=None)),
                name="booking_enrolment",
            ),
        ]
