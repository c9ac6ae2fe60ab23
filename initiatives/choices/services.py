"""States of a new value-added service with their words, and how each looks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class Serves(models.TextChoices):
    CUSTOMERS = "customers", _("Customers")
    COLLEAGUES = "colleagues", _("Colleagues")


class ServiceState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("service", "Planned")
    LAUNCHED = "launched", pgettext_lazy("service", "Launched, to be countersigned")
    CONFIRMED = "confirmed", pgettext_lazy("service", "In use")
    RETIRED = "retired", pgettext_lazy("service", "Retired")


class EvidenceKind(models.TextChoices):
    FIRST_USE = "first_use", _("First use")
    STILL_USED = "still_used", _("Still used after 90 days")


SERVICE_LOOKS = {
    ServiceState.PLANNED: Look(ServiceState.PLANNED.label, "circle-dashed", "grey"),
    ServiceState.LAUNCHED: Look(ServiceState.LAUNCHED.label, "rocket", "blue"),
    ServiceState.CONFIRMED: Look(ServiceState.CONFIRMED.label, "circle-check", "green"),
    ServiceState.RETIRED: Look(ServiceState.RETIRED.label, "archive", "grey"),
}
