"""What came of resolving a ticket: the one row from which reopening, first contact and handling time are counted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import Answer
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.ticket import Step, Ticket
from portal.people.access import ScopedQuerySet
from portal.people.models import Department


class Resolution(models.Model):
    """One resolving of a ticket; a ticket that was reopened has several, numbered from 1.

    `work_seconds`: working time that the ticket was in progress until then, in all departments together.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="resolutions")
    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="resolution")
    number = models.PositiveSmallIntegerField()
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(CatalogueService, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    work_seconds = models.PositiveIntegerField()
    reopened_at = models.DateTimeField(null=True)
    # Whoever resolved it: the first contact was enough.
    first_contact = models.BooleanField(_("solved at first contact"), default=False)
    # The requester is asked until then; who says nothing counts as undecided.
    ask_until = models.DateTimeField()
    answer = models.CharField(_("requester's word"), max_length=4, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("resolution")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="ticket_resolution_number"),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | Q(reopened_at__gte=F("at")), name="ticket_resolution_reopened"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="ticket_resolution_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["reopened_at"], name="ticket_resolution_again", condition=~Q(reopened_at=None)),
            models.Index(fields=["at"], name="ticket_resolution_at"),
            models.Index(fields=["department", "at"], name="ticket_resolution_department"),
            models.Index(fields=["service", "at"], name="ticket_resolution_service"),
        ]
