"""States and levels of risks, kinds of budget entries, with their words and looks."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class RiskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("risk", "Open")
    OCCURRED = "occurred", pgettext_lazy("risk", "Occurred")
    CLOSED = "closed", pgettext_lazy("risk", "Closed")


class EntryKind(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("budget", "Planned")
    SPENT = "spent", pgettext_lazy("budget", "Spent")


RISK_LOOKS = {
    RiskState.OPEN: Look(RiskState.OPEN.label, "circle-dashed", "blue"),
    RiskState.OCCURRED: Look(RiskState.OCCURRED.label, "bolt", "red"),
    RiskState.CLOSED: Look(RiskState.CLOSED.label, "circle-check", "grey"),
}
LEVEL_LOOKS = {
    "low": Look(pgettext_lazy("risk", "Low"), "circle-check", "green"),
    "medium": Look(pgettext_lazy("risk", "Medium"), "alert-triangle", "amber"),
    "high": Look(pgettext_lazy("risk", "High"), "flag", "red"),
}
ENTRY_LOOKS = {
    EntryKind.PLANNED: Look(EntryKind.PLANNED.label, "calendar", "blue"),
    EntryKind.SPENT: Look(EntryKind.SPENT.label, "check", "grey"),
}
