"""What the pages of ideas and of initiatives share."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import TYPE_LOOKS, InitiativeType
from initiatives.choices.words import IDEA_WORDS, INITIATIVE_WORDS
from initiatives.models import Initiative
from portal.core.errors import Text
from portal.core.states import Look

__all__ = [
    "BENEFIT_CHANGES",
    "BENEFIT_WORDS",
    "EVALUATION_WORDS",
    "IDEA_CHANGES",
    "IDEA_WORDS",
    "INITIATIVE_CHANGES",
    "INITIATIVE_WORDS",
    "SERVICE_CHANGES",
    "SERVICE_WORDS",
    "named",
    "type_look",
]

EVALUATION_WORDS: dict[str, Text] = {
    "evaluation.asked": _("asked for the evaluation"),
    "evaluation.sent": _("sent a scorecard"),
    "evaluation.declined": _("declined to evaluate"),
    "evaluation.left": _("took out a colleague who leaves"),
    "evaluation.complete": _("everybody has answered"),
    "evaluation.ended": _("closed the evaluation"),
}
# What raises the version.
IDEA_CHANGES = (
    *("idea.edited", "idea.accepted", "idea.declined", "idea.put_off", "idea.turned"),
    *("idea.came_back", "idea.reassigned", "idea.objected"),
    *("idea.merged", "idea.took_in", "idea.unmerged", "idea.gave_back"),
)
CHALLENGE_WORDS: dict[str, Text] = {
    "challenge.created": _("set up the call"),
    "challenge.opened": _("the call is open"),
    "challenge.edited": _("changed the call"),
    "challenge.ended": _("ended the call early"),
    "challenge.handed_over": _("handed the call over"),
    "challenge.finished": _("every idea is answered: the call is closed"),
}
CHALLENGE_CHANGES = ("challenge.edited", "challenge.ended", "challenge.handed_over")
CHANGES = (
    *("started", "edited", "handed_over", "closed", "gate_go", "gate_rework", "gate_stop"),
    *("archived", "unarchived"),
    *("type_company", "type_improvement", "type_pilot", "pilot_extended"),
)
INITIATIVE_CHANGES = tuple(f"initiative.{step}" for step in CHANGES)
SERVICE_WORDS: dict[str, Text] = {
    "service.planned": _("put the service on the list"),
    "service.edited": _("changed the service"),
    "service.launched": _("launched the service"),
    "service.countersigned": _("countersigned its first use"),
    "service.doubted": _("has seen no use"),
    "service.still_used": _("showed that it is still used"),
    "service.retired": _("retired the service"),
    "service.handed_over": _("handed the service over"),
}
SERVICE_CHANGES = tuple(verb for verb in SERVICE_WORDS if verb != "service.planned")
BENEFIT_WORDS: dict[str, Text] = {
    "benefit.added": _("added the benefit"),
    "benefit.edited": _("changed the benefit"),
    "benefit.forecast": _("expects %(value)s %(unit)s"),
    "benefit.realised": _("realised the benefit, with %(value)s %(unit)s"),
    "benefit.taken_back": _("took back that it is realised"),
    "benefit.handed_over": _("handed the benefit over"),
}
BENEFIT_CHANGES = tuple(verb for verb in BENEFIT_WORDS if verb != "benefit.added")
PROGRAMME_WORDS: dict[str, Text] = {
    "programme.created": _("set up the programme"),
    "programme.edited": _("changed the programme"),
    "programme.target_added": _("added the target %(metric)s"),
    "programme.target_edited": _("changed the target %(metric)s"),
    "programme.read": _("added a reading of %(metric)s: %(value)s %(unit)s"),
    "programme.loaded": _("loaded %(readings)s readings from a file"),
    "programme.took_in": _("took in the initiative %(initiative)s"),
    "programme.left_out": _("left out the initiative %(initiative)s"),
    "programme.curriculum_added": _("counts the curriculum %(curriculum)s"),
    "programme.curriculum_removed": _("no longer counts the curriculum %(curriculum)s"),
    "programme.handed_over": _("handed the programme over"),
}
PROGRAMME_CHANGES = ("programme.edited", "programme.handed_over")
TARGET_CHANGES = ("programme.target_edited",)


def type_look(name: str) -> Look | None:
    """The mark of a pilot or an improvement; what is for the whole company is the rule and needs none."""
    return None if name == InitiativeType.COMPANY else TYPE_LOOKS[InitiativeType(name)]


def named(initiative: Initiative) -> Text:
    """Its title, with the mark of a pilot, where it stands among other facts."""
    if initiative.type != InitiativeType.PILOT:
        return initiative.title
    return gettext("%(title)s (pilot)") % {"title": initiative.title}
