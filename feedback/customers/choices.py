"""The words of a contact. Channel and kind are those of everything that comes in."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class Channel(models.TextChoices):
    """How a customer is in touch with us."""

    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
    APP = "app", _("App")
    WEB = "web", _("Web site")
    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    SHOP = "shop", _("Shop or counter")
    SOCIAL = "social", _("Social media")


class Kind(models.TextChoices):
    REQUEST = "request", _("Request")
    QUESTION = "question", pgettext_lazy("kind of a ticket", "Question")
    COMPLAINT = "complaint", _("Complaint")
    COMPLIMENT = "compliment", _("Compliment")


class Outcome(models.TextChoices):
    """How a contact ended, as the system that it comes from says."""

    SOLVED = "solved", pgettext_lazy("outcome of a contact", "Solved")
    PASSED_ON = "passed_on", pgettext_lazy("outcome of a contact", "Passed on")
    CALL_BACK = "call_back", pgettext_lazy("outcome of a contact", "Call back agreed")
    ABANDONED = "abandoned", pgettext_lazy("outcome of a contact", "Given up")
    OTHER = "other", pgettext_lazy("outcome of a contact", "Other")


OUTCOME_LOOKS: dict[str, Look] = {
    "": Look(pgettext_lazy("outcome of a contact", "Answered"), "check", "grey"),
    Outcome.SOLVED: Look(Outcome.SOLVED.label, "circle-check", "green"),
    Outcome.PASSED_ON: Look(Outcome.PASSED_ON.label, "arrow-right", "blue"),
    Outcome.CALL_BACK: Look(Outcome.CALL_BACK.label, "phone", "blue"),
    Outcome.ABANDONED: Look(Outcome.ABANDONED.label, "x", "grey"),
    Outcome.OTHER: Look(Outcome.OTHER.label, "circle", "grey"),
}
NOT_ANSWERED = Look(pgettext_lazy("a contact", "Not answered"), "circle-x", "amber")
STILL_GOING_ON = Look(pgettext_lazy("a contact", "Going on"), "progress", "blue")
