"""What people are told about programmes."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "programme-sponsored",
        _("You sponsor a programme: %(title)s"),
        _("You are the sponsor of the programme %(reference)s, %(title)s. Its page shows its targets."),
        label=_("Programme given to you to sponsor"),
    )
)
