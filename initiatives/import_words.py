"""What each rule of an import of readings says; those of every import come from the organisation's."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text
from portal.people.import_words import RULES as COMMON

RULES: dict[str, Text] = {
    **COMMON,
    "bad_number": _("A number such as 12.5, with a point and without separators."),
    "bad_places": _("At most %(places)s decimal places."),
    "unknown_target": _("You can't add readings to a target with the reference or external id %(value)s."),
    "day_ahead": _("This day hasn't come yet. Give the day that the value is from."),
    "reading_fixed": _("This external id stands for another reading. Add a correction as a new one."),
}
TABLE_LABELS: dict[str, Text] = {"readings": _("Readings")}
