"""States, lights and roles of initiatives with their words, and how each looks."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class InitiativeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("initiative", "Draft")
    RUNNING = "running", pgettext_lazy("initiative", "Running")
    CLOSED = "closed", pgettext_lazy("initiative", "Closed")


class InitiativeType(models.TextChoices):
    """How far it reaches. Nothing else is a pilot, and a pilot says why and until when (rules/types.py)."""

    COMPANY = "company", pgettext_lazy("initiative type", "Whole company")
    IMPROVEMENT = "improvement", pgettext_lazy("initiative type", "Improvement")
    PILOT = "pilot", pgettext_lazy("initiative type", "Pilot")


class Light(models.TextChoices):
    GREEN = "green", pgettext_lazy("light", "Green: on track")
    AMBER = "amber", pgettext_lazy("light", "Amber: at risk")
    RED = "red", pgettext_lazy("light", "Red: help is needed")


class Better(models.TextChoices):
    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")


class PartRole(models.TextChoices):
    """The letters of a RACI table. The owner's department is accountable; no other one is."""

    RESPONSIBLE = "R", _("Responsible")
    ACCOUNTABLE = "A", _("Accountable")
    CONSULTED = "C", _("Consulted")
    INFORMED = "I", _("Informed")


INITIATIVE_LOOKS = {
    InitiativeState.DRAFT: Look(InitiativeState.DRAFT.label, "circle-dashed", "grey"),
    InitiativeState.RUNNING: Look(InitiativeState.RUNNING.label, "rocket", "blue"),
    InitiativeState.CLOSED: Look(InitiativeState.CLOSED.label, "archive", "grey"),
}
LIGHT_LOOKS = {
    "": Look(_("No report yet"), "circle-dashed", "grey"),
    Light.GREEN: Look(Light.GREEN.label, "circle-check", "green"),
    Light.AMBER: Look(Light.AMBER.label, "alert-triangle", "amber"),
    Light.RED: Look(Light.RED.label, "flag", "red"),
}
TYPE_LOOKS = {
    InitiativeType.COMPANY: Look(InitiativeType.COMPANY.label, "building", "blue"),
    InitiativeType.IMPROVEMENT: Look(InitiativeType.IMPROVEMENT.label, "chart-bar", "grey"),
    InitiativeType.PILOT: Look(InitiativeType.PILOT.label, "flag", "amber"),
}
# What the numbers say (rules/light.py), beside what somebody claims.
COMPUTED_LOOKS = {
    "grey": Look(pgettext_lazy("computed light", "Grey: no new number"), "circle-dashed", "grey"),
    "green": Look(pgettext_lazy("computed light", "Green: on track"), "circle-check", "green"),
    "amber": Look(pgettext_lazy("computed light", "Amber: behind"), "alert-triangle", "amber"),
    "red": Look(pgettext_lazy("computed light", "Red: far behind"), "flag", "red"),
}
ATTENTION_WORDS = {
    "red": _("Reported red"),
    "overdue": _("Past its date"),
    "pilot_over": _("The pilot has ended: decide"),
    "milestones": _("A milestone is late"),
    "amber": _("Reported amber"),
    "silent": _("No report for 30 days"),
}
# Why an initiative needs a decision (rules/rollup.py: NEEDS).
DECISION_WORDS = {
    "gate": _("A gate waits for its decision"),
    "red": _("Reported red"),
    "owner": _("Its owner has left"),
    "sponsor": _("Its sponsor has left"),
    "report": _("No report for 30 days"),
}
