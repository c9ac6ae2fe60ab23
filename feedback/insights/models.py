"""Links between areas that stand side by side; this one is above both and owns them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models import Programme
from training.models import Curriculum


class ProgrammeCurriculum(models.Model):
    """A curriculum by which a programme teaches the company: whoever finished a cohort of it counts as trained."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    curriculum = models.ForeignKey(Curriculum, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("curriculum of a programme")
        constraints = [models.UniqueConstraint(fields=["programme", "curriculum"], name="programme_curriculum_once")]
