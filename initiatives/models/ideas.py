from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives import rules
from initiatives.choices import Anonymity, DecisionKind, IdeaState
from initiatives.models.challenges import Challenge
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department, User

TITLE_MAX, TEXT_MAX, PATH_MAX = 150, 10_000, 200


class IdeaQuerySet(ScopedQuerySet):
    def to_decide(self, user: object) -> IdeaQuerySet:
        """Open ideas that wait for a decision of this person."""
        rows: IdeaQuerySet = self.permitted(user, "ideas.decide").filter(state=IdeaState.OPEN, canonical=None)
        return rows

    def listed_for(self, user: User) -> IdeaQuerySet:
        """Without those that were merged into others, except one's own."""
        rows: IdeaQuerySet = self.filter(models.Q(canonical=None) | models.Q(author=user))
        return rows


class Idea(models.Model):
    """What a colleague proposes. `vote_count`, `rank` and `comment_count` follow in the verb that changes them."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("I"), editable=False)
    title = models.CharField(_("title"), max_length=TITLE_MAX)
    text = models.TextField(_("idea"), max_length=TEXT_MAX)
    department = models.ForeignKey(
        Department, verbose_name=_("department concerned"), on_delete=models.PROTECT, related_name="ideas"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="ideas", null=True
    )
    # Whoever shows the author asks queries/authors.py, which knows what this allows.
    anonymity = models.CharField(max_length=10, choices=Anonymity, default=Anonymity.NAMED, editable=False)
    answering = models.ForeignKey(
        Department, verbose_name=_("answering department"), on_delete=models.PROTECT, related_name="+"
    )
    # The call that it answers, and who then answers it in person.
    challenge = models.ForeignKey(
        Challenge, verbose_name=_("call for ideas"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="ideas", db_index=False,
    )  # fmt: skip
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    # Path of the page on which a named author had it; what hidden authors looked at is nobody's business.
    came_up_on = models.CharField(_("came up on the page"), max_length=PATH_MAX, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=IdeaState, default=IdeaState.OPEN)
    vote_count = models.PositiveIntegerField(_("votes"), default=0, editable=False)
    rank = models.FloatField(editable=False)
    comment_count = models.PositiveIntegerField(_("comments"), default=0, editable=False)
    created_at = models.DateTimeField(_("submitted"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    # The answer promise (services.promises). What was promised at the start stays, whatever is promised to others.
    clock_started_at = models.DateTimeField(editable=False)
    answer_days = models.PositiveSmallIntegerField(_("answer time in working days"), editable=False)
    answer_due_at = models.DateTimeField(_("answer due"), editable=False)
    # Open ideas alone: while the author is asked, merged into another, and at the last level, nothing is due.
    escalate_at = models.DateTimeField(null=True, editable=False)
    escalation = models.PositiveSmallIntegerField(default=rules.HERE, editable=False)
    breached_at = models.DateTimeField(_("answer overdue since"), null=True, editable=False)
    asked_at = models.DateTimeField(_("author asked"), null=True, editable=False)
    later_on = models.DateField(_("comes back on"), null=True, editable=False)
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)
    # Whether the terms of title and text still have to be written: true on insert and, by a trigger, after an edit.
    unindexed = models.BooleanField(default=True, editable=False)
    # The idea that this one was merged into; that one is never merged itself.
    canonical = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged")

    objects: ClassVar[IdeaQuerySet] = IdeaQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("idea")
        indexes = [
            models.Index(fields=["created_at", "id"], name="idea_newest"),
            models.Index(fields=["vote_count", "id"], name="idea_wanted"),
            models.Index(fields=["rank", "id"], name="idea_rising"),
            models.Index(fields=["author", "created_at", "id"], name="idea_author"),
            models.Index(fields=["department", "created_at", "id"], name="idea_department"),
            models.Index(
                fields=["challenge", "created_at", "id"],
                name="idea_challenge",
                condition=models.Q(challenge__isnull=False),
            ),
            models.Index(
                fields=["answering", "created_at"], name="idea_open", condition=models.Q(state=IdeaState.OPEN)
            ),
            models.Index(fields=["answer_due_at", "id"], name="idea_due", condition=models.Q(state=IdeaState.OPEN)),
            models.Index(fields=["escalate_at"], name="idea_escalate", condition=models.Q(escalate_at__isnull=False)),
            models.Index(fields=["later_on"], name="idea_later", condition=models.Q(later_on__isnull=False)),
            GinIndex(fields=["search"], name="idea_search"),
            models.Index(fields=["id"], name="idea_unindexed", condition=models.Q(unindexed=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(canonical=models.F("id")), name="idea_not_into_itself"),
            models.CheckConstraint(
                condition=models.Q(anonymity=Anonymity.NOBODY, author=None)
                | (~models.Q(anonymity=Anonymity.NOBODY) & models.Q(author__isnull=False)),
                name="idea_author_as_chosen",
            ),
            models.CheckConstraint(
                condition=models.Q(escalate_at=None) | models.Q(state=IdeaState.OPEN, asked_at=None, canonical=None),
                name="idea_escalates_open",
            ),
            models.CheckConstraint(
                condition=models.Q(later_on=None) ^ models.Q(state=IdeaState.LATER), name="idea_later_has_day"
            ),
            models.CheckConstraint(
                condition=models.Q(came_up_on="") | models.Q(anonymity=Anonymity.NAMED), name="idea_page_of_named"
            ),
            models.CheckConstraint(condition=models.Q(escalation__lte=rules.OFFICE), name="idea_escalation_level"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="idea_reindex",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("title", "text"),
                condition=pgtrigger.AnyChange("title", "text"),
                func="NEW.unindexed := true; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Vote(models.Model):
    """One person's vote. The unique pair decides the race of two clicks; the counter moves only with an insert."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    # Of somebody who voted for an idea that was merged into this one; written and removed with the merge.
    gathered = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("vote")
        constraints = [models.UniqueConstraint(fields=["idea", "user"], name="vote_once")]


class IdeaDecision(models.Model):
    """An answer to an idea: what, why, who, when. Rows are added, never changed."""

    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=10, choices=DecisionKind)
    reason = models.TextField(_("reason"), max_length=TEXT_MAX)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    later_on = models.DateField(_("comes back on"), null=True)
    # How the promise was kept; empty where none was running (an idea that had been put off).
    department = models.ForeignKey(
        Department, verbose_name=_("answering department"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    in_time = models.BooleanField(pgettext_lazy("answer", "in time"), null=True)
    days = models.PositiveSmallIntegerField(_("working days"), null=True)

    class Meta:
        verbose_name = _("decision")
        indexes = [
            models.Index(fields=["idea", "at"], name="decision_idea"),
            models.Index(fields=["department", "at"], name="decision_department"),
        ]
        triggers = [pgtrigger.Protect(name="decision_append_only", operation=pgtrigger.Update)]
