"""Which idea was merged into which."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.ideas import TEXT_MAX, Idea


class IdeaMerge(models.Model):
    """One idea joined to another. `moved`: ideas that had been merged into the source and went along with it."""

    source = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="merges")
    target = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="+")
    moved = ArrayField(models.BigIntegerField(), default=list)
    reason = models.TextField(_("reason"), max_length=TEXT_MAX)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("merged idea")
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=models.Q(undone_at=None), name="merged_once_at_a_time")
        ]
