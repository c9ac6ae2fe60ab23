"""What followers of ideas and initiatives are told: at once in the inbox, or in the one digest of the week."""

from django.utils.translation import gettext_lazy as _

from initiatives.queries.digests import digest_now
from portal.records.messages import MessageKind, register

# Discreet, all of them: that somebody follows an idea may say that they wrote it.
register(
    MessageKind(
        "initiative-digest",
        _("This week in what you follow: %(count)s with changes"),
        _(
            "What changed in the ideas and initiatives that you follow:\n\n%(lines)s\n\n"
            "On its page you may stop following one."
        ),
        label=_("Weekly digest of what you follow"),
        discreet=True,
        at_sending=digest_now,
    ),
    MessageKind(
        "followed-answered",
        _("An idea that you follow is answered: %(title)s"),
        _("%(reference)s, %(title)s, has its answer. The reason and the name behind it stand with the idea."),
        mail=False,
        label=_("Followed idea answered"),
        discreet=True,
    ),
    MessageKind(
        "followed-turned",
        _("An idea that you follow becomes an initiative: %(title)s"),
        _("%(reference)s, %(title)s, becomes an initiative. Its page tells what became of it."),
        mail=False,
        label=_("Followed idea becomes an initiative"),
        discreet=True,
    ),
    MessageKind(
        "followed-launched",
        _("In use: %(service)s"),
        _("The service %(service)s came of %(reference)s, %(title)s, an idea that you follow. It is in use now."),
        mail=False,
        label=_("Service launched out of a followed idea"),
        discreet=True,
    ),
)
