from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import InitiativeState, InitiativeType, Light, Stage
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX, Idea
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet, scope_q
from portal.people.models import Department


class InitiativeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> InitiativeQuerySet:
        """Running and closed ones are open to all; a draft to those who shape it and the heads whom it would touch.

        Two rows of the permission table, since "not a draft" narrows the one and not the other.
        """
        published = scope_q(user, "initiatives.view", Initiative) & ~Q(state=InitiativeState.DRAFT)
        rows: InitiativeQuerySet = self.filter(published | scope_q(user, "initiatives.draft_view", Initiative))
        return rows


class Initiative(models.Model):
    """A change across departments: one owner, a sponsor, a target and a date. Parts stand in `models/parts.py`."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("N"), editable=False)
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    summary = models.TextField(_("what changes, for whom"), max_length=TEXT_MAX, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("initiative", "owner"),
        on_delete=models.PROTECT,
        related_name="owned_initiatives",
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sponsor"),
        on_delete=models.PROTECT,
        related_name="sponsored_initiatives",
        null=True,
        blank=True,
    )
    department = models.ForeignKey(
        Department, verbose_name=_("owner's department"), on_delete=models.PROTECT, related_name="initiatives"
    )
    state = models.CharField(_("state"), max_length=10, choices=InitiativeState, default=InitiativeState.RUNNING)
    # Moved by a gate's decision alone (models/gates.py).
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.IDEA, editable=False)
    type = models.CharField(
        pgettext_lazy("initiative", "type"), max_length=12, choices=InitiativeType, default=InitiativeType.COMPANY
    )
    pilot_reason = models.TextField(_("why only a pilot"), max_length=TEXT_MAX, blank=True, editable=False)
    pilot_until = models.DateField(_("pilot until"), null=True, editable=False)
    # When owner and sponsor were told that the pilot has ended; another type or day begins anew.
    pilot_asked_at = models.DateTimeField(null=True, editable=False)
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"))
    programme = models.ForeignKey(
        "Programme", verbose_name=_("programme"), on_delete=models.PROTECT, related_name="initiatives", null=True,
        blank=True, editable=False,
    )  # fmt: skip
    ideas = models.ManyToManyField(Idea, verbose_name=_("ideas it came from"), related_name="initiatives", blank=True)
    # The newest status report, kept here so that the portfolio reads one table.
    light = models.CharField(
        pgettext_lazy("initiative", "light"), max_length=10, choices=Light, blank=True, editable=False
    )
    reported_at = models.DateTimeField(null=True, editable=False)
    result = models.TextField(_("result"), max_length=TEXT_MAX, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Out of the lists, not out of sight (services/archiving.py).
    archived_at = models.DateTimeField(null=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[InitiativeQuerySet] = InitiativeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("initiative")
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("starts_on")), name="initiative_due_after_start"),
            models.CheckConstraint(
                condition=(Q(type=InitiativeType.PILOT, pilot_until__isnull=False) & ~Q(pilot_reason=""))
                | (~Q(type=InitiativeType.PILOT) & Q(pilot_reason="", pilot_until=None)),
                name="initiative_pilot_with_reason_and_end",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(state=InitiativeState.CLOSED), name="initiative_archived_closed"
            ),
            # A draft may lack a sponsor, and passes no gate that needs the others to see it.
            models.CheckConstraint(
                condition=Q(state=InitiativeState.DRAFT, stage__in=[Stage.IDEA, Stage.CHARTER])
                | (~Q(state=InitiativeState.DRAFT) & Q(sponsor__isnull=False)),
                name="initiative_started_with_sponsor",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED) | Q(state=InitiativeState.CLOSED), name="initiative_closed_stage"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="initiative_newest"),
            models.Index(fields=["due_on", "id"], name="initiative_due"),
            models.Index(
                fields=["pilot_until"],
                name="initiative_pilot_over",
                condition=Q(state=InitiativeState.RUNNING, pilot_until__isnull=False, pilot_asked_at=None),
            ),
            GinIndex(fields=["search"], name="initiative_search"),
        ]

    def __str__(self) -> str:
        return self.reference
