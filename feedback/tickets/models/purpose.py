"""Whom a department serves with a service, what they need, what they value: worded by its head."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.tickets.models.catalogue import CatalogueService
from portal.core.names import either
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

TEXT_MAX = 300


class Purpose(models.Model):
    """Three short texts in both languages; without a service they hold for all that a department does."""

    TEXTS: ClassVar = ("whom_en", "whom_zh", "need_en", "need_zh", "value_en", "value_zh")

    reference = models.CharField(max_length=12, unique=True, default=reference_default("PP"), editable=False)
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(CatalogueService, null=True, on_delete=models.CASCADE, related_name="+")
    whom_en = models.CharField(max_length=TEXT_MAX)
    whom_zh = models.CharField(max_length=TEXT_MAX)
    need_en = models.CharField(max_length=TEXT_MAX)
    need_zh = models.CharField(max_length=TEXT_MAX)
    value_en = models.CharField(max_length=TEXT_MAX)
    value_zh = models.CharField(max_length=TEXT_MAX)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("whom we serve")
        constraints = [
            models.UniqueConstraint(fields=["department", "service"], name="ticket_purpose_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def whom(self) -> str:
        return either(self.whom_en, self.whom_zh)

    @property
    def need(self) -> str:
        return either(self.need_en, self.need_zh)

    @property
    def value(self) -> str:
        return either(self.value_en, self.value_zh)


class PurposeRead(models.Model):
    """Somebody has read a version and put it away; a newer one is shown again."""

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="read")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "purpose"], name="ticket_purpose_read_once")]
