"""Calls for ideas: a question to many colleagues, for some days, with somebody who answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives import rules
from initiatives.rules import challenges
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet, scope_q
from portal.people.models import Department

QUESTION_MAX, BACKGROUND_MAX = 150, 10_000


class ChallengeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ChallengeQuerySet:
        """What was opened is everybody's to see; before that, those who make it, and whom it names."""
        begun = scope_q(user, "challenges.view", Challenge) & Q(opened_at__isnull=False)
        rows: ChallengeQuerySet = self.filter(begun | scope_q(user, "challenges.plan_view", Challenge))
        return rows

    def in_state(self, state: str, today: Any) -> ChallengeQuerySet:
        """The same as `rules.challenges.state`, as a question to the database."""
        running = Q(finished_at=None, ended_at=None)
        asked = {
            challenges.PLANNED: running & Q(opens_on__gt=today),
            challenges.OPEN: running & Q(opens_on__lte=today, closes_on__gte=today),
            challenges.ANSWERING: Q(finished_at=None) & (Q(ended_at__isnull=False) | Q(closes_on__lt=today)),
            challenges.CLOSED: Q(finished_at__isnull=False),
        }
        rows: ChallengeQuerySet = self.filter(asked[state])
        return rows


class Challenge(models.Model):
    """The first and the last day are days of the portal's zone. Its state follows from them (rules.challenges)."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("CI"), editable=False)
    question = models.CharField(pgettext_lazy("call for ideas", "question"), max_length=QUESTION_MAX)
    text = models.TextField(_("background"), max_length=BACKGROUND_MAX, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("whose call"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # empty: the whole company's
    # Who is asked, with those below them; without any, everybody.
    asked = models.ManyToManyField(
        Department, verbose_name=pgettext_lazy("call for ideas", "who is asked"), blank=True, related_name="+"
    )
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    answering = models.ForeignKey(
        Department, verbose_name=_("answering department"), on_delete=models.PROTECT, related_name="+"
    )
    # Somebody of that department who answers in person; without one its head does.
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=pgettext_lazy("call for ideas", "answered by"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="+",
    )  # fmt: skip
    answer_days = models.PositiveSmallIntegerField(
        _("answer time in working days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(rules.MOST_DAYS)],
    )
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sponsor"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))
    opened_at = models.DateTimeField(null=True, editable=False)
    # Everybody up to this key was told that it is open; `told_at` once all were.
    told_up_to = models.BigIntegerField(default=0, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(_("closed early"), null=True, editable=False)
    finished_at = models.DateTimeField(_("every idea answered"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ChallengeQuerySet] = ChallengeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("call for ideas")
        indexes = [
            models.Index(fields=["closes_on", "id"], name="challenge_closes"),
            models.Index(fields=["opens_on"], name="challenge_untold", condition=Q(told_at=None)),
            models.Index(fields=["closes_on"], name="challenge_unfinished", condition=Q(finished_at=None)),
            GinIndex(fields=["search"], name="challenge_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="challenge_days_in_order"),
            models.CheckConstraint(
                condition=Q(answer_days=None) | Q(answer_days__gte=1, answer_days__lte=rules.MOST_DAYS),
                name="challenge_answer_days",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("initiatives:challenge", args=[self.reference])

    def state_on(self, today: Any) -> str:
        return challenges.state(
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            ended=self.ended_at is not None,
            finished=self.finished_at is not None,
            today=today,
        )
