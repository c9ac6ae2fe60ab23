"""What training adds to the search field, to a leaver's hand-over, and to the answers of its constraints."""

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Refused
from portal.core.races import register_constraint
from portal.core.search_registry import Searchable, register_search
from portal.people.handover import HandOver, register_handover
from training.models import BOOKED_ONCE
from training.queries.figures import find_cohorts, find_curricula
from training.services import handover


def _booked(_exc: IntegrityError) -> Refused:
    return Refused("booked", _("Somebody booked the same at the same moment. Look at theirs first."))


def _seat(_exc: IntegrityError) -> Refused:
    return Refused("full", _("Somebody took this seat at the same moment. Try again."))


register_constraint(BOOKED_ONCE, _booked)
register_constraint("enrolment_seat_once", _seat)
register_search("training.cohort", Searchable(gettext_lazy("Cohorts"), "school", find_cohorts))
register_search("training.curriculum", Searchable(gettext_lazy("Curricula"), "book", find_curricula))
register_handover("training", HandOver(gettext_lazy("Cohorts"), handover.open_work, handover.move))
