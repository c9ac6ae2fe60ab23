"""What is to be done in an initiative: actions, and what waits for what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices.actions import ActionState
from initiatives.models.ideas import TITLE_MAX
from initiatives.models.initiatives import Initiative
from initiatives.models.parts import Milestone
from portal.core.refs import reference_default


class Action(models.Model):
    """Something that one colleague does by a day."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("AC"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(_("action"), max_length=TITLE_MAX)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assignee"), on_delete=models.PROTECT, related_name="actions"
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=ActionState, default=ActionState.TODO)
    done_on = models.DateField(null=True)
    # When the assignee was told that it is late; a new day or assignee begins anew.
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("action")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(starts_on__lte=F("due_on")), name="action_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.DONE, done_on__isnull=False)
                | (~Q(state=ActionState.DONE) & Q(done_on=None)),
                name="action_done_on",
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "due_on"], name="action_due"),
            models.Index(fields=["assignee", "due_on"], name="action_mine", condition=Q(done_on=None)),
            models.Index(fields=["due_on"], name="action_late", condition=Q(done_on=None, reminded_at=None)),
        ]


class Dependency(models.Model):
    """One thing waits for another of the same initiative: an action or a milestone on either side."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("DP"), editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="dependencies")
    before_action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+", null=True)
    before_milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="+", null=True)
    after_action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+", null=True)
    after_milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="+", null=True)

    class Meta:
        verbose_name = _("dependency")
        constraints = [
            models.CheckConstraint(
                condition=(Q(before_action=None) ^ Q(before_milestone=None))
                & (Q(after_action=None) ^ Q(after_milestone=None)),
                name="dependency_one_each",
            ),
            models.UniqueConstraint(
                fields=["before_action", "before_milestone", "after_action", "after_milestone"],
                name="dependency_once",
                nulls_distinct=False,
            ),
        ]
