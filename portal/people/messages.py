"""Kinds of messages about accounts."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "account.password_reset",
        _("Choose your password"),
        _(
            "Somebody asked for a link to choose a new password for your account in the service portal.\n\n"
            "%(link)s\n\n"
            "The link works once, for one hour. If it wasn't you, there is nothing to do: your password stays."
        ),
        urgent=True,
        label=_("Link to choose a password"),
    ),
    MessageKind(
        "account.stands_in",
        _("You stand in for %(name)s"),
        _("%(name)s is away from %(first)s to %(last)s. Until then you are told what their departments have to know."),
        label=_("Standing in for somebody who is away"),
    ),
)
