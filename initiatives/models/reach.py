from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.initiatives import Initiative
from portal.people.models import Department


class Reach(models.Model):
    """How many colleagues of a department an initiative has reached by a day, and where that was counted."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="reaches")
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="reaches"
    )
    people = models.PositiveIntegerField(_("people reached so far"))
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reach")
        indexes = [models.Index(fields=["initiative", "department", "as_of"], name="reach_newest")]
        triggers = [pgtrigger.Protect(name="reach_append_only", operation=pgtrigger.Update)]
