"""New value-added services: what the company counts in place of satisfaction scores."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import EvidenceKind, Serves, ServiceState
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.models.initiatives import Initiative
from initiatives.models.parts import NOTE_MAX
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

LAUNCHED = [ServiceState.LAUNCHED, ServiceState.CONFIRMED, ServiceState.RETIRED]


class ValueService(models.Model):
    """A new service for customers or colleagues. It counts once another department has countersigned its first use."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("VS"), editable=False)
    name = models.CharField(_("name"), max_length=TITLE_MAX)
    serves = models.CharField(_("serves"), max_length=12, choices=Serves)
    for_whom = models.CharField(_("for whom"), max_length=200)
    text = models.TextField(_("what they get, and why they value it"), max_length=TEXT_MAX)
    department = models.ForeignKey(
        Department, verbose_name=_("offered by"), on_delete=models.PROTECT, related_name="value_services"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("service", "owner"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    initiative = models.ForeignKey(
        Initiative, verbose_name=_("initiative it came from"), null=True, on_delete=models.PROTECT,
        related_name="services",
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=ServiceState, default=ServiceState.PLANNED)
    created_at = models.DateTimeField()
    launched_on = models.DateField(_("launched on"), null=True)
    # From this day its use has to be shown again; empty when it was, or when it is retired.
    check_on = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    still_used_on = models.DateField(_("still used on"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("countersigned"), null=True)
    retired_on = models.DateField(_("retired on"), null=True)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("new value-added service")
        indexes = [
            models.Index(fields=["created_at", "id"], name="value_service_newest"),
            models.Index(fields=["launched_on", "id"], name="value_service_launched"),
            models.Index(fields=["check_on"], name="value_service_check", condition=Q(check_on__isnull=False)),
            GinIndex(fields=["search"], name="value_service_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ServiceState.PLANNED, launched_on=None)
                | (~Q(state=ServiceState.PLANNED) & Q(launched_on__isnull=False)),
                name="value_service_launched_on",
            ),
            models.CheckConstraint(
                condition=~Q(state=ServiceState.CONFIRMED) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="value_service_countersigned",
            ),
            models.CheckConstraint(
                condition=Q(state=ServiceState.RETIRED, retired_on__isnull=False)
                | (~Q(state=ServiceState.RETIRED) & Q(retired_on=None)),
                name="value_service_retired_on",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("initiatives:service", args=[self.reference])


class UseEvidence(models.Model):
    """What shows that a service is used. Added, never changed."""

    service = models.ForeignKey(ValueService, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind)
    used_on = models.DateField(_("used on"))
    text = models.TextField(_("evidence"), max_length=NOTE_MAX)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence of use")
        indexes = [models.Index(fields=["service", "at"], name="use_evidence_service")]
        triggers = [pgtrigger.Protect(name="use_evidence_append_only", operation=pgtrigger.Update)]
