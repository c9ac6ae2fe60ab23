"""Rules that say which queue a new ticket goes to, and which rule took which ticket."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import CameBy, FieldKind, Kind
from feedback.tickets.models.catalogue import CatalogueService
from feedback.tickets.models.ticket import Ticket
from feedback.tickets.rules.routing import LONGEST_WORD
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department, Named

RULE_PLACE = "ticket_rule_place"


class RoutingRule(Named):
    """New tickets that meet every condition go to `target`; of several rules the first one decides.

    `department` says whose services it is about, with those of the departments below; without one it is about every
    service, and stands before the rules of departments. `position` is its place among those of the same department.
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("RR"), editable=False)
    department = models.ForeignKey(
        Department, verbose_name=_("serving department"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveSmallIntegerField()
    active = models.BooleanField(_("in use"), default=True)
    service = models.ForeignKey(
        CatalogueService, verbose_name=_("service"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    requester = models.ForeignKey(
        Department, verbose_name=_("requester's department"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = ArrayField(models.CharField(max_length=LONGEST_WORD), default=list)
    customer_prefix = models.CharField(max_length=40, blank=True)
    came_by = models.CharField(max_length=8, choices=CameBy, blank=True)
    # A field of the service's form, what it was when the rule was written, and what the answer has to be.
    answer_key = models.CharField(max_length=40, blank=True)
    answer_kind = models.CharField(max_length=8, choices=FieldKind, blank=True)
    answer_value = models.CharField(max_length=200, blank=True)
    # Both of it in words, as they were then.
    answer_en = models.CharField(max_length=400, blank=True, editable=False)
    answer_zh = models.CharField(max_length=400, blank=True, editable=False)
    target = models.ForeignKey(Department, verbose_name=_("goes to"), on_delete=models.PROTECT, related_name="+")
    sets_kind = models.CharField(max_length=12, choices=Kind, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("routing rule")
        constraints = [
            models.UniqueConstraint(
                fields=["department", "position"],
                name=RULE_PLACE,
                nulls_distinct=False,
                deferrable=Deferrable.DEFERRED,
            ),
            # What is about every service asks for something.
            models.CheckConstraint(
                condition=Q(department__isnull=False)
                | Q(service__isnull=False)
                | Q(requester__isnull=False)
                | ~Q(kind="")
                | ~Q(words=[])
                | ~Q(customer_prefix="")
                | ~Q(came_by=""),
                name="ticket_rule_asks",
            ),
            models.CheckConstraint(
                condition=Q(answer_key="", answer_kind="", answer_value="")
                | (~Q(answer_key="") & ~Q(answer_kind="") & ~Q(answer_value="") & Q(service__isnull=False)),
                name="ticket_rule_answer",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("tickets:rule", args=[self.reference])


class Routed(models.Model):
    """A ticket came where it is by a rule. `because` keeps what held, in both languages, as it was worded then."""

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="routed")
    rule = models.ForeignKey(RoutingRule, on_delete=models.PROTECT, related_name="routed")
    rule_version = models.PositiveIntegerField()
    because = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rule", "at"], name="ticket_routed_rule")]
