"""What an initiative is made of. Readings and status reports are added, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import Better, Light, PartRole
from initiatives.models.ideas import TITLE_MAX
from initiatives.models.initiatives import Initiative
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

DIGITS, PLACES = 18, 4
NOTE_MAX = 4_000
# Wide enough for every plan, narrow enough for a picture of years.
DAY_LIMITS = [MinValueValidator(dt.date(1990, 1, 1)), MaxValueValidator(dt.date(2199, 12, 31))]


class TargetQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> TargetQuerySet:
        """Whoever sees the initiative sees its benefits."""
        rows: TargetQuerySet = self.permitted(user, "benefits.view").filter(
            initiative__in=Initiative.objects.visible_to(user)
        )
        return rows


# Two who link at once are kept apart by the verb's locks; this refuses what any other way would write.
LINKS_HOLD = """
    IF NEW.counted_in_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM initiatives_target t WHERE t.id = NEW.counted_in_id
                AND (t.counted_in_id IS NOT NULL OR t.unit <> NEW.unit))
        OR EXISTS (SELECT 1 FROM initiatives_target t WHERE t.counted_in_id = NEW.id)
    ) OR EXISTS (SELECT 1 FROM initiatives_target t WHERE t.counted_in_id = NEW.id AND t.unit <> NEW.unit) THEN
        RAISE EXCEPTION 'a benefit is counted in one of its unit, which is counted nowhere else';
    END IF;
    RETURN NEW;
"""


class Target(models.Model):
    """A benefit: a number to move from its baseline to its target value. The first one is the initiative's target.

    Without an owner or a date of its own it has those of the initiative.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("TG"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="targets")
    metric = models.CharField(_("metric"), max_length=120)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=DIGITS, decimal_places=PLACES)
    target_value = models.DecimalField(_("target value"), max_digits=DIGITS, decimal_places=PLACES)
    better = models.CharField(_("direction"), max_length=10, choices=Better, default=Better.HIGHER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("benefit", "owner"),
        on_delete=models.PROTECT,
        related_name="owned_benefits",
        null=True,
        blank=True,
    )
    due_on = models.DateField(_("reached by"), null=True, blank=True)
    # What the owner expects; what the readings say is worked out beside it (rules/benefits.py).
    forecast = models.DecimalField(_("forecast"), max_digits=DIGITS, decimal_places=PLACES, null=True, editable=False)
    forecast_note = models.TextField(_("why"), max_length=NOTE_MAX, blank=True, editable=False)
    forecast_at = models.DateTimeField(null=True, editable=False)
    realised_on = models.DateField(_("realised on"), null=True, editable=False)
    proof = models.ForeignKey("Reading", null=True, editable=False, on_delete=models.RESTRICT, related_name="+")
    counted_in = models.ForeignKey(
        "self", verbose_name=_("counted in"), null=True, blank=True, on_delete=models.RESTRICT, related_name="counts"
    )
    # After closing: the day on which its owner is asked for a newer actual (services/reminding.py).
    check_on = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[TargetQuerySet] = TargetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("target")
        indexes = [
            models.Index(fields=["check_on"], name="target_check", condition=models.Q(check_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(better="higher", target_value__gt=models.F("baseline"))
                | models.Q(better="lower", target_value__lt=models.F("baseline")),
                name="target_beyond_baseline",
            ),
            models.CheckConstraint(
                condition=models.Q(realised_on=None, proof=None)
                | models.Q(realised_on__isnull=False, proof__isnull=False),
                name="target_realised_with_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(counted_in=None) | ~models.Q(counted_in=models.F("id")),
                name="target_not_counted_in_itself",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="target_counted_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("counted_in_id", "unit"),
                func=LINKS_HOLD,
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("initiatives:benefit", args=[self.reference])


class Reading(models.Model):
    """The value of a target's metric on a day, and where it was read."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="readings")
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=PLACES)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading")
        indexes = [models.Index(fields=["target", "-as_of", "-id"], name="reading_newest")]
        constraints = [models.UniqueConstraint(fields=["target", "external_id"], name="reading_external_id_once")]
        triggers = [pgtrigger.Protect(name="reading_append_only", operation=pgtrigger.Update)]


class Participation(models.Model):
    """A department's part in an initiative."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="participations")
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="participations"
    )
    role = models.CharField(_("part"), max_length=1, choices=PartRole)

    class Meta:
        verbose_name = _("participating department")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "department"], name="participation_once"),
            models.UniqueConstraint(
                fields=["initiative"], condition=models.Q(role="A"), name="participation_one_accountable"
            ),
        ]


class Milestone(models.Model):
    """A day by which something is reached."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("MS"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=TITLE_MAX)
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("initiative", "owner"),
        on_delete=models.PROTECT,
        related_name="milestones",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("milestone")
        indexes = [
            models.Index(fields=["initiative", "due_on"], name="milestone_due"),
            models.Index(
                fields=["due_on", "initiative"], name="milestone_open", condition=models.Q(done_on__isnull=True)
            ),
        ]


class StatusReport(models.Model):
    """How an initiative stands, in somebody's own words and light."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="reports")
    light = models.CharField(pgettext_lazy("initiative", "light"), max_length=10, choices=Light)
    text = models.TextField(_("how it stands"), max_length=NOTE_MAX)
    # What the numbers said at that moment; empty in reports from before it was worked out.
    computed = models.CharField(max_length=10, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("status report")
        indexes = [models.Index(fields=["initiative", "-at"], name="report_newest")]
        triggers = [pgtrigger.Protect(name="report_append_only", operation=pgtrigger.Update)]
