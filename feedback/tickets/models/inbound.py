"""Mails that came in, and the addresses that they come to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import InboundReason, InboundState, Route
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.ticket import Ticket
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.records.models import Comment


class InboundAddress(models.Model):
    """A mail to this address that answers nothing opens a ticket of this service."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("MA"), editable=False)
    address = models.EmailField(_("address"), unique=True)  # in small letters
    service = models.ForeignKey(CatalogueService, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("address for mails")

    def __str__(self) -> str:
        return self.address


class InboundMail(models.Model):
    """A mail as it came: stored before anything is done with it, its raw file among the files of this row.

    `digest` makes it this mail (rules.mail.message.digest_of): delivered twice, it is one row.
    """

    PERSONAL: ClassVar = ("sender", "subject")

    reference = models.CharField(max_length=12, unique=True, default=reference_default("IM"), editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    route = models.CharField(_("came by"), max_length=8, choices=Route)
    size = models.PositiveBigIntegerField(_("size"))
    sender = models.CharField(_("from"), max_length=254, blank=True)
    recipients = ArrayField(models.CharField(max_length=254), default=list)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    links = ArrayField(models.CharField(max_length=500), default=list)
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(_("state"), max_length=10, choices=InboundState, default=InboundState.WAITING)
    reason = models.CharField(_("why not"), max_length=20, choices=InboundReason, blank=True)
    fault = models.CharField(max_length=60, blank=True)  # a refusal's code or a fault's kind, never its words
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="mails")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.SET_NULL, related_name="+")
    left_out = models.PositiveSmallIntegerField(default=0)  # attachments that the ticket did not take
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("mail that came in")
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], name="inbound_due", condition=Q(state=InboundState.WAITING)),
            models.Index(fields=["state", "id"], name="inbound_state"),
            models.Index(fields=["message_id"], name="inbound_message_id", condition=~Q(message_id="")),
            models.Index(fields=["sender", "worked_at"], name="inbound_sender", condition=Q(state=InboundState.DONE)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=InboundState.DONE, ticket__isnull=False)
                | (~Q(state=InboundState.DONE) & Q(ticket=None)),
                name="inbound_done_has_ticket",
            ),
            models.CheckConstraint(
                condition=(Q(state=InboundState.IGNORED) & ~Q(reason=""))
                | (~Q(state=InboundState.IGNORED) & Q(reason="")),
                name="inbound_ignored_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("tickets:mail", args=[self.reference])
