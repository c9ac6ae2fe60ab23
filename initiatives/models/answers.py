"""The answer promise: how long a department has, what the author was asked, which answer was none."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives import rules
from initiatives.models.ideas import TEXT_MAX, Idea, IdeaDecision
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

ANSWER_TIME_ONCE = "answer_time_once"


class AnswerTime(models.Model):
    """Working days within which a department answers an idea, and those below it; without department: everybody."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("AT"), editable=False)
    department = models.ForeignKey(
        Department, verbose_name=_("answering department"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    days = models.PositiveSmallIntegerField(
        _("working days"), validators=[MinValueValidator(1), MaxValueValidator(rules.MOST_DAYS)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("answer time")
        constraints = [
            models.UniqueConstraint(fields=["department"], name=ANSWER_TIME_ONCE, nulls_distinct=False),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=rules.MOST_DAYS), name="answer_time_days"),
        ]

    def __str__(self) -> str:
        return self.reference


class IdeaQuestion(models.Model):
    """What the answering side asked the author. While one is open, the promise waits."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="questions")
    question = models.TextField(_("question to the author"), max_length=TEXT_MAX)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("author's answer"), max_length=TEXT_MAX, blank=True)
    # Without an answer: the idea was decided all the same.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question to the author")
        constraints = [
            models.UniqueConstraint(fields=["idea"], condition=Q(ended_at=None), name="idea_question_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("asked_at")), name="idea_question_order"
            ),
        ]


class IdeaObjection(models.Model):
    """ "This is not an answer": what the author says about one, once for an idea."""

    idea = models.OneToOneField(Idea, on_delete=models.CASCADE, related_name="objection")
    decision = models.OneToOneField(IdeaDecision, on_delete=models.CASCADE, related_name="objection")
    reason = models.TextField(_("reason"), max_length=TEXT_MAX)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("objection")


class AnswerBoard(models.Model):
    """The day on which the scoreboard was switched on: one row, or none."""

    only = models.BooleanField(default=True, editable=False, unique=True)
    since = models.DateField(_("switched on"))

    class Meta:
        verbose_name = _("scoreboard of answers")
        constraints = [models.CheckConstraint(condition=Q(only=True), name="answer_board_one")]
