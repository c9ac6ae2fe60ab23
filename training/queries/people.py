"""Who takes part in what."""

from django.db.models import Q
from django.urls import reverse

from portal.people.models import User
from training.choices import BookingState, EnrolmentState
from training.models import Cohort, Enrolment, ResourceBooking


def people_of(cohort: Cohort) -> list[User]:
    """Everybody with a seat or a booking in the cohort, and its trainer."""
    enrolled = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.ENROLLED).values("person")
    staffed = ResourceBooking.objects.filter(
        session__cohort=cohort, state=BookingState.BOOKED, resource__person__isnull=False
    ).values("resource__person")
    return list(User.objects.active().filter(Q(pk__in=enrolled) | Q(pk__in=staffed) | Q(pk=cohort.owner_id)))


def url_of(cohort: Cohort) -> str:
    return reverse("training:cohort", args=[cohort.reference])
