"""Who is told how far a clock is, and who was."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ClockKind, Tells
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.clock import Clock
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

LEVEL_ONCE = "ticket_level_once"


class EscalationLevel(models.Model):
    """At `percent` of a clock's working minutes, or `minutes_after` of them behind the due time, some are told.

    Of a service, or with none of all services of a department and of those below it. It tells about instants that lie
    behind `since` alone, so that a new level says nothing about what was passed before it was there.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("EL"), editable=False)
    department = models.ForeignKey(
        Department, verbose_name=_("serving department"), on_delete=models.PROTECT, related_name="+"
    )
    service = models.ForeignKey(
        CatalogueService, verbose_name=_("service"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    clock = models.CharField(_("clock"), max_length=12, choices=ClockKind)
    percent = models.PositiveSmallIntegerField(default=100)
    minutes_after = models.PositiveIntegerField(default=0)
    tells = ArrayField(models.CharField(max_length=12, choices=Tells))
    active = models.BooleanField(_("in use"), default=True)
    since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("escalation level")
        indexes = [models.Index(fields=["department", "clock", "percent"], name="ticket_level_department")]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "service", "clock", "percent", "minutes_after"],
                name=LEVEL_ONCE,
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lt=100, minutes_after=0) | Q(percent=100),
                name="ticket_level_instant",
            ),
        ]


class Escalation(models.Model):
    """A level that was told, of a clock with this due time: once."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations")
    level = models.ForeignKey(EscalationLevel, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    level_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "level", "due_at"], name="ticket_escalation_once"),
            models.CheckConstraint(condition=Q(told_at__gte=F("level_at")), name="ticket_escalation_passed"),
        ]
