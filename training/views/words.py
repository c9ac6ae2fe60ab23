"""What the timeline of a cohort says."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text

WORDS: dict[str, Text] = {
    "cohort.created": _("made the cohort"),
    "cohort.edited": _("changed the cohort"),
    "cohort.enrolled": _("gave seat %(seat)s to a colleague"),
    "cohort.withdrawn": _("took a seat back"),
    "cohort.staffed": _("booked staff or a room for %(count)s sessions"),
    "cohort.unstaffed": _("gave a booking back"),
    "cohort.running": _("The cohort began"),
    "cohort.done": _("The cohort is over"),
    "cohort.cancelled": _("cancelled the cohort"),
    "cohort.handed_over": _("handed the cohort over"),
    "session.moved": _("moved a session from %(from)s to %(to)s"),
    "session.attendance": _("called the roll"),
}
