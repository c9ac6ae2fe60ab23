"""What finds similar ideas, who raised one too, and what people said about likeness."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Verdict
from initiatives.models.ideas import TITLE_MAX, Idea
from portal.people.models import Department

TERM_MAX = 80


class IdeaTerm(models.Model):
    """A term of an idea (`rules.similar.terms`) and what its weight is multiplied by. Written by `idea_index` alone."""

    term = models.CharField(max_length=TERM_MAX)
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="terms")
    share = models.FloatField()

    class Meta:
        verbose_name = _("term of an idea")
        constraints = [
            models.UniqueConstraint(fields=["term", "idea"], include=["share"], name="ideaterm_once"),
        ]


class TermCount(models.Model):
    """How many ideas have a term, as of the last count; the empty term counts the ideas themselves."""

    term = models.CharField(max_length=TERM_MAX, primary_key=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("number of ideas with a term")


class IdeaRaise(models.Model):
    """A colleague who had the same idea and joined it: demand, and told what becomes of it."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="raises")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Where they worked then: demand doesn't move when people do.
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("colleague who raised an idea too")
        constraints = [models.UniqueConstraint(fields=["idea", "user"], name="raise_once")]


class LikenessLabel(models.Model):
    """What somebody said about an idea that was shown as similar: the same, or a different one.

    `title` is what they had typed; `made` the idea that they submitted all the same.
    """

    shown = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=TITLE_MAX)
    made = models.ForeignKey(Idea, null=True, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("word on likeness")
