"""What other systems know of customers: who they are there, and each time they were in touch with us."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.customers.choices import Channel, Kind, Outcome
from initiatives.models import ValueService
from portal.calendars.models import Calendar
from portal.core.refs import reference_default
from portal.people.access import ScopedQuerySet
from portal.people.models import Department, Named


class Source(Named):
    """A system that customers' records come from: the hotline's, the shop's, the card centre's."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("CS"), editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("source")


class Identity(models.Model):
    """A customer as one source knows them. Everything points here, never to a merged customer.

    `phone_digits` is the number in the form of E.164 without the plus (rules.phones), by which a call finds it.
    """

    PERSONAL: ClassVar = ("key", "name", "phone", "phone_digits", "email")

    reference = models.CharField(max_length=12, unique=True, default=reference_default("CU"), editable=False)
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="identities")
    key = models.CharField(_("customer number"), max_length=120)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    phone_digits = models.CharField(max_length=20, blank=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    search = SearchVectorField(null=True, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("customer")
        indexes = [
            GinIndex(fields=["search"], name="customer_search"),
            models.Index(fields=["phone_digits"], name="customer_phone", condition=~Q(phone_digits="")),
            models.Index(fields=["created_at", "id"], name="customer_created"),
            models.Index(fields=["created_by"], name="customer_created_by", condition=Q(created_by__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="customer_source_key")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("customers:customer", args=[self.reference])

    @property
    def shown(self) -> str:
        return self.name or self.key


class ServiceLine(Named):
    """Several hotline numbers that are one line to the customer, with its hours."""

    reference = models.CharField(max_length=12, unique=True, default=reference_default("SL"), editable=False)
    department = models.ForeignKey(Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, verbose_name=_("hours"), on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("service line")

    def get_absolute_url(self) -> str:
        return reverse("customers:line", args=[self.reference])


class LineNumber(models.Model):
    """A number that people dial; it belongs to one line."""

    line = models.ForeignKey(ServiceLine, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(_("number"), max_length=40)
    digits = models.CharField(max_length=20, unique=True)


class Contact(models.Model):
    """One call, chat or message. Source and external id make it this one, however often it is sent.

    Department, hours and shared time are worked out when it comes in: the agent's department then (else the line's),
    whether it was offered within the line's hours, and its part of the agent's minutes (rules.handling).
    """

    reference = models.CharField(max_length=12, unique=True, default=reference_default("CT"), editable=False)
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="contacts")
    external_id = models.CharField(_("external id"), max_length=120)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    line = models.ForeignKey(
        ServiceLine, verbose_name=_("service line"), null=True, on_delete=models.PROTECT, related_name="contacts"
    )
    number = models.CharField(_("number dialled"), max_length=40, blank=True)
    offered_at = models.DateTimeField(_("offered"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("agent"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    identity = models.ForeignKey(
        Identity, verbose_name=_("customer"), null=True, on_delete=models.PROTECT, related_name="contacts"
    )
    service = models.CharField(_("service"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REQUEST)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    solved = models.BooleanField(_("solved, says the agent"), null=True)
    ticket = models.CharField(_("ticket"), max_length=12, blank=True)
    in_hours = models.BooleanField(_("within the line's hours"), default=True)
    handling = models.DurationField(_("handling time"), null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contact")
        indexes = [
            models.Index(fields=["offered_at", "id"], name="contact_offered"),
            models.Index(fields=["agent", "answered_at"], name="contact_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["department", "offered_at"], name="contact_department"),
            models.Index(
                fields=["identity", "service", "offered_at"],
                name="contact_identity",
                condition=Q(identity__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="contact_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("offered_at")), name="contact_answered_after"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("offered_at")), name="contact_ended_after"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(answered_at=None) | Q(ended_at__gte=F("answered_at")),
                name="contact_ended_after_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("customers:contact", args=[self.reference])


WORDS_MAX = 300


class ServiceContact(models.Model):
    """A contact in which a customer spoke of a new value-added service.

    `words` is what every colleague may read of it: written to be shown, by whoever saw the contact.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="services_told")
    service = models.ForeignKey(ValueService, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("words to show"), max_length=WORDS_MAX, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("contact about a new service")
        constraints = [models.UniqueConstraint(fields=["contact", "service"], name="service_contact_once")]
