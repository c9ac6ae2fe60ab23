"""What people are told about ideas."""

from django.utils.translation import gettext_lazy as _

from portal.records.messages import MessageKind, register

register(
    MessageKind(
        "idea-submitted",
        _("New idea for your department: %(title)s"),
        _("%(reference)s, %(title)s, waits for your answer. Accept or decline it with a reason."),
        label=_("Idea submitted"),
    ),
    MessageKind(
        "idea-author-wrote",
        _("The author of %(title)s has written"),
        _("Whoever wrote %(reference)s, %(title)s, and is known to nobody, has written to you. Answer on its page."),
        label=_("The unknown author of an idea wrote"),
    ),
    MessageKind(
        "idea-commented",
        _("A comment on your idea %(title)s"),
        _("Somebody commented on %(reference)s, %(title)s."),
        mail=False,
        label=_("Comment on an idea"),
        discreet=True,
    ),
    MessageKind(
        "idea-accepted",
        _("Your idea is accepted: %(title)s"),
        _("%(reference)s, %(title)s, was accepted. The reason and the name behind it stand with the idea."),
        label=_("Idea accepted"),
        discreet=True,
    ),
    MessageKind(
        "idea-declined",
        _("Your idea is declined: %(title)s"),
        _("%(reference)s, %(title)s, was declined. The reason and the name behind it stand with the idea."),
        label=_("Idea declined"),
        discreet=True,
    ),
    MessageKind(
        "idea-turned",
        _("Your idea becomes an initiative: %(title)s"),
        _("%(reference)s, %(title)s, is now part of the initiative %(initiative)s. Follow it there."),
        label=_("Idea becomes an initiative"),
        discreet=True,
    ),
)
