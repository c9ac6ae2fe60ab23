"""What people are told about training. Times in the parameters are wall times with their zone, as agreed."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "training.enrolled",
        _("You have a seat in %(cohort)s"),
        _("%(cohort)s (%(reference)s) runs from %(first)s to %(last)s. All its sessions are in your calendar."),
        label=_("Seat in a cohort"),
    ),
    MessageKind(
        "training.withdrawn",
        _("Your seat in %(cohort)s is free again"),
        _("You are no longer enrolled in %(cohort)s (%(reference)s). Its coming sessions left your calendar."),
        label=_("Seat given back"),
    ),
    MessageKind(
        "training.staffed",
        _("You are booked for %(cohort)s"),
        _("%(cohort)s (%(reference)s): %(count)s sessions, the first on %(first)s."),
        label=_("Booked for a cohort"),
    ),
    MessageKind(
        "training.moved",
        _("Session moved: %(title)s"),
        _("%(cohort)s (%(reference)s): %(title)s is on %(to)s now, no longer on %(from)s."),
        label=_("Session moved"),
    ),
    MessageKind(
        "training.cancelled",
        _("%(cohort)s is cancelled"),
        _("%(cohort)s (%(reference)s) doesn't take place. Its coming sessions left your calendar."),
        label=_("Cohort cancelled"),
    ),
)
