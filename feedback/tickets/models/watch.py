"""Who is told what happens on a ticket without having to act on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.tickets.models.ticket import Ticket


class Watch(models.Model):
    """A colleague around a ticket. The row stays when they stop watching: their name stands in what was said."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watches")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("watcher")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="ticket_watch_once")]
        indexes = [models.Index(fields=["person"], name="ticket_watch_person", condition=Q(active=True))]
