"""Who was there. Nothing is overwritten: a correction is a new row that supersedes the old one."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.people.access import ScopedQuerySet
from training.choices import Presence
from training.models.cohorts import Enrolment, Session


class AttendanceQuerySet(ScopedQuerySet):
    def current(self) -> AttendanceQuerySet:
        """The rows that count: not superseded."""
        return self.filter(superseded_by=None)


class Attendance(models.Model):
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(_("attendance"), max_length=10, choices=Presence)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    objects: ClassVar[AttendanceQuerySet] = AttendanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            # One beginning per chain; OneToOne keeps it from branching.
            models.UniqueConstraint(
                fields=["session", "enrolment"], condition=Q(supersedes=None), name="attendance_first_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="attendance_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
