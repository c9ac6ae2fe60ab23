"""Who of a department is on duty from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

DUTY_ONCE = "ticket_duty_once"


class Duty(models.Model):
    """A span of one person, in one department. The constraint decides that nobody is on duty twice at a time.

    Spans are half-open, so one may begin when the other ends. What was cancelled stays as a row and counts for
    nothing. `int8range(id, id, '[]')` stands for equality, because GiST has no `=` for numbers without an extension.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("DU"), editable=False)
    department = models.ForeignKey(Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(_("note"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("duty")
        indexes = [
            models.Index(fields=["department", "ends_at"], name="ticket_duty_department"),
            models.Index(fields=["starts_at", "id"], name="ticket_duty_start"),
        ]
        constraints = [
            ExclusionConstraint(
                name=DUTY_ONCE,
                expressions=[
                    (
                        Func(
                            "person", "person", Value("[]"), function="int8range", output_field=BigIntegerRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at=None),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="ticket_duty_forward"),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('tickets:duty-list')}?department={self.department.reference}"
