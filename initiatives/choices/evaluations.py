"""What an idea is scored by, and how a scorecard stands, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.errors import Text
from portal.core.states import Look


class Criterion(models.TextChoices):
    """Of all four, 5 is the best for the idea."""

    CUSTOMERS = "customers", pgettext_lazy("criterion", "Benefit for the customer")
    COLLEAGUES = "colleagues", pgettext_lazy("criterion", "Benefit for colleagues")
    EFFORT = "effort", pgettext_lazy("criterion", "Effort")
    REACH = "reach", pgettext_lazy("criterion", "Reach")


# What 1 to 5 mean.
ANCHORS: dict[Criterion, tuple[Text, ...]] = {
    Criterion.CUSTOMERS: (
        _("customers notice nothing"),
        _("a few notice a little"),
        _("it saves customers a step now and then"),
        _("it saves many customers a step or a wait"),
        _("customers will tell others about it"),
    ),
    Criterion.COLLEAGUES: (
        _("more work than before"),
        _("no difference in daily work"),
        _("a little less work or trouble"),
        _("clearly less work or trouble every week"),
        _("a daily burden is gone"),
    ),
    Criterion.EFFORT: (
        _("more than a year, or several systems"),
        _("some months, with several departments"),
        _("some weeks of a few colleagues"),
        _("a few days"),
        _("hardly any: we could begin tomorrow"),
    ),
    Criterion.REACH: (
        _("one desk or one shift"),
        _("one team"),
        _("one department"),
        _("several departments"),
        _("the whole company, or every customer"),
    ),
}


class CardState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("scorecard", "Waiting")
    SENT = "sent", pgettext_lazy("scorecard", "Sent")
    DECLINED = "declined", pgettext_lazy("scorecard", "Declined")


CARD_LOOKS = {
    CardState.WAITING: Look(CardState.WAITING.label, "circle-dashed", "blue"),
    CardState.SENT: Look(CardState.SENT.label, "circle-check", "green"),
    CardState.DECLINED: Look(CardState.DECLINED.label, "circle-x", "grey"),
}
OVER_LOOK = Look(pgettext_lazy("evaluation", "Over"), "archive", "grey")
