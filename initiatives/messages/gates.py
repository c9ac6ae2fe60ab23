"""What people are told about gates."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "gate-requested",
        _("A gate waits for you: %(title)s"),
        _("%(reference)s, %(title)s, asks to pass its next gate. Read the evidence and decide: go, rework or stop."),
        label=_("Gate requested"),
    ),
    MessageKind(
        "gate-decided",
        _("The gate is decided: %(title)s"),
        _("The gate of %(reference)s, %(title)s, is decided. The decision and its reason stand with the initiative."),
        label=_("Gate decided"),
    ),
)
