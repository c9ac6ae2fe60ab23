from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Section
from initiatives.models.ideas import TEXT_MAX
from initiatives.models.initiatives import Initiative


class CharterText(models.Model):
    """One version of one section of a charter. Rows are added, never changed: the highest number is the present text.

    The unique number decides the race of two who write the same section; another section is another race.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="charter")
    section = models.CharField(_("section"), max_length=10, choices=Section)
    number = models.PositiveIntegerField()
    text = models.TextField(_("text"), max_length=TEXT_MAX, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("charter text")
        constraints = [models.UniqueConstraint(fields=["initiative", "section", "number"], name="charter_number")]
        triggers = [pgtrigger.Protect(name="charter_append_only", operation=pgtrigger.Update)]
