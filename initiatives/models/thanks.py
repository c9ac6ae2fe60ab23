"""A colleague thanks another one for something."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.ideas import Idea
from initiatives.models.initiatives import Initiative
from initiatives.models.services import ValueService
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet

THANKS_MAX = 300
THANKS_ONCE = "thanks_once"
SUBJECTS = ("idea", "initiative", "service")


class ThanksQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ThanksQuerySet:
        """With what they are for: hidden drafts hide them."""
        shown = Initiative.objects.visible_to(user).values("pk")
        rows: ThanksQuerySet = self.filter(Q(initiative=None) | Q(initiative__in=shown))
        return rows


class Thanks(models.Model):
    """For exactly one thing. Without `receiver` it goes to an idea's author who isn't shown, whoever that is."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("TK"), editable=False)
    idea = models.ForeignKey(Idea, null=True, on_delete=models.CASCADE, related_name="thanks")
    initiative = models.ForeignKey(Initiative, null=True, on_delete=models.CASCADE, related_name="thanks")
    service = models.ForeignKey(ValueService, null=True, on_delete=models.CASCADE, related_name="thanks")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("thanks"), max_length=THANKS_MAX)
    at = models.DateTimeField()

    objects: ClassVar[ThanksQuerySet] = ThanksQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("thanks")
        constraints = [
            models.UniqueConstraint(fields=["giver", "receiver", *SUBJECTS], name=THANKS_ONCE, nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(idea__isnull=False, initiative=None, service=None)
                | Q(idea=None, initiative__isnull=False, service=None)
                | Q(idea=None, initiative=None, service__isnull=False),
                name="thanks_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(receiver__isnull=False) | Q(idea__isnull=False), name="thanks_hidden_is_of_idea"
            ),
            models.CheckConstraint(
                condition=Q(receiver=None) | ~Q(receiver=models.F("giver")), name="thanks_not_to_oneself"
            ),
        ]
        indexes = [models.Index(fields=["receiver", "-id"], name="thanks_received")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> Any:
        """What it is for."""
        return self.idea or self.initiative or self.service
