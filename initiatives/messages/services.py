"""What people are told about new value-added services."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "service-launched",
        _("A new service of your initiative: %(title)s"),
        _("%(reference)s, %(title)s, is launched. It counts once another department has countersigned its first use."),
        label=_("Service launched"),
    ),
    MessageKind(
        "service-countersigned",
        _("Countersigned: %(title)s"),
        _("The first use of %(reference)s, %(title)s, is countersigned. The service counts from now on."),
        label=_("Service countersigned"),
    ),
    MessageKind(
        "service-doubted",
        _("Not countersigned: %(title)s"),
        _("The first use of %(reference)s, %(title)s, was not countersigned. The reason stands on its page."),
        label=_("Service not countersigned"),
    ),
    MessageKind(
        "service-check",
        _("Is it still used? %(title)s"),
        _("%(reference)s, %(title)s, was launched 90 days ago. Show that it is still used, or retire it."),
        label=_("Service to be shown in use again"),
    ),
)
