from training.models.attendance import Attendance
from training.models.bookings import BOOKED_ONCE, Resource, ResourceBooking
from training.models.cohorts import Cohort, Enrolment, Phase, Session
from training.models.curricula import Curriculum, CurriculumVersion, PhaseTemplate, SessionTemplate

__all__ = [
    "BOOKED_ONCE",
    "Attendance",
    "Cohort",
    "Curriculum",
    "CurriculumVersion",
    "Enrolment",
    "Phase",
    "PhaseTemplate",
    "Resource",
    "ResourceBooking",
    "Session",
    "SessionTemplate",
]
