"""What people are told about thanks; in the inbox alone."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "thanks-given",
        _("A colleague thanks you: %(title)s"),
        _("Somebody has thanked you for %(reference)s, %(title)s. Read it among the thanks that you were given."),
        mail=False,
        label=_("Thanks"),
    ),
    MessageKind(
        "thanks-author",
        _("A colleague thanks the author: %(title)s"),
        _("Somebody has thanked the author of %(reference)s, %(title)s, without knowing who it is."),
        mail=False,
        label=_("Thanks to an author who isn't shown"),
        discreet=True,
    ),
)
