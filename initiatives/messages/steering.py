"""What people are told about the risks of initiatives."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "risk-yours",
        _("You watch a risk: %(risk)s"),
        _("You watch the risk “%(risk)s” of the initiative %(reference)s, %(title)s. Say what is done about it."),
        label=_("Risk given to you"),
    ),
    MessageKind(
        "risk-occurred",
        _("A risk has occurred: %(risk)s"),
        _("The risk “%(risk)s” of the initiative %(reference)s, %(title)s, has occurred. Read what happened."),
        label=_("Risk has occurred"),
    ),
)
