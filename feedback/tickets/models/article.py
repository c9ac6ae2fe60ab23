"""What we know, with an owner, somebody who stands for it, and a date until which it holds."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ArticleState, Language
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.question import Question
from feedback.tickets.models.ticket import Ticket
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department

TODAY = TruncDate(Now(), tzinfo=ZoneInfo(settings.TIME_ZONE))
# What everybody finds: approved, and its last day is not over.
PUBLISHED = Q(state=ArticleState.APPROVED, valid_until__gte=TODAY)


class Article(models.Model):
    """In one language, that of whoever wrote it. Changed text needs approval again."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("KA"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8, choices=Language)
    service = models.ForeignKey(
        CatalogueService, verbose_name=_("service"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("serving department"), on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="+"
    )
    # The answer that it was made from.
    question = models.OneToOneField(Question, null=True, on_delete=models.PROTECT, related_name="article")
    state = models.CharField(_("state"), max_length=12, choices=ArticleState, default=ArticleState.DRAFT)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    valid_until = models.DateField(_("valid until"), null=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("knowledge article")
        indexes = [
            GinIndex(fields=["search"], name="ticket_article_search"),
            models.Index(fields=["written_at", "id"], name="ticket_article_written"),
            models.Index(
                fields=["valid_until"],
                name="ticket_article_ending",
                condition=Q(state=ArticleState.APPROVED, reminded_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ArticleState.APPROVED)
                | Q(approved_by__isnull=False, approved_at__isnull=False, valid_until__isnull=False),
                name="ticket_article_approved",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:article", args=[self.reference])


class ArticleUse(models.Model):
    """“This solved it”: once for a ticket, and without one (nobody had to open it) once a day and person."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="articles_used")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "ticket"], condition=Q(ticket__isnull=False), name="ticket_article_use_ticket"
            ),
            models.UniqueConstraint(
                fields=["article", "by", "day"], condition=Q(ticket=None), name="ticket_article_use_day"
            ),
        ]
