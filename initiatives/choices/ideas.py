"""States and decisions of ideas with their words, and how each looks."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class IdeaState(models.TextChoices):
    OPEN = "open", pgettext_lazy("idea", "Open")
    ACCEPTED = "accepted", pgettext_lazy("idea", "Accepted")
    DECLINED = "declined", pgettext_lazy("idea", "Declined")
    LATER = "later", pgettext_lazy("idea", "Later")
    TURNED = "turned", pgettext_lazy("idea", "In an initiative")


class Anonymity(models.TextChoices):
    """Who may know the author. The author chooses when submitting; it never changes afterwards."""

    NAMED = "named", pgettext_lazy("author", "With my name")
    OFFICE = "office", pgettext_lazy("author", "Known to the programme office only")
    NOBODY = "nobody", pgettext_lazy("author", "Known to nobody")


class DecisionKind(models.TextChoices):
    ACCEPT = "accept", pgettext_lazy("decision", "Accept")
    DECLINE = "decline", pgettext_lazy("decision", "Decline")
    LATER = "later", pgettext_lazy("decision", "Later, on a day that is named")


class Verdict(models.TextChoices):
    """What somebody says about an idea that is shown as similar to theirs."""

    SAME = "same", pgettext_lazy("likeness", "The same")
    DIFFERENT = "different", pgettext_lazy("likeness", "Different")


IDEA_LOOKS = {
    IdeaState.OPEN: Look(IdeaState.OPEN.label, "circle", "blue"),
    IdeaState.ACCEPTED: Look(IdeaState.ACCEPTED.label, "circle-check", "green"),
    IdeaState.DECLINED: Look(IdeaState.DECLINED.label, "circle-x", "grey"),
    IdeaState.LATER: Look(IdeaState.LATER.label, "calendar", "grey"),
    IdeaState.TURNED: Look(IdeaState.TURNED.label, "rocket", "green"),
}
