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
        "ideas-imported",
        _("Ideas were imported for your department: %(count)s"),
        _("%(count)s ideas that were collected elsewhere wait for your answer, each with its answer time from today."),
        label=_("Ideas imported"),
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
        "idea-mentioned",
        _("You are mentioned in a comment: %(title)s"),
        _("A comment on %(reference)s, %(title)s, names you."),
        mail=False,
        label=_("Mentioned on an idea"),
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
        "idea-put-off",
        _("Your idea comes back later: %(title)s"),
        _("%(reference)s, %(title)s, is put off until %(day)s. The reason and the name behind it stand with the idea."),
        label=_("Idea put off"),
    ),
    MessageKind(
        "idea-came-back",
        _("Your idea is on the table again: %(title)s"),
        _("%(reference)s, %(title)s, had been put off until today. It waits for a new answer."),
        mail=False,
        label=_("Idea is back"),
    ),
    MessageKind(
        "idea-asked",
        _("A question about your idea %(title)s"),
        _("The answer to %(reference)s, %(title)s, hangs on something only you can say. Until you do, it waits."),
        label=_("Question about an idea"),
    ),
    MessageKind(
        "idea-replied",
        _("The author has answered: %(title)s"),
        _("What you asked about %(reference)s, %(title)s, is answered. It waits for your decision."),
        label=_("Author's answer"),
    ),
    MessageKind(
        "idea-reassigned",
        _("An idea was passed on to your department: %(title)s"),
        _("%(reference)s, %(title)s, waits for your answer. The promise to its author goes on as it was."),
        label=_("Idea passed on"),
    ),
    MessageKind(
        "idea-overdue",
        _("Overdue, one level up: %(title)s"),
        _("%(reference)s, %(title)s, has no answer in time. It has gone up one level; who may answer it still can."),
        label=_("Answer to an idea overdue"),
    ),
    MessageKind(
        "idea-objected",
        _("“This is not an answer”: %(title)s"),
        _("The author of %(reference)s, %(title)s, misses an answer in what they got. It is open again, one level up."),
        label=_("Answer not taken for one"),
    ),
    MessageKind(
        "idea-turned",
        _("Your idea becomes an initiative: %(title)s"),
        _("%(reference)s, %(title)s, is now part of the initiative %(initiative)s. Follow it there."),
        label=_("Idea becomes an initiative"),
        discreet=True,
    ),
)

register(
    MessageKind(
        "idea-merged",
        _("Ideas that mean the same are one now: %(title)s"),
        _("%(from)s was merged into %(into)s, %(title)s. All who raised it are its authors; all votes count there."),
        label=_("Ideas merged"),
    ),
)
register(
    MessageKind(
        "idea-unmerged",
        _("An idea stands by itself again: %(title)s"),
        _("%(from)s, %(title)s, is no longer merged into %(into)s. Its votes are as they were before."),
        mail=False,
        label=_("Idea taken out again"),
    ),
)
