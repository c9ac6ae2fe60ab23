"""What happened to a ticket in words: events and notes in one timeline."""

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ClockKind
from feedback.tickets.models import Step
from feedback.tickets.queries.detail import Shown
from feedback.tickets.queries.levels import when_reached
from feedback.tickets.queries.watching import names_of
from portal.core.errors import Text
from portal.core.mentions import with_names
from portal.core.names import either
from portal.core.wording import exact, listed
from portal.records.models import StoredFile
from portal.records.queries import TimelineItem, timeline

EVENT_WORDS: dict[str, Text] = {
    "ticket.opened": _("opened the ticket"),
    "ticket.taken": _("took the ticket"),
    "ticket.released": _("put the ticket back into the queue"),
    "ticket.asked": _("asked the requester; the clock is paused"),
    "ticket.resumed": _("resumed; the clock runs again"),
    "ticket.handed_over": _("handed the ticket over to %(department)s"),
    "ticket.passed_on": _("did their part; the ticket went on to %(department)s"),
    "ticket.resolved": _("resolved the ticket"),
    "ticket.reopened": _("reopened the ticket"),
    "ticket.chased": _("asked how far it is"),
    "ticket.confirmed": _("said that it is solved"),
    "ticket.edited": _("changed what the ticket says"),
    "ticket.merged": _("merged this ticket into %(into)s"),
    "ticket.took_in": _("merged %(from)s into this ticket"),
    "ticket.child_opened": _("opened a child ticket: %(to)s"),
    "ticket.split": _("made a second ticket of it: %(to)s"),
    "ticket.moved": _("gave the ticket to a colleague, because its owner leaves"),
    "jump.started": _("put the ticket into the fast lane"),
    "jump.asked": _("asked for the fast lane; the budget is used up"),
    "jump.granted": _("granted the fast lane"),
    "jump.refused": _("refused the fast lane"),
    "jump.acknowledged": _("acknowledged the fast lane for %(departments)s"),
    "jump.not_acknowledged": _("Not acknowledged in time: %(departments)s"),
    "jump.stopped": _("ended the fast lane"),
    "jump.expired": _("The fast lane ended by itself"),
    "jump.ended": _("resolved it, so the fast lane ended"),
    "jump.reviewed": _("reviewed the fast lane"),
    "promise.made": _("promised until %(time)s"),
    "promise.kept": _("kept what was promised until %(time)s"),
    "promise.broken": _("The promise until %(time)s was broken"),
    "promise.fulfilled": _("did late what was promised until %(time)s"),
    "promise.renegotiated": _("agreed another time for what was promised until %(time)s"),
    "promise.moved": _("moved the promise until %(time)s from %(from)s to %(to)s"),
    "promise.endangered": _("The promise until %(time)s is in danger"),
    "approval.requested": _("Approval is asked"),
    "approval.agreed": _("said yes; others are still asked"),
    "approval.approved": _("approved it"),
    "approval.declined": _("declined the approval"),
    "approval.given": _("gave the approval to a deputy"),
    "approval.moved": _("gave the approval to a colleague, because its approver leaves"),
    "approval.late": _("The time for the approval ran out"),
    "approval.withdrawn": _("withdrew the approval"),
    "question.asked": _("asked a colleague"),
    "question.answered": _("answered a colleague's question"),
    "question.declined": _("can't answer the question"),
    "question.withdrawn": _("withdrew the question"),
    "question.expired": _("Nobody answered the question in time"),
    "ticket.settled": _("did by one button: %(name)s"),
    "article.used": _("found the solution in a knowledge article"),
    "ticket.breached": _("The ticket became late"),
    "ticket.escalated": _("Escalated: %(level)s"),
    "ticket.retimed": _("The due time moved with the service or its calendar"),
}
LATE_WORDS: dict[str, Text] = {
    ClockKind.RESPONSE: _("The time for the first response ran out"),
    ClockKind.RESOLUTION: _("The time for the resolution ran out"),
    ClockKind.STEP: _("The time for the department's part ran out"),
}


def timeline_of(shown: Shown, way: list[Step], *, internal: bool, files: list[StoredFile]) -> list[TimelineItem]:
    """Events and notes, oldest first; departments are named in the reader's language."""
    names = {each.reference: each.name for each in (shown.jump.passes if shown.jump else [])}
    names |= {step.department.reference: step.department.name for step in way}
    also = {each.pk: each.id for each in shown.merged}
    items = timeline(shown.ticket, words=EVENT_WORDS, internal=internal, files=files, also=list(also))
    told = [
        TimelineItem("comment", each.at, each.requester, f"{each.title}\n\n{each.text}", origin=each.id)
        for each in shown.merged
    ]
    people = names_of(shown.around)
    read = [_said(item, people, also) if item.kind == "comment" else _named(item, names) for item in items]
    return sorted([*told, *read], key=lambda item: item.at)


def _said(item: TimelineItem, people: dict[str, str], also: dict[int, str]) -> TimelineItem:
    return replace(item, text=with_names(str(item.text), people), origin=also.get(item.subject_id, ""))


def _named(item: TimelineItem, names: dict[str, str]) -> TimelineItem:
    if item.verb == "ticket.breached":
        return replace(item, text=LATE_WORDS[item.data["clock"]])
    if item.verb == "ticket.escalated":
        clock = ClockKind(item.data["clock"]).label
        level = f"{clock}, {when_reached(item.data['percent'], item.data['minutes_after'])}"
        return replace(item, text=str(EVENT_WORDS[item.verb]) % {"level": level})
    if item.verb == "ticket.settled":
        name = either(item.data["name_en"], item.data["name_zh"])
        return replace(item, text=str(EVENT_WORDS[item.verb]) % {"name": name})
    if item.verb == "ticket.opened" and "rule" in item.data:
        facts = {
            "rule": either(item.data["rule_en"], item.data["rule_zh"]),
            "department": names.get(item.data["department"], "—"),
        }
        return replace(item, text=_("opened the ticket; the rule “%(rule)s” sent it to %(department)s") % facts)
    if item.verb == "ticket.resolved" and "children" in item.data:
        return replace(item, text=_("The last child ticket was done, so the ticket is resolved"))
    if item.verb.startswith("promise."):
        time = exact(dt.datetime.fromisoformat(item.data["due_at"]))
        return replace(item, text=str(EVENT_WORDS[item.verb]) % ({"time": time} | item.data))
    if item.verb in ("jump.acknowledged", "jump.not_acknowledged"):
        said = listed(names.get(reference, reference) for reference in item.data["departments"])
        return replace(item, text=str(EVENT_WORDS[item.verb]) % {"departments": said})
    if item.verb not in ("ticket.handed_over", "ticket.passed_on"):
        return item
    to = [names.get(each, "—") for each in item.data.get("departments", [item.data.get("to", "")])]
    words = str(EVENT_WORDS[item.verb]) % {"department": listed(to)}
    return replace(item, text=words)
