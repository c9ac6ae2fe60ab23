"""An idea given to some colleagues to be scored, and the card of each of them."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices.evaluations import CardState, Criterion
from initiatives.models.ideas import Idea
from initiatives.rules.evaluations import HIGHEST, LOWEST
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet

COMMENT_MAX = 1000
EVALUATION_ONE_OPEN = "evaluation_one_open"
SCORES = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


class Evaluation(models.Model):
    """A request to score one idea until a day of the portal's zone. Over once all have answered or it was closed."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("EV"), editable=False)
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="evaluations")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=pgettext_lazy("evaluation", "asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("due"))
    ended_at = models.DateTimeField(null=True, editable=False)
    # The next day on which somebody is told something: reviewers that it is due, then deciders that it has passed.
    tell_on = models.DateField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evaluation")
        constraints = [
            models.UniqueConstraint(fields=["idea"], condition=Q(ended_at=None), name=EVALUATION_ONE_OPEN),
            models.CheckConstraint(condition=Q(tell_on=None) | Q(ended_at=None), name="evaluation_tells_while_it_runs"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("asked_at")), name="evaluation_order"
            ),
        ]
        indexes = [
            models.Index(fields=["tell_on"], name="evaluation_tell", condition=Q(tell_on__isnull=False)),
            models.Index(fields=["idea", "-id"], name="evaluation_of_idea"),
        ]

    def __str__(self) -> str:
        return self.reference


def _score(criterion: Criterion) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(criterion.label, null=True, blank=True, validators=SCORES)


def _in_range(name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__gte": LOWEST, f"{name}__lte": HIGHEST})


class Scorecard(models.Model):
    """One reviewer's scores. A draft until it is sent or declined; from then on the database keeps it as it is."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="cards")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CardState, default=CardState.WAITING)
    customers = _score(Criterion.CUSTOMERS)
    colleagues = _score(Criterion.COLLEAGUES)
    effort = _score(Criterion.EFFORT)
    reach = _score(Criterion.REACH)
    comment = models.TextField(_("comment"), max_length=COMMENT_MAX, blank=True)
    # Why it was declined.
    reason = models.TextField(_("reason"), max_length=COMMENT_MAX, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("scorecard")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "reviewer"], name="scorecard_once"),
            models.CheckConstraint(
                condition=Q(state=CardState.WAITING) ^ Q(answered_at__isnull=False), name="scorecard_answered"
            ),
            models.CheckConstraint(
                condition=~Q(state=CardState.SENT) | Q(**{f"{name}__isnull": False for name in Criterion.values}),
                name="scorecard_sent_is_full",
            ),
            models.CheckConstraint(
                condition=Q(*[_in_range(name) for name in Criterion.values]), name="scorecard_scores"
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "-id"], name="scorecard_mine"),
            models.Index(fields=["reviewer"], name="scorecard_waits", condition=Q(state=CardState.WAITING)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="scorecard_final",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'waiting'"),
            )
        ]
