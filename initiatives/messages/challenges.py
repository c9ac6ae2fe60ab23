"""What people are told about calls for ideas."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "challenge-opened",
        _("What is your idea? %(question)s"),
        _("%(reference)s asks you until %(until)s: %(question)s Two lines are enough, and every idea is answered."),
        label=_("Call for ideas opened"),
    ),
    MessageKind(
        "challenge-yours",
        _("You are named in a call for ideas: %(question)s"),
        _("As sponsor, or as the one who answers %(reference)s, %(question)s It takes ideas until %(until)s."),
        label=_("Named in a call for ideas"),
    ),
    MessageKind(
        "challenge-finished",
        _("What became of the call for ideas: %(question)s"),
        _("%(reference)s is closed. Of %(ideas)s ideas %(accepted)s were accepted; every answer stands with its idea."),
        label=_("Call for ideas closed"),
        discreet=True,
    ),
)
