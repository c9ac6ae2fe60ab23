"""Texts with which an answer may begin."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.tickets.models.catalogue import CatalogueService
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department, Named


class StartingText(Named):
    """What a department often writes, for one of its services or for all; nobody has to use it, no use is counted."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("TX"), editable=False)
    department = models.ForeignKey(
        Department, verbose_name=_("serving department"), on_delete=models.PROTECT, related_name="+"
    )
    service = models.ForeignKey(
        CatalogueService, verbose_name=_("service"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text_en = models.TextField(_("English text"))
    text_zh = models.TextField(_("Chinese text"))
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("starting text")
        indexes = [models.Index(fields=["department", "name_en"], name="ticket_text_department")]
