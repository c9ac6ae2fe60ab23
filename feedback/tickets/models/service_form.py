"""The form of a service, version by version, and what was answered when a ticket was opened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.ticket import Ticket


class FormVersion(models.Model):
    """What a service asked from a moment on; never changed, so that old tickets read as they were answered.

    The one with the highest number is asked now. `fields`: rules.forms.stored.
    """

    service = models.ForeignKey(CatalogueService, on_delete=models.CASCADE, related_name="forms")
    number = models.PositiveIntegerField()
    fields = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("form of a service")
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="ticket_form_number")]


class TicketAnswers(models.Model):
    """What was answered on one ticket, by the version of the form that asked. `values` by the key of the field."""

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="answered")
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
