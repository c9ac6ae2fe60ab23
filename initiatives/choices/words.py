"""What happened to an idea or an initiative, in words: for timelines, the agenda and the weekly digest."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text

INITIATIVE_WORDS: dict[str, Text] = {
    "initiative.created": _("set up the initiative"),
    "initiative.started": _("started the initiative"),
    "initiative.edited": _("changed the initiative"),
    "initiative.participant_set": _("gave a department its part"),
    "initiative.participant_removed": _("took a department out"),
    "initiative.milestone_added": _("added the milestone %(title)s"),
    "initiative.milestone_done": _("reached the milestone %(title)s"),
    "initiative.milestone_reopened": _("opened the milestone %(title)s again"),
    "initiative.reported_green": _("reported green"),
    "initiative.reported_amber": _("reported amber"),
    "initiative.reported_red": _("reported red"),
    "initiative.read": _("added a reading of %(metric)s: %(value)s %(unit)s"),
    "initiative.handed_over": _("handed the initiative over"),
    "initiative.closed": _("closed the initiative"),
    "initiative.copied": _("copied it from %(from)s"),
    "initiative.from_template": _("began it with the template “%(from)s”"),
    "initiative.archived": _("put it into the archive"),
    "initiative.unarchived": _("took it out of the archive"),
    "initiative.type_company": _("made it an initiative for the whole company"),
    "initiative.type_improvement": _("made it an improvement"),
    "initiative.type_pilot": _("made it a pilot until %(until)s"),
    "initiative.pilot_extended": _("extended the pilot until %(until)s"),
    "initiative.charter_serves": _("wrote in the charter whom it serves"),
    "initiative.charter_needs": _("wrote in the charter what they need and value"),
    "initiative.charter_problem": _("wrote in the charter what the problem is"),
    "initiative.charter_scope_in": _("wrote in the charter what is in scope"),
    "initiative.charter_scope_out": _("wrote in the charter what is out of scope"),
    "initiative.milestone_edited": _("changed the milestone %(title)s"),
    "initiative.milestone_removed": _("took out the milestone %(title)s"),
    "initiative.action_added": _("added the action %(title)s"),
    "initiative.action_edited": _("changed the action %(title)s"),
    "initiative.action_todo": _("put the action %(title)s back to “to do”"),
    "initiative.action_doing": _("began the action %(title)s"),
    "initiative.action_done": _("finished the action %(title)s"),
    "initiative.action_removed": _("took out the action %(title)s"),
    "initiative.dependency_added": _("added a dependency"),
    "initiative.dependency_removed": _("took out a dependency"),
    "initiative.reached": _("added people reached: %(people)s"),
    "initiative.risk_added": _("wrote down the risk “%(title)s”"),
    "initiative.risk_edited": _("changed the risk “%(title)s”"),
    "initiative.risk_occurred": _("the risk “%(title)s” has occurred"),
    "initiative.risk_closed": _("closed the risk “%(title)s”"),
    "initiative.risk_reopened": _("opened the risk “%(title)s” again"),
    "initiative.budget_planned": _("planned %(amount)s %(currency)s: %(title)s"),
    "initiative.budget_spent": _("noted %(amount)s %(currency)s spent: %(title)s"),
    "initiative.decision_logged": _("noted the decision %(decision)s"),
    "initiative.decision_corrected": _("corrected the decision %(corrects)s by %(decision)s"),
    "initiative.files_added": _("added files: %(count)s"),
    "initiative.programme_took_in": _("put it under the programme %(programme)s"),
    "initiative.programme_left_out": _("took it out of the programme %(programme)s"),
    "initiative.gate_requested": _("asked for the next gate"),
    "initiative.gate_go": _("decided the gate: go"),
    "initiative.gate_rework": _("decided the gate: rework"),
    "initiative.gate_stop": _("decided the gate: stop"),
}
IDEA_WORDS: dict[str, Text] = {
    "idea.submitted": _("submitted the idea"),
    "idea.edited": _("changed the idea"),
    "idea.tagged": _("changed the tags"),
    "idea.merged": _("merged it into %(into)s"),
    "idea.took_in": _("merged %(from)s into this idea"),
    "idea.unmerged": _("took it out of %(into)s again"),
    "idea.gave_back": _("took %(from)s out again"),
    "idea.raised": _("raised it too"),
    "idea.accepted": _("accepted the idea"),
    "idea.declined": _("declined the idea"),
    "idea.put_off": _("put the idea off until %(day)s"),
    "idea.came_back": _("the day has come: the idea is open again"),
    "idea.asked": _("asked the author"),
    "idea.replied": _("answered the question"),
    "idea.reassigned": _("passed the idea on to another department"),
    "idea.escalated": _("no answer in time: the idea has gone up one level"),
    "idea.objected": _("“This is not an answer”"),
    "idea.turned": _("made it the initiative %(initiative)s"),
}
# Followers hear of these at once, so that the digest of the week leaves them out.
TOLD_AT_ONCE = ("idea.accepted", "idea.declined", "idea.put_off", "idea.turned")
COMMENTED: Text = _("commented")
IDEA_NEWS = {verb: words for verb, words in IDEA_WORDS.items() if verb not in TOLD_AT_ONCE} | {
    "idea.commented": COMMENTED
}
INITIATIVE_NEWS = INITIATIVE_WORDS | {"initiative.commented": COMMENTED}
