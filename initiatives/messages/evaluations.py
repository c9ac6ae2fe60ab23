"""What people are told about evaluations of ideas."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "evaluation-asked",
        _("Your evaluation is asked for: %(title)s"),
        _("Score %(idea)s, %(title)s, until %(due_on)s: four criteria and a short comment, two minutes in all."),
        label=_("Evaluation asked for"),
    ),
    MessageKind(
        "evaluation-asked-many",
        _("Your evaluation is asked for: %(count)s ideas"),
        _("Score %(count)s ideas of the call %(reference)s, %(question)s, until %(due_on)s. They wait in your list."),
        label=_("Evaluation of a call asked for"),
    ),
    MessageKind(
        "evaluation-due",
        _("Evaluations of yours that are due on %(due_on)s: %(count)s"),
        _("Score what you were asked for until %(due_on)s, or decline with a reason: others wait for it."),
        label=_("Evaluation due"),
    ),
    MessageKind(
        "evaluation-ready",
        _("The evaluation is there: %(title)s"),
        _("%(sent)s of %(asked)s colleagues have scored %(idea)s, %(title)s. Read what they say before you decide."),
        label=_("Evaluation is there"),
    ),
)
