"""What people are told about tickets. Placeholders: reference, title, actor."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "ticket.taken",
        _("%(actor)s has taken %(reference)s"),
        _("%(actor)s works on “%(title)s” now and is the one to ask."),
        mail=False,
        label=_("Ticket taken"),
    ),
    MessageKind(
        "ticket.asked",
        _("A question for you: %(reference)s"),
        _("%(actor)s needs an answer from you to go on with “%(title)s”. The clock is paused until then."),
        label=_("Ticket needs an answer"),
    ),
    MessageKind(
        "ticket.answered",
        _("Answered: %(reference)s"),
        _("%(actor)s answered on “%(title)s”. The clock runs again."),
        label=_("Ticket answered"),
    ),
    MessageKind(
        "ticket.commented",
        _("New note on %(reference)s"),
        _("%(actor)s wrote on “%(title)s”."),
        label=_("Note on a ticket"),
    ),
    MessageKind(
        "ticket.arrived",
        _("Handed over to your department: %(reference)s"),
        _("%(actor)s handed “%(title)s” over to you. Nobody has taken it yet."),
        label=_("Ticket handed over to a department"),
    ),
    MessageKind(
        "ticket.handed_over",
        _("%(reference)s went on to another department"),
        _("%(actor)s handed “%(title)s” over. The first owner stays answerable for it."),
        mail=False,
        label=_("Ticket went on"),
    ),
    MessageKind(
        "ticket.resolved",
        _("Resolved: %(reference)s"),
        _("%(actor)s resolved “%(title)s”. Say with one click whether it is solved; if it isn't, it is opened again."),
        label=_("Ticket resolved"),
    ),
    MessageKind(
        "ticket.chased",
        _("How far is it? %(reference)s"),
        _("%(actor)s took “%(title)s” first, answers for it to the requester and asks how far it is."),
        label=_("First owner asks"),
    ),
    MessageKind(
        "ticket.reopened",
        _("Reopened: %(reference)s"),
        _("%(actor)s reopened “%(title)s”. The reason stands on the ticket."),
        label=_("Ticket reopened"),
    ),
    MessageKind(
        "ticket.late_response",
        _("No answer yet: %(reference)s"),
        _("“%(title)s” has passed the time for its first response."),
        label=_("Ticket late: first response"),
    ),
    MessageKind(
        "ticket.late_resolution",
        _("Late: %(reference)s"),
        _("“%(title)s” has passed the time for its resolution."),
        label=_("Ticket late: resolution"),
    ),
    MessageKind(
        "ticket.late_step",
        _("Your part is late: %(reference)s"),
        _("“%(title)s” has passed the time that its department has for its part."),
        label=_("Ticket late: a department's part"),
    ),
    MessageKind(
        "jump.started",
        _("Fast lane: %(reference)s"),
        _("%(actor)s put “%(title)s” on top of every queue that it still has to pass. Look at it now and acknowledge."),
        label=_("Fast lane started"),
    ),
    MessageKind(
        "jump.asked",
        _("Asked for the fast lane: %(reference)s"),
        _("The budget is used up, so %(actor)s asks you to let “%(title)s” jump."),
        label=_("Fast lane asked for"),
    ),
    MessageKind(
        "jump.granted",
        _("The fast lane is yours: %(reference)s"),
        _("%(actor)s lets “%(title)s” jump."),
        label=_("Fast lane granted"),
    ),
    MessageKind(
        "jump.refused",
        _("No fast lane: %(reference)s"),
        _("%(actor)s refused it for “%(title)s”. The reason stands on the ticket."),
        label=_("Fast lane refused"),
    ),
    MessageKind(
        "jump.not_acknowledged",
        _("Not acknowledged: %(reference)s"),
        _("“%(title)s” is in the fast lane, and a department has not acknowledged it in time."),
        label=_("Fast lane not acknowledged"),
    ),
    MessageKind(
        "jump.reviewed",
        _("Your jump was reviewed: %(reference)s"),
        _("%(actor)s looked at “%(title)s” afterwards. What they say stands on the ticket."),
        mail=False,
        label=_("Fast lane reviewed"),
    ),
    MessageKind(
        "promise.made",
        _("Promised: %(reference)s"),
        _("%(actor)s promised something on “%(title)s”. The due time stands on the ticket."),
        mail=False,
        label=_("Promise made"),
    ),
    MessageKind(
        "promise.renegotiated",
        _("Another time agreed: %(reference)s"),
        _("%(actor)s agreed another time with the customer on “%(title)s”."),
        mail=False,
        label=_("Promise put off"),
    ),
    MessageKind(
        "promise.endangered",
        _("A promise is in danger: %(reference)s"),
        _("At their present pace the open parts of “%(title)s” end after what was promised."),
        label=_("Promise in danger"),
    ),
    MessageKind(
        "promise.broken",
        _("A promise was broken: %(reference)s"),
        _("What was promised on “%(title)s” fell due and was not done."),
        label=_("Promise broken"),
    ),
    MessageKind(
        "ticket.moved",
        _("Now with you: %(reference)s"),
        _("“%(title)s” belonged to a colleague who leaves. You own it now."),
        label=_("Ticket of a leaver"),
    ),
)
