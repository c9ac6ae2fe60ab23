"""Shapes of requests and answers. Times are instants in UTC, beside them the wall time that was agreed."""

from typing import Any

from rest_framework import serializers

from portal.core.api.serializers import Answer, StrictSerializer
from training.choices import (
    BookingRole,
    CohortState,
    EnrolmentState,
    Kind,
    Presence,
    ResourceKind,
    SessionState,
    VersionState,
)
from training.rules import LIMITS

NAME: dict[str, Any] = {"max_length": LIMITS.text}
REFERENCE: dict[str, Any] = {"max_length": 12}
WALL_TIME: dict[str, Any] = {"format": "%H:%M", "input_formats": ["%H:%M", "%H:%M:%S"]}


class SessionPlanBody(StrictSerializer):
    day_offset = serializers.IntegerField(min_value=0, help_text="Working day of the phase, the first is 0.")
    start_local = serializers.TimeField(**WALL_TIME)
    duration_min = serializers.IntegerField(min_value=1, max_value=LIMITS.duration_min)
    title_en = serializers.CharField(**NAME)
    title_zh = serializers.CharField(**NAME)
    room_needed = serializers.BooleanField(default=True)


class PhasePlanBody(StrictSerializer):
    kind = serializers.ChoiceField(choices=Kind.choices)
    name_en = serializers.CharField(**NAME)
    name_zh = serializers.CharField(**NAME)
    length_workdays = serializers.IntegerField(min_value=1, max_value=LIMITS.workdays)
    trainees_per_coach = serializers.IntegerField(
        min_value=1, max_value=LIMITS.trainees_per_coach, allow_null=True, default=None
    )
    sessions = SessionPlanBody(many=True, default=list)


class PlanBody(StrictSerializer):
    phases = PhasePlanBody(many=True)


class CurriculumBody(StrictSerializer):
    name_en = serializers.CharField(**NAME)
    name_zh = serializers.CharField(**NAME)
    phases = PhasePlanBody(many=True, required=False)
    external_id = serializers.CharField(max_length=120, required=False)


class CurriculumNames(StrictSerializer):
    name_en = serializers.CharField(**NAME, required=False)
    name_zh = serializers.CharField(**NAME, required=False)


class CurriculumRow(Answer):
    id = serializers.CharField(source="reference")
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    published = serializers.IntegerField(allow_null=True, help_text="Number of the published version.")
    draft = serializers.IntegerField(allow_null=True, help_text="Number of the draft, for those who may edit.")
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class VersionDetail(Answer):
    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=VersionState.choices)
    content_hash = serializers.CharField()
    length_workdays = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    phases = PhasePlanBody(many=True)


class CurriculumDetail(CurriculumRow):
    versions = VersionDetail(many=True)


class CohortBody(StrictSerializer):
    curriculum = serializers.CharField(**REFERENCE, help_text="Reference of a curriculum with a published version.")
    name = serializers.CharField(**NAME)
    site = serializers.CharField(max_length=40, help_text="Code of the site; its time zone is that of the sessions.")
    calendar = serializers.CharField(
        **REFERENCE, required=False, help_text="Reference of a working calendar; yours by default."
    )
    start_date = serializers.DateField()
    capacity = serializers.IntegerField(min_value=1, max_value=200)
    owner = serializers.CharField(**REFERENCE, required=False, help_text="Reference of the trainer; you by default.")
    external_id = serializers.CharField(max_length=120, required=False)


class PreviewBody(StrictSerializer):
    curriculum = serializers.CharField(**REFERENCE)
    site = serializers.CharField(max_length=40)
    calendar = serializers.CharField(**REFERENCE, required=False)
    start_date = serializers.DateField()


class CohortChanges(StrictSerializer):
    name = serializers.CharField(**NAME, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=200, required=False)
    owner = serializers.CharField(**REFERENCE, required=False)


class CohortRow(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    curriculum = serializers.CharField(source="curriculum_version__curriculum__reference")
    curriculum_number = serializers.IntegerField(source="curriculum_version__number")
    site = serializers.CharField(source="site__code")
    zone = serializers.CharField(source="site__timezone")
    owner = serializers.CharField(source="owner__reference", allow_null=True)
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    capacity = serializers.IntegerField()
    enrolled = serializers.IntegerField()
    state = serializers.ChoiceField(choices=CohortState.choices)
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class PhaseRow(Answer):
    order = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    trainees_per_coach = serializers.IntegerField(allow_null=True)


class CohortDetail(CohortRow):
    phases = PhaseRow(many=True)


class PlannedSessionRow(Answer):
    title_en = serializers.CharField(source="plan.title_en")
    title_zh = serializers.CharField(source="plan.title_zh")
    local_date = serializers.DateField()
    local_start = serializers.TimeField(source="plan.start_local", format="%H:%M")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class PlannedPhaseRow(Answer):
    kind = serializers.ChoiceField(choices=Kind.choices, source="plan.kind")
    name_en = serializers.CharField(source="plan.name_en")
    name_zh = serializers.CharField(source="plan.name_zh")
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    sessions = PlannedSessionRow(many=True)


class LayoutAnswer(Answer):
    phases = PlannedPhaseRow(many=True)
    unconfirmed_years = serializers.ListField(child=serializers.IntegerField())


class EnrolBody(StrictSerializer):
    person = serializers.CharField(**REFERENCE, help_text="Reference of the colleague.")


class EnrolmentBody(EnrolBody):
    cohort = serializers.CharField(**REFERENCE)


class ReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=2000)


class OptionalReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class EnrolmentRow(Answer):
    id = serializers.CharField(source="reference")
    cohort = serializers.CharField(source="cohort__reference")
    cohort_name = serializers.CharField(source="cohort__name")
    person = serializers.CharField(source="person__reference")
    person_name = serializers.CharField(source="person__full_name")
    state = serializers.ChoiceField(choices=EnrolmentState.choices)
    seat_no = serializers.IntegerField(allow_null=True, help_text="Counted from 0; null when withdrawn.")
    enrolled_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class SessionRow(Answer):
    id = serializers.CharField(source="reference")
    cohort = serializers.CharField(source="cohort__reference")
    cohort_name = serializers.CharField(source="cohort__name")
    phase = serializers.IntegerField(source="phase__order")
    kind = serializers.ChoiceField(choices=Kind.choices, source="phase__kind")
    title_en = serializers.CharField()
    title_zh = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    local_date = serializers.DateField()
    local_start = serializers.TimeField(format="%H:%M")
    duration_min = serializers.IntegerField()
    zone = serializers.CharField()
    state = serializers.ChoiceField(choices=SessionState.choices)
    sequence = serializers.IntegerField()
    manually_changed = serializers.BooleanField()
    version = serializers.IntegerField()


class BookingRow(Answer):
    id = serializers.CharField(source="reference")
    role = serializers.ChoiceField(choices=BookingRole.choices)
    resource = serializers.CharField(help_text="Reference of the person or the room.")
    name = serializers.CharField()


class SessionDetail(SessionRow):
    bookings = BookingRow(many=True, help_text="Trainers, coaches, rooms, equipment. Trainees are enrolments.")


class StaffBody(StrictSerializer):
    role = serializers.ChoiceField(choices=[choice for choice in BookingRole.choices if choice[0] != "trainee"])
    resource = serializers.CharField(**REFERENCE, help_text="Reference of a colleague (P-…) or a room (R-…).")
    whole_phase = serializers.BooleanField(default=False, help_text="All coming sessions of the phase as well.")


class UnstaffBody(StrictSerializer):
    booking = serializers.CharField(**REFERENCE)
    whole_phase = serializers.BooleanField(default=False)


class RescheduleBody(StrictSerializer):
    local_date = serializers.DateField()
    local_start = serializers.TimeField(**WALL_TIME)
    duration_min = serializers.IntegerField(required=False, help_text="1 to 1440; as it was by default.")
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class MoveBody(StrictSerializer):
    session = serializers.CharField(**REFERENCE)
    local_date = serializers.DateField()
    local_start = serializers.TimeField(**WALL_TIME)
    duration_min = serializers.IntegerField(required=False)


class MovesBody(StrictSerializer):
    moves = MoveBody(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class MarkBody(StrictSerializer):
    enrolment = serializers.CharField(**REFERENCE)
    status = serializers.ChoiceField(choices=Presence.choices)


class AttendanceBody(StrictSerializer):
    marks = MarkBody(many=True, allow_empty=False)


class AttendanceRow(Answer):
    enrolment = serializers.CharField(source="enrolment__reference")
    person = serializers.CharField(source="enrolment__person__reference")
    status = serializers.ChoiceField(choices=Presence.choices)
    recorded_by = serializers.CharField(source="recorded_by__reference")
    at = serializers.DateTimeField()


class RoomBody(StrictSerializer):
    kind = serializers.ChoiceField(choices=[ResourceKind.ROOM, ResourceKind.EQUIPMENT], default=ResourceKind.ROOM)
    name_en = serializers.CharField(**NAME)
    name_zh = serializers.CharField(**NAME)
    capacity = serializers.IntegerField(min_value=1, max_value=2000, required=False)
    site = serializers.CharField(max_length=40, required=False)


class RoomRow(Answer):
    id = serializers.CharField(source="reference")
    kind = serializers.ChoiceField(choices=ResourceKind.choices)
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    capacity = serializers.IntegerField(allow_null=True)
    site = serializers.CharField(source="site__code", allow_null=True)
    active = serializers.BooleanField()
    version = serializers.IntegerField()
