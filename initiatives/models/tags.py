"""Tags of ideas: free words, one row for each, however it is written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models.ideas import Idea
from initiatives.rules.tags import LENGTH
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet

TAG_KEY = "tag_key"


class Tag(models.Model):
    """`key` is what makes two the same (rules.tags). One that was merged stays, so that its word leads on."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("KW"), editable=False)
    name = models.CharField(pgettext_lazy("tag", "name"), max_length=LENGTH)
    key = models.CharField(max_length=LENGTH * 3, editable=False)
    canonical = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged")
    ideas = models.ManyToManyField(Idea, through="IdeaTag", related_name="tags")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tag")
        constraints = [
            models.UniqueConstraint(fields=["key"], name=TAG_KEY),
            models.CheckConstraint(condition=~Q(canonical=models.F("id")), name="tag_not_into_itself"),
        ]
        indexes = [models.Index(fields=["name", "id"], name="tag_name")]

    def __str__(self) -> str:
        return self.name


class IdeaTag(models.Model):
    """Nobody is named here: who put a tag on an idea stands in the idea's events, as far as they may be named."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "idea"], name="idea_tag_once")]
