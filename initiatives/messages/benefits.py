"""What people are told about benefits."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "benefit-yours",
        _("You own a benefit: %(title)s"),
        _("You answer for the benefit %(reference)s, %(title)s, of the initiative %(initiative)s."),
        label=_("Benefit given to you"),
    ),
    MessageKind(
        "benefit-check",
        _("Is the benefit there? %(title)s"),
        _(
            "%(initiative)s is closed, and %(reference)s, %(title)s, has had no new actual for a while. "
            "Add a reading with its source."
        ),
        label=_("Benefit without a new actual"),
    ),
    MessageKind(
        "benefit-realised",
        _("Benefit realised: %(title)s"),
        _("The benefit %(reference)s, %(title)s, of the initiative %(initiative)s is realised, with an actual value."),
        label=_("Benefit realised"),
    ),
)
