"""What steers an initiative: risks, money planned and spent, decisions. The last two are added, never changed."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices.steering import EntryKind, RiskState
from initiatives.models.ideas import TITLE_MAX
from initiatives.models.initiatives import Initiative
from initiatives.models.parts import NOTE_MAX
from portal.core.refs import reference_default

MONEY_DIGITS, MONEY_PLACES = 18, 2
GRADES = [MinValueValidator(1), MaxValueValidator(5)]


class Risk(models.Model):
    """What may go wrong, how likely and how bad (1 to 5 each), who watches it, and what is done about it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("RK"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="risks")
    text = models.CharField(_("risk"), max_length=TITLE_MAX)
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=GRADES)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=GRADES)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("risk", "owner"),
        on_delete=models.PROTECT,
        related_name="risks",
    )
    answer = models.TextField(_("what is done about it"), max_length=NOTE_MAX, blank=True)
    due_on = models.DateField(_("answered by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RiskState, default=RiskState.OPEN)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("risk")
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5), name="risk_grades"
            )
        ]
        indexes = [
            models.Index(fields=["initiative", "state"], name="risk_of_initiative"),
            models.Index(fields=["owner"], name="risk_mine", condition=Q(state=RiskState.OPEN)),
        ]

    def __str__(self) -> str:
        return self.reference


class BudgetEntry(models.Model):
    """An amount planned or spent on a day, in one currency. A negative one takes back what was entered wrongly."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("BU"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="budget")
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount = models.DecimalField(_("amount"), max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES)
    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("day"))
    purpose = models.CharField(_("what for"), max_length=200)
    source = models.CharField(_("source"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("budget entry")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="budget_amount_not_zero"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="budget_currency_code"),
        ]
        indexes = [models.Index(fields=["initiative", "day", "id"], name="budget_by_day")]
        triggers = [pgtrigger.Protect(name="budget_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.reference


class LogEntry(models.Model):
    """A decision that was taken: what, why, by whom, on which day. A correction is another entry that points to it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("DL"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="log")
    what = models.TextField(_("what was decided"), max_length=NOTE_MAX)
    why = models.TextField(_("why"), max_length=NOTE_MAX)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("decided on"))
    # Of two who correct the same entry at once, one is refused.
    corrects = models.OneToOneField(
        "self", verbose_name=_("corrects"), null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=models.F("id")), name="log_not_correcting_itself"
            )
        ]
        indexes = [models.Index(fields=["initiative", "-decided_on", "-id"], name="log_newest")]
        triggers = [pgtrigger.Protect(name="log_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.reference
