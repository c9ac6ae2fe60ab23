"""A question to colleagues: the owner of the ticket stays the owner, the answer comes back to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import QuestionState
from feedback.tickets.models.of_ticket import OfTicket
from feedback.tickets.models.ticket import Ticket
from feedback.tickets.rules.questions import MOST_PER_DAY, PER_DAY
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet

OPEN_QUESTION = Q(state=QuestionState.ASKED)


class Openness(models.Model):
    """Whether somebody takes questions, and how many a day; the row is the lock under which they are counted."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    open = models.BooleanField(_("open to questions"), default=True)
    per_day = models.PositiveSmallIntegerField(_("questions a day"), default=PER_DAY)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(per_day__gte=1, per_day__lte=MOST_PER_DAY), name="ticket_openness_per_day"
            )
        ]


class Question(OfTicket):
    """Asked about a ticket, of one colleague or of a few; the first answer ends it."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("Q"), editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # When the last of those who were asked has had their working time.
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(_("state"), max_length=12, choices=QuestionState, default=QuestionState.ASKED)
    ended_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    helpful = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OfTicket.Meta):
        verbose_name = _("question")
        indexes = [
            models.Index(fields=["due_at", "id"], name="ticket_question_open", condition=OPEN_QUESTION),
            models.Index(fields=["asked_at", "id"], name="ticket_question_asked"),
            models.Index(fields=["asked_by", "asked_at"], name="ticket_question_asker"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="ticket_question_ahead"),
            models.CheckConstraint(
                condition=Q(state=QuestionState.ASKED, ended_at=None)
                | (~Q(state=QuestionState.ASKED) & ~Q(ended_at=None)),
                name="ticket_question_ended",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.ANSWERED, answered_by__isnull=False)
                | (~Q(state=QuestionState.ANSWERED) & Q(answered_by=None, helpful=None)),
                name="ticket_question_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("tickets:question", args=[self.reference])


class Asked(models.Model):
    """Somebody to whom a question was put; `day` is the day of their calendar on which it counts."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    declined_at = models.DateTimeField(null=True)
    reason = models.CharField(_("why not"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="ticket_asked_once")]
        indexes = [models.Index(fields=["person", "day"], name="ticket_asked_day")]
