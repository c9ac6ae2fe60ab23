"""How a benefit stands, and how that looks."""

from django.db import models
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class BenefitState(models.TextChoices):
    OPEN = "open", pgettext_lazy("benefit", "Not realised yet")
    REALISED = "realised", pgettext_lazy("benefit", "Realised")


BENEFIT_LOOKS = {
    BenefitState.OPEN: Look(BenefitState.OPEN.label, "circle-dashed", "grey"),
    BenefitState.REALISED: Look(BenefitState.REALISED.label, "circle-check", "green"),
}
