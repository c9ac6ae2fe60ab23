"""Stages of an initiative, decisions at its gates and the sections of its charter, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class Stage(models.TextChoices):
    IDEA = "idea", pgettext_lazy("stage", "Idea")
    CHARTER = "charter", pgettext_lazy("stage", "Charter")
    DESIGN = "design", pgettext_lazy("stage", "Design")
    ROLL_OUT = "roll_out", pgettext_lazy("stage", "Roll-out")
    IN_USE = "in_use", pgettext_lazy("stage", "In use")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")


class GateDecision(models.TextChoices):
    GO = "go", pgettext_lazy("gate", "Go")
    REWORK = "rework", pgettext_lazy("gate", "Rework")
    STOP = "stop", pgettext_lazy("gate", "Stop")


class Section(models.TextChoices):
    SERVES = "serves", _("Whom it serves")
    NEEDS = "needs", _("What they need and value")
    PROBLEM = "problem", _("The problem")
    SCOPE_IN = "scope_in", _("In scope")
    SCOPE_OUT = "scope_out", _("Out of scope")


GATE_LOOKS = {
    "": Look(pgettext_lazy("gate", "Waits for a decision"), "hourglass", "blue"),
    GateDecision.GO: Look(GateDecision.GO.label, "circle-check", "green"),
    GateDecision.REWORK: Look(GateDecision.REWORK.label, "rotate", "amber"),
    GateDecision.STOP: Look(GateDecision.STOP.label, "circle-x", "red"),
}
# What a gate asks for (rules/gates.py), as people read it.
NEED_WORDS = {
    "serves": _("whom it serves"),
    "needs": _("what they need and value"),
    "problem": _("the problem"),
    "sponsor": _("an executive sponsor"),
    "target": _("a target"),
    "started": _("the start, so that every colleague sees it"),
    "departments": _("at least one other department that takes part"),
    "milestones": _("milestones"),
    "actions": _("actions, each with an assignee and a day"),
    "reading": _("a reading of the target"),
    "result": _("what came of it"),
}
