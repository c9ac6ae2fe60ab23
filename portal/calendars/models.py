"""Working calendars as data, and which department works by which."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.calendars.rules import CalendarSpec, parse
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department


class CalendarQuerySet(ScopedQuerySet):
    pass


class Calendar(models.Model):
    """A calendar in the JSON of the REST contract, checked by `rules.parse` before it is written.

    Every change raises `version`: a clock keeps the version that it was worked out with.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("K"), editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    spec = models.JSONField()
    is_default = models.BooleanField(_("for departments without one"), default=False)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()

    objects: ClassVar[CalendarQuerySet] = CalendarQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("working calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def rules(self) -> CalendarSpec:
        return parse(self.spec)


class DepartmentCalendar(models.Model):
    """The calendar that a department works by; without a row it is its parent's, at last the default."""

    department = models.OneToOneField(Department, on_delete=models.CASCADE, related_name="+")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="departments")
