"""States of calls for ideas with their words, and how each looks."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class ChallengeState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("call for ideas", "Planned")
    OPEN = "open", pgettext_lazy("call for ideas", "Open")
    ANSWERING = "answering", pgettext_lazy("call for ideas", "Being answered")
    CLOSED = "closed", pgettext_lazy("call for ideas", "Closed")


CHALLENGE_LOOKS = {
    ChallengeState.PLANNED: Look(ChallengeState.PLANNED.label, "calendar", "grey"),
    ChallengeState.OPEN: Look(ChallengeState.OPEN.label, "circle", "blue"),
    ChallengeState.ANSWERING: Look(ChallengeState.ANSWERING.label, "progress", "blue"),
    ChallengeState.CLOSED: Look(ChallengeState.CLOSED.label, "circle-check", "green"),
}
