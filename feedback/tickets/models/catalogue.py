"""What departments do for others, how quickly, and which way it takes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import PartsRule
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department, Named


class CatalogueService(Named):
    """What a department does for others, and how quickly. Minutes are working minutes of its calendar."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("S"), editable=False)
    description_en = models.TextField(_("English description"), blank=True)
    description_zh = models.TextField(_("Chinese description"), blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("serving department"), on_delete=models.PROTECT, related_name="+"
    )
    response_minutes = models.PositiveIntegerField(_("first response within"))
    resolution_minutes = models.PositiveIntegerField(_("resolution within"))
    active = models.BooleanField(_("open for new tickets"), default=True)
    # With actions that are authorised in advance (OneButton).
    front_solves = models.BooleanField(_("the front office may solve this itself"), default=False)
    # When the way ends with parallel parts and all are done: resolved by itself, or its owner is told.
    parts_close = models.BooleanField(_("resolved by itself"), default=False, db_default=False)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # Rises when minutes or the way change: clocks that run with an older one are worked out anew.
    policy_version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("service of the catalogue")
        indexes = [GinIndex(fields=["search"], name="ticket_service_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(response_minutes__gte=1, resolution_minutes__gte=F("response_minutes")),
                name="ticket_service_minutes",
            )
        ]

    @property
    def description(self) -> str:
        return self.description_zh if (get_language() or "").startswith("zh") else self.description_en

    def get_absolute_url(self) -> str:
        return reverse("tickets:service", args=[self.reference])


class ServiceStep(Named):
    """A part of a service's usual way: what one department does, and within how many of its own working minutes.

    Parts of one stage run at the same time; the next stage begins when `rule` says that this one is done. The first
    part is the serving department's. A service without parts has no way: tickets are handed over by hand.
    """

    service = models.ForeignKey(CatalogueService, on_delete=models.CASCADE, related_name="way")
    number = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=8, choices=PartsRule, default=PartsRule.ALL, db_default=PartsRule.ALL)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField(_("within"))

    class Meta:
        verbose_name = _("part of a service's way")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="ticket_service_step_number"),
            models.CheckConstraint(condition=Q(number__gte=1, minutes__gte=1), name="ticket_service_step_minutes"),
            models.CheckConstraint(condition=Q(stage__gte=1, stage__lte=F("number")), name="ticket_service_step_stage"),
        ]
