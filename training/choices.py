"""Values and words of the choices in training."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.states import Look


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Kind(models.TextChoices):
    CLASSROOM = "classroom", _("Classroom")
    ON_CALL = "on_call", _("On-call phase")


class CohortState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class EnrolmentState(models.TextChoices):
    ENROLLED = "enrolled", _("Enrolled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ResourceKind(models.TextChoices):
    PERSON = "person", _("Person")
    ROOM = "room", _("Room")
    EQUIPMENT = "equipment", _("Equipment")


class BookingRole(models.TextChoices):
    TRAINER = "trainer", _("Trainer")
    COACH = "coach", _("Coach")
    TRAINEE = "trainee", _("Trainee")
    ROOM = "room", _("Room")
    EQUIPMENT = "equipment", _("Equipment")


class BookingState(models.TextChoices):
    BOOKED = "booked", _("Booked")
    CANCELLED = "cancelled", _("Cancelled")


class Presence(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", pgettext_lazy("attendance", "Late")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


LOOKS = {
    VersionState.DRAFT: Look(VersionState.DRAFT.label, "pencil", "grey"),
    VersionState.PUBLISHED: Look(VersionState.PUBLISHED.label, "circle-check", "green"),
    VersionState.RETIRED: Look(VersionState.RETIRED.label, "archive", "grey"),
}
COHORT_LOOKS = {
    CohortState.PLANNED: Look(CohortState.PLANNED.label, "calendar-event", "blue"),
    CohortState.RUNNING: Look(CohortState.RUNNING.label, "player-play", "blue"),
    CohortState.DONE: Look(CohortState.DONE.label, "circle-check", "green"),
    CohortState.CANCELLED: Look(CohortState.CANCELLED.label, "circle-x", "grey"),
}
SESSION_LOOKS = {
    SessionState.PLANNED: Look(SessionState.PLANNED.label, "calendar-event", "blue"),
    SessionState.CANCELLED: Look(SessionState.CANCELLED.label, "circle-x", "grey"),
}
PRESENCE_LOOKS = {
    Presence.PRESENT: Look(Presence.PRESENT.label, "check", "green"),
    Presence.LATE: Look(Presence.LATE.label, "clock", "amber"),
    Presence.ABSENT: Look(Presence.ABSENT.label, "x", "red"),
    Presence.EXCUSED: Look(Presence.EXCUSED.label, "circle-dashed", "grey"),
}
