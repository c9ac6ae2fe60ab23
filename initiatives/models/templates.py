from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.ideas import TITLE_MAX
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet


class TemplateQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> TemplateQuerySet:
        """Whoever may set up an initiative."""
        rows: TemplateQuerySet = self.permitted(user, "templates.view")
        return rows


class PlanTemplate(models.Model):
    """A plan to begin with: an outline (rules/outline.py) with days counted from the start, kept by the office."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("TP"), editable=False)
    name = models.CharField(_("name"), max_length=TITLE_MAX)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    outline = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[TemplateQuerySet] = TemplateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("template")

    def __str__(self) -> str:
        return self.reference
