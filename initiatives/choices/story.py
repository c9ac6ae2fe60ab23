"""Stations on the way from an idea to what came of it."""

from django.db import models
from django.utils.translation import pgettext_lazy


class StationKind(models.TextChoices):
    IDEA = "idea", pgettext_lazy("station", "The idea")
    MERGED = "merged", pgettext_lazy("station", "Merged into it")
    JOINED = "joined", pgettext_lazy("station", "Raised by")
    ANSWER = "answer", pgettext_lazy("station", "The answer")
    INITIATIVE = "initiative", pgettext_lazy("station", "Initiative")
    GATE = "gate", pgettext_lazy("station", "Gate passed")
    MILESTONE = "milestone", pgettext_lazy("station", "Milestone")
    BENEFIT = "benefit", pgettext_lazy("station", "Benefit")
    SERVICE = "service", pgettext_lazy("station", "New service")
    THANKS = "thanks", pgettext_lazy("station", "A customer said thank you")
    THANKED = "thanked", pgettext_lazy("station", "Thanks of colleagues")


STATION_ICONS = {
    StationKind.IDEA: "bulb",
    StationKind.MERGED: "link",
    StationKind.JOINED: "users",
    StationKind.ANSWER: "clipboard-check",
    StationKind.INITIATIVE: "rocket",
    StationKind.GATE: "check",
    StationKind.MILESTONE: "flag",
    StationKind.BENEFIT: "target-arrow",
    StationKind.SERVICE: "star",
    StationKind.THANKS: "heart-handshake",
    StationKind.THANKED: "users",
}
