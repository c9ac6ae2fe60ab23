"""What each rule of an import of contacts says; those of every import come from the organisation's."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text
from portal.people.import_words import RULES as COMMON

RULES: dict[str, Text] = {
    **COMMON,
    "bad_instant": _("A time such as 2026-11-22 14:55 or 2026-11-22T14:55:00+08:00, in this century."),
    "ahead": _("This time has not come yet."),
    "answered_before": _("Answered before it was offered."),
    "ended_before": _("Ended before it was offered or answered."),
    "lasts_too_long": _("A contact lasts at most 7 days. Send what follows as another contact."),
    "unknown_source": _("There is no source with the code %(value)s. Add it first."),
    "unknown_agent": _("No colleague has the e-mail, employee number or reference %(value)s."),
    "bad_phone": _("This is no telephone number."),
    "customer_missing": _("Name the customer's number or telephone, so that they are known next time."),
}
TABLE_LABELS: dict[str, Text] = {"contacts": _("Contacts"), "customers": _("Customers")}
