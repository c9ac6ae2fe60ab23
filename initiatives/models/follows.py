from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.ideas import Idea
from initiatives.models.initiatives import Initiative


class InitiativeFollow(models.Model):
    """What somebody chose: to follow an initiative, or to stop. Without a row it goes by their part in it."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    following = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("followed initiative")
        constraints = [models.UniqueConstraint(fields=["initiative", "person"], name="initiative_follow_once")]
        indexes = [models.Index(fields=["person", "following"], name="initiative_follow_mine")]


class IdeaFollow(models.Model):
    """What somebody chose: to follow an idea, or to stop. Without a row it goes by their part in it.

    Nothing is written for anybody by itself, and nobody else is shown a row or a number of them: a follow must not say
    who wrote an idea.
    """

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    following = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("followed idea")
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="idea_follow_once")]
        indexes = [models.Index(fields=["person", "following"], name="idea_follow_mine")]


class WeeklyDigest(models.Model):
    """That the changes of a week were looked through for somebody, told or not: the unique row decides who does it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.CharField(max_length=8)  # ISO, "2026-W48"
    since = models.DateTimeField()
    until = models.DateTimeField()
    initiatives = models.PositiveIntegerField(default=0)
    ideas = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("weekly digest")
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="digest_once_a_week")]
