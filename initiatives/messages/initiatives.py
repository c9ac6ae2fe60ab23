"""What people are told about initiatives."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "initiative-yours",
        _("You own the initiative %(title)s"),
        _("%(reference)s, %(title)s, is yours: keep its milestones, readings and status reports up to date."),
        label=_("Owner of an initiative"),
    ),
    MessageKind(
        "initiative-sponsored",
        _("You sponsor the initiative %(title)s"),
        _("%(reference)s, %(title)s, names you as its sponsor. You are told when it needs help."),
        label=_("Sponsor of an initiative"),
    ),
    MessageKind(
        "initiative-needs-help",
        _("Reported at risk: %(title)s"),
        _("The latest status report of %(reference)s, %(title)s, is not green. Read what it asks for."),
        label=_("Initiative at risk"),
    ),
    MessageKind(
        "initiative-type",
        _("Its type has changed: %(title)s"),
        _("%(reference)s, %(title)s, is now of another type, or its pilot goes on longer. The reason stands with it."),
        label=_("Type of an initiative changed"),
    ),
    MessageKind(
        "pilot-ended",
        _("The pilot has ended: %(title)s"),
        _(
            "The last day of the pilot %(reference)s, %(title)s, has passed. Decide: make it an initiative for the "
            "whole company, extend it with a reason, or close it."
        ),
        label=_("Pilot has ended"),
    ),
    MessageKind(
        "initiative-closed",
        _("Initiative closed: %(title)s"),
        _("%(reference)s, %(title)s, is closed. Its result and its last reading stand with it."),
        label=_("Initiative closed"),
    ),
)

register(
    MessageKind(
        "initiative-mentioned",
        _("%(actor)s mentioned you: %(title)s"),
        _("%(actor)s named you in a comment on %(reference)s, %(title)s."),
        mail=False,
        label=_("Mentioned on an initiative"),
    ),
)
