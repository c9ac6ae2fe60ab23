"""What people are told about approvals. Placeholders: reference, title, actor."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "approval.requested",
        _("Your approval is asked: %(reference)s"),
        _("“%(title)s” waits for your yes. Approve it, decline it with a reason, or give it to your deputy."),
        label=_("Approval asked of you"),
    ),
    MessageKind(
        "approval.reminder",
        _("Still waits for your approval: %(reference)s"),
        _("Half of the time is over, and “%(title)s” waits for your yes or no."),
        label=_("Reminder of an approval"),
    ),
    MessageKind(
        "approval.given",
        _("Given to you to approve: %(reference)s"),
        _("%(actor)s leaves it to you whether “%(title)s” goes on. The limit stays the same."),
        label=_("Approval given to you"),
    ),
    MessageKind(
        "approval.moved",
        _("Now yours to approve: %(reference)s"),
        _("“%(title)s” waited for the yes of a colleague who leaves. It is with you now."),
        label=_("Approval of a leaver"),
    ),
    MessageKind(
        "approval.escalated",
        _("Nobody has decided: %(reference)s"),
        _("The approval of “%(title)s” has fallen due. You may decide now as well."),
        label=_("Approval escalated to you"),
    ),
    MessageKind(
        "approval.late",
        _("Approval has fallen due: %(reference)s"),
        _("Nobody has said yes or no to “%(title)s” in time. The next one up was told."),
        label=_("Approval has fallen due"),
    ),
    MessageKind(
        "approval.approved",
        _("Approved: %(reference)s"),
        _("“%(title)s” is approved and goes on."),
        label=_("Approval granted"),
    ),
    MessageKind(
        "approval.declined",
        _("Not approved: %(reference)s"),
        _("%(actor)s declined “%(title)s”. Read the reason, then tell the requester, resolve it, or ask again."),
        label=_("Approval declined"),
    ),
    MessageKind(
        "approval.withdrawn",
        _("No longer asked: %(reference)s"),
        _("“%(title)s” needs your approval no more."),
        mail=False,
        label=_("Approval withdrawn"),
    ),
)
