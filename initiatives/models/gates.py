from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import GateDecision, Stage
from initiatives.models.initiatives import Initiative
from initiatives.models.parts import NOTE_MAX
from portal.core.refs import reference_default


class GateReview(models.Model):
    """A gate asked for and decided: the only thing that moves an initiative from stage to stage."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("GR"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="reviews")
    from_stage = models.CharField(max_length=10, choices=Stage)
    to_stage = models.CharField(max_length=10, choices=Stage)
    evidence = models.TextField(_("evidence"), max_length=NOTE_MAX)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decision = models.CharField(_("decision"), max_length=10, choices=GateDecision, blank=True)
    reason = models.TextField(_("reason"), max_length=NOTE_MAX, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("gate review")
        constraints = [
            models.UniqueConstraint(fields=["initiative"], condition=Q(decision=""), name="gate_one_open"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & ~Q(reason="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="gate_decided_whole",
            ),
        ]
        indexes = [models.Index(fields=["initiative", "-requested_at"], name="gate_newest")]
        triggers = [
            pgtrigger.Protect(
                name="gate_decision_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__decision__gt="")
            )
        ]
