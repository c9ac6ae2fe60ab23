"""What people are told about actions."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "action-yours",
        _("An action for you: %(action)s"),
        _("%(action)s in %(reference)s, %(title)s, is yours until %(due_on)s."),
        label=_("Action assigned"),
    ),
    MessageKind(
        "action-late",
        _("Late: %(action)s"),
        _("%(action)s in %(reference)s, %(title)s, was due on %(due_on)s. Finish it, or agree on another day."),
        label=_("Action late"),
    ),
)
