"""The words of a ticket, with how its states look."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.customers.choices import Channel, Kind
from feedback.tickets import rules
from feedback.tickets.rules import approvals as approval_rules
from feedback.tickets.rules import articles as article_rules
from feedback.tickets.rules import families as family_rules
from feedback.tickets.rules import forms as form_rules
from feedback.tickets.rules import inbound as mail_rules
from feedback.tickets.rules import jumps as jump_rules
from feedback.tickets.rules import levels as level_rules
from feedback.tickets.rules import problems as problem_rules
from feedback.tickets.rules import promises as promise_rules
from feedback.tickets.rules import questions as question_rules
from feedback.tickets.rules import routing as routing_rules
from feedback.tickets.rules.mail import loops
from portal.core.states import Look


class State(models.TextChoices):
    NEW = rules.NEW, pgettext_lazy("state of a ticket", "New")
    IN_PROGRESS = rules.IN_PROGRESS, _("In progress")
    WAITING = rules.WAITING, _("Waiting for requester")
    RESOLVED = rules.RESOLVED, _("Resolved")
    MERGED = rules.MERGED, pgettext_lazy("state of a ticket", "Merged")


class ChildrenRule(models.TextChoices):
    """What a ticket does about those under it."""

    WAITS = family_rules.WAITS, _("It waits: it can be resolved once all child tickets are done")
    INFORMS = family_rules.INFORMS, _("Its owner is told when one is done")
    CLOSES = family_rules.CLOSES, _("It is resolved by itself when the last one is done")


class CameBy(models.TextChoices):
    """How a ticket was opened."""

    PAGE = routing_rules.PAGE, pgettext_lazy("how a ticket was opened", "Page")
    REST = routing_rules.REST, pgettext_lazy("how a ticket was opened", "Another system")
    MAIL = routing_rules.MAIL, pgettext_lazy("how a ticket was opened", "Mail")
    CALL = routing_rules.CALL, pgettext_lazy("how a ticket was opened", "Call")
    CHILD = routing_rules.CHILD, pgettext_lazy("how a ticket was opened", "Child ticket")
    SPLIT = routing_rules.SPLIT, pgettext_lazy("how a ticket was opened", "Made out of another ticket")


class PartsRule(models.TextChoices):
    """When a stage of parallel parts is done."""

    ALL = family_rules.ALL, _("All of them have to be done")
    FIRST = family_rules.FIRST, _("The first one is enough")


class FieldKind(models.TextChoices):
    """What an answer to a service's form is."""

    TEXT = form_rules.TEXT, pgettext_lazy("kind of answer", "Text")
    LONG = form_rules.LONG, pgettext_lazy("kind of answer", "Long text")
    NUMBER = form_rules.NUMBER, pgettext_lazy("kind of answer", "Number")
    DATE = form_rules.DATE, pgettext_lazy("kind of answer", "Day")
    CHOICE = form_rules.CHOICE, pgettext_lazy("kind of answer", "Choice")
    YES_NO = form_rules.YES_NO, pgettext_lazy("kind of answer", "Yes or no")


class Outcome(models.TextChoices):
    """How a step ended."""

    HANDED_OVER = "handed_over", _("Handed over")
    DONE = "done", _("Done, passed on")
    RESOLVED = "resolved", _("Resolved")
    MERGED = "merged", pgettext_lazy("how a step ended", "Merged")


class Answer(models.TextChoices):
    """What the requester says when asked whether it is solved."""

    YES = "yes", pgettext_lazy("is it solved?", "Yes")
    NO = "no", pgettext_lazy("is it solved?", "No")


class FailureKind(models.TextChoices):
    """What went wrong for a customer."""

    PROMISE = "promise", _("Broken promise")
    REOPEN = "reopen", _("Reopened after resolving")
    REPEAT = "repeat", _("Came again within 7 days")
    JUMP = "jump", _("Needed the fast lane")


class Tells(models.TextChoices):
    """Whom an escalation level tells."""

    OWNER = level_rules.OWNER, _("Owner")
    FIRST_OWNER = level_rules.FIRST_OWNER, _("First owner")
    HEAD = level_rules.HEAD, _("Head of the department")
    HEAD_ABOVE = level_rules.HEAD_ABOVE, _("Head above")
    EXECUTIVE = level_rules.EXECUTIVE, _("Executives")


class ClockKind(models.TextChoices):
    RESPONSE = "response", _("First response")
    RESOLUTION = "resolution", _("Resolution")
    STEP = "step", _("Department's part")


class PromiseKind(models.TextChoices):
    CUSTOMER = "customer", _("To the customer")
    CALL_BACK = "call_back", _("Call back")
    INNER = "inner", _("Between departments")


class PromiseState(models.TextChoices):
    OPEN = promise_rules.OPEN, pgettext_lazy("state of a promise", "Open")
    KEPT = promise_rules.KEPT, pgettext_lazy("state of a promise", "Kept")
    BROKEN = promise_rules.BROKEN, pgettext_lazy("state of a promise", "Broken")
    RENEGOTIATED = promise_rules.RENEGOTIATED, _("Renegotiated")


class JumpState(models.TextChoices):
    ASKED = jump_rules.ASKED, pgettext_lazy("state of a jump", "Asked for")
    RUNNING = jump_rules.RUNNING, pgettext_lazy("state of a jump", "In the fast lane")
    REFUSED = jump_rules.REFUSED, pgettext_lazy("state of a jump", "Refused")
    ENDED = jump_rules.ENDED, pgettext_lazy("state of a jump", "Ended")


class QuestionState(models.TextChoices):
    """Of a question to colleagues."""

    ASKED = question_rules.ASKED, pgettext_lazy("state of a question", "Waits for an answer")
    ANSWERED = question_rules.ANSWERED, pgettext_lazy("state of a question", "Answered")
    DECLINED = question_rules.DECLINED, pgettext_lazy("state of a question", "Declined")
    WITHDRAWN = question_rules.WITHDRAWN, pgettext_lazy("state of a question", "Withdrawn")
    EXPIRED = question_rules.EXPIRED, pgettext_lazy("state of a question", "Not answered in time")


class ApprovalState(models.TextChoices):
    REQUESTED = approval_rules.REQUESTED, pgettext_lazy("state of an approval", "Waits for a yes")
    APPROVED = approval_rules.APPROVED, pgettext_lazy("state of an approval", "Approved")
    DECLINED = approval_rules.DECLINED, pgettext_lazy("state of an approval", "Declined")
    WITHDRAWN = approval_rules.WITHDRAWN, pgettext_lazy("state of an approval", "Withdrawn")


class ApprovalMode(models.TextChoices):
    """How many of those who are asked on a level have to say yes."""

    ALL = approval_rules.ALL, _("All of them")
    ONE = approval_rules.ONE, _("One of them is enough")


class Approver(models.TextChoices):
    """Who gives an approval."""

    REQUESTER_HEAD = approval_rules.REQUESTER_HEAD, _("Head of the requester's department")
    SERVING_HEAD = approval_rules.SERVING_HEAD, _("Head of the serving department")
    PERSON = approval_rules.PERSON, _("A named colleague")
    ROLE = approval_rules.ROLE, _("Anybody with a role")


class ProblemState(models.TextChoices):
    PROPOSED = problem_rules.PROPOSED, pgettext_lazy("state of a problem", "Proposed")
    OPEN = problem_rules.OPEN, pgettext_lazy("state of a problem", "Being worked on")
    AGREED = problem_rules.AGREED, pgettext_lazy("state of a problem", "Change agreed")
    IN_FORCE = problem_rules.IN_FORCE, pgettext_lazy("state of a problem", "Change in force")
    CLOSED = problem_rules.CLOSED, pgettext_lazy("state of a problem", "Closed")
    DECLINED = problem_rules.DECLINED, pgettext_lazy("state of a problem", "Declined")


class ProblemSide(models.TextChoices):
    """Whose head consents to a process change."""

    STEP = problem_rules.STEP, _("The department with the step")
    SUFFERING = problem_rules.SUFFERING, _("The department that suffers")


class ArticleState(models.TextChoices):
    DRAFT = article_rules.DRAFT, pgettext_lazy("state of an article", "Draft")
    APPROVED = article_rules.APPROVED, pgettext_lazy("state of an article", "Approved")
    RETIRED = article_rules.RETIRED, pgettext_lazy("state of an article", "Retired")


class Language(models.TextChoices):
    """Of what people wrote; it keeps it."""

    ZH = "zh", "中文"
    EN = "en", "English"


class Harm(models.TextChoices):
    """What is at stake when nobody jumps."""

    PROMISE = "promise", _("A promise to the customer")
    DELIVERY = "delivery", _("A delivery on time")
    SAFETY = "safety", _("Health or safety")
    MONEY = "money", _("The customer's money")
    ACCOUNT = "account", _("The customer's trust")


JUMP_LOOKS: dict[str, Look] = {
    JumpState.ASKED: Look(JumpState.ASKED.label, "hourglass", "amber"),
    JumpState.RUNNING: Look(JumpState.RUNNING.label, "bolt", "red"),
    JumpState.REFUSED: Look(JumpState.REFUSED.label, "circle-x", "grey"),
    JumpState.ENDED: Look(JumpState.ENDED.label, "circle-check", "grey"),
}


QUESTION_LOOKS: dict[str, Look] = {
    QuestionState.ASKED: Look(QuestionState.ASKED.label, "help-circle", "blue"),
    QuestionState.ANSWERED: Look(QuestionState.ANSWERED.label, "circle-check", "green"),
    QuestionState.DECLINED: Look(QuestionState.DECLINED.label, "circle-x", "grey"),
    QuestionState.WITHDRAWN: Look(QuestionState.WITHDRAWN.label, "arrow-back-up", "grey"),
    QuestionState.EXPIRED: Look(QuestionState.EXPIRED.label, "alert-triangle", "red"),
}


APPROVAL_LOOKS: dict[str, Look] = {
    ApprovalState.REQUESTED: Look(ApprovalState.REQUESTED.label, "hourglass", "amber"),
    ApprovalState.APPROVED: Look(ApprovalState.APPROVED.label, "circle-check", "green"),
    ApprovalState.DECLINED: Look(ApprovalState.DECLINED.label, "circle-x", "red"),
    ApprovalState.WITHDRAWN: Look(ApprovalState.WITHDRAWN.label, "arrow-back-up", "grey"),
}


PROBLEM_LOOKS: dict[str, Look] = {
    ProblemState.PROPOSED: Look(ProblemState.PROPOSED.label, "hourglass", "amber"),
    ProblemState.OPEN: Look(ProblemState.OPEN.label, "progress", "blue"),
    ProblemState.AGREED: Look(ProblemState.AGREED.label, "heart-handshake", "blue"),
    ProblemState.IN_FORCE: Look(ProblemState.IN_FORCE.label, "player-play", "green"),
    ProblemState.CLOSED: Look(ProblemState.CLOSED.label, "circle-check", "green"),
    ProblemState.DECLINED: Look(ProblemState.DECLINED.label, "circle-x", "grey"),
}


ARTICLE_LOOKS: dict[str, Look] = {
    ArticleState.DRAFT: Look(ArticleState.DRAFT.label, "edit", "grey"),
    ArticleState.APPROVED: Look(ArticleState.APPROVED.label, "circle-check", "green"),
    ArticleState.RETIRED: Look(ArticleState.RETIRED.label, "archive", "grey"),
}
ARTICLE_OVER = Look(pgettext_lazy("state of an article", "No longer valid"), "alert-triangle", "amber")


__all__ = ["Channel", "Kind"]  # those of everything that comes in
PROMISE_LOOKS: dict[str, Look] = {
    PromiseState.OPEN: Look(PromiseState.OPEN.label, "hourglass", "blue"),
    PromiseState.KEPT: Look(PromiseState.KEPT.label, "circle-check", "green"),
    PromiseState.BROKEN: Look(PromiseState.BROKEN.label, "circle-x", "red"),
    PromiseState.RENEGOTIATED: Look(PromiseState.RENEGOTIATED.label, "rotate", "grey"),
}
LOOKS: dict[str, Look] = {
    State.NEW: Look(State.NEW.label, "inbox", "blue"),
    State.IN_PROGRESS: Look(State.IN_PROGRESS.label, "progress", "blue"),
    State.WAITING: Look(State.WAITING.label, "player-pause", "grey"),
    State.RESOLVED: Look(State.RESOLVED.label, "circle-check", "green"),
    State.MERGED: Look(State.MERGED.label, "arrow-right", "grey"),
}
ACTION_LABELS = {
    "take": _("Take this ticket"),
    "release": _("Put back into the queue"),
    "wait": _("Ask the requester"),
    "resume": _("Resume"),
    "hand_over": _("Hand over"),
    "pass_on": _("Our part is done"),
    "resolve": _("Resolve"),
    "reopen": _("Reopen"),
    "edit": _("Edit"),
    "comment": _("Send note"),
    "promise": _("Promise something"),
    "jump": _("Fast lane"),
    "ask": _("Ask a colleague"),
    "ask_approval": _("Ask for approval"),
    "merge": _("Merge into another ticket"),
    "open_child": _("Open a child ticket"),
    "split": _("Make a second ticket of it"),
    "watch": pgettext_lazy("a ticket", "Watch"),
}


class Route(models.TextChoices):
    """How a mail came in."""

    PIPE = "pipe", _("Mail server")
    IMAP = "imap", _("Mailbox")


class InboundState(models.TextChoices):
    WAITING = mail_rules.WAITING, pgettext_lazy("state of a mail that came in", "Waiting")
    DONE = mail_rules.DONE, pgettext_lazy("state of a mail that came in", "On a ticket")
    IGNORED = mail_rules.IGNORED, pgettext_lazy("state of a mail that came in", "Left alone")
    STUCK = mail_rules.STUCK, pgettext_lazy("state of a mail that came in", "Stuck")


class InboundReason(models.TextChoices):
    """Why a mail was left alone."""

    AUTO_REPLY = loops.AUTO_REPLY, _("Written by a machine: an automatic reply or notice")
    BOUNCE = loops.BOUNCE, _("A mail that came back, or a receipt")
    BULK = loops.BULK, _("Sent to many: a mailing list or a newsletter")
    LOOP = loops.LOOP, _("A mail of the portal itself")
    NO_SENDER = loops.NO_SENDER, _("It names no sender, or several")
    UNPROVED = loops.UNPROVED, _("The sender's domain does not stand behind it")
    UNKNOWN_SENDER = mail_rules.UNKNOWN_SENDER, _("The sender does not work here")
    UNKNOWN_ADDRESS = mail_rules.UNKNOWN_ADDRESS, _("It answers no ticket, and no service belongs to its address")
    NOT_VISIBLE = mail_rules.NOT_VISIBLE, _("The ticket that it answers is not open to the sender")
    TOO_LARGE = mail_rules.TOO_LARGE, _("Larger than what is read by itself")
    TOO_MANY = mail_rules.TOO_MANY, _("Too many mails of this sender within an hour")
    REPEATED = mail_rules.REPEATED, _("A copy of a mail that is on a ticket already")


INBOUND_LOOKS: dict[str, Look] = {
    InboundState.WAITING: Look(InboundState.WAITING.label, "clock", "blue"),
    InboundState.DONE: Look(InboundState.DONE.label, "circle-check", "green"),
    InboundState.IGNORED: Look(InboundState.IGNORED.label, "circle-x", "grey"),
    InboundState.STUCK: Look(InboundState.STUCK.label, "alert-triangle", "red"),
}
