"""The weekly digest of what changed in the initiatives that one follows."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "initiative-digest",
        _("This week in the initiatives that you follow: %(count)s with changes"),
        _("What changed in the initiatives that you follow:\n\n%(lines)s\n\nOn its page you may stop following one."),
        label=_("Weekly digest of initiatives"),
    )
)
