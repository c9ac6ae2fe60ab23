"""What each rule of an import of this area says; those of every import come from the organisation's."""

from django.utils.translation import gettext_lazy as _

from portal.core.errors import Text
from portal.people.import_words import RULES as COMMON

RULES: dict[str, Text] = {
    **COMMON,
    # What a verb said, in the language of whom uploaded the file.
    "refused": "%(text)s",
    "no_name": _("Give its reference, or an external id of your own, so that the same file makes no twins."),
    "absent_reference": _("There is nothing with the reference %(value)s. Leave it empty for a new row."),
    "other_external_id": _("This reference has another external id. Correct one of the two."),
    "absent_department": _("There is no department with the code or reference %(value)s."),
    "absent_person": _("No colleague has the e-mail, employee number or reference %(value)s."),
    "absent_initiative": _(
        "There is no initiative with the reference or external id %(value)s, neither here nor in the file."
    ),
    "nameless_by_page": _("Ideas known to nobody come in by their own page alone. Take named or office."),
    "answered_idea": _("It is answered or merged, so its text stays as it was."),
    "not_your_idea": _("Only its author changes it; an import changes what it brought in by an external id."),
    "begins_only": _("An import begins drafts and running initiatives. Close it on its page."),
    "state_moved": _("It is: %(state)s. An import doesn't move it; do that on its page."),
    "type_moved": _("Its type changes by a step of its own, with a reason, on its page."),
    "other_reading": _("A reading with this external id says something else. Readings never change; add a new one."),
    "not_your_benefit": _("Somebody else carries this benefit. Ask its owner to add the reading."),
    "draft_unread": _("A draft isn't measured yet. Start it first."),
    "ahead": _("This day hasn't come yet."),
    "bad_number": _("A number such as 12.5, with a point and without separators."),
    "bad_places": _("At most %(places)s decimal places."),
    "unknown_target": _("You can't add readings to a target with the reference or external id %(value)s."),
    "day_ahead": _("This day hasn't come yet. Give the day that the value is from."),
    "reading_fixed": _("This external id stands for another reading. Add a correction as a new one."),
}
TABLE_LABELS: dict[str, Text] = {
    "ideas": _("Ideas"),
    "initiatives": _("Initiatives"),
    "participants": _("Participating departments"),
    "benefits": _("Benefits"),
    "milestones": _("Milestones"),
    "readings": _("Readings"),
}
