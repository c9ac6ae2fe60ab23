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
        "benefit-realised",
        _("Benefit realised: %(title)s"),
        _("The benefit %(reference)s, %(title)s, of the initiative %(initiative)s is realised, with an actual value."),
        label=_("Benefit realised"),
    ),
)
