"""Sessions and rooms over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.views import etag
from portal.core.errors import NotFound
from portal.core.keyset import Columns, Ordering
from portal.people.access import get_visible
from portal.people.models import User
from portal.records.api.viewsets import PortalViewSet
from training.api import serializers
from training.api.acting import ActingViewSet
from training.api.cohorts import site_of
from training.choices import BookingRole, ResourceKind
from training.models import Attendance, Resource, Session
from training.queries.cohorts import SESSION_LATEST, SESSION_START, SESSION_VALUES, session_facts
from training.queries.filters import RoomFilters, SessionFilters
from training.services.attendance import attendance_record
from training.services.enrolments import visible_person
from training.services.resources import resource_create
from training.services.sessions import session_reschedule, session_staff, session_unstaff

Detail = serializers.SessionDetail
ATTENDANCE_VALUES = (
    "enrolment__reference", "enrolment__person__reference", "status", "recorded_by__reference", "at",
)  # fmt: skip
ROOM_VALUES = ("id", "reference", "kind", "name_en", "name_zh", "capacity", "site__code", "active", "version")


class SessionViewSet(ActingViewSet):
    orderings = [SESSION_START, SESSION_LATEST]
    filterset = SessionFilters
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return Session.objects.visible_to(self.request.user)

    @extend_schema(responses=serializers.SessionRow(many=True))
    def list(self, request: Request) -> Response:
        """Sessions of the cohorts that you may see, in order of time."""
        return self.list_response(self.get_queryset(), serializers.SessionRow, Columns(SESSION_VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One session with who teaches it and where."""
        return self._shown(self.reference)

    @extend_schema(request=serializers.StaffBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def staff(self, request: Request, id: str) -> Response:  # noqa: A002
        """Book a trainer, coach, room or equipment. 409 `booked` names what is in the way, as far as you may see it."""
        body = self.body(serializers.StaffBody)
        return self._do(
            session_staff,
            role=BookingRole(body["role"]),
            resource=self._resource(body["resource"].upper()),
            whole_phase=body["whole_phase"],
        )

    @extend_schema(request=serializers.UnstaffBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def unstaff(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give a booking back."""
        body = self.body(serializers.UnstaffBody)
        return self._do(session_unstaff, booking=body["booking"].upper(), whole_phase=body["whole_phase"])

    @extend_schema(request=serializers.RescheduleBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, id: str) -> Response:  # noqa: A002
        """Move the session with everybody and everything booked for it."""
        return self._do(session_reschedule, **self.body(serializers.RescheduleBody))

    @extend_schema(request=serializers.AttendanceBody, responses=serializers.AttendanceRow(many=True))
    @action(detail=True, methods=["post"], pagination_class=None)
    def attendance(self, request: Request, id: str) -> Response:  # noqa: A002
        """Write who was there; a correction is a new mark."""
        body = self.body(serializers.AttendanceBody)
        by: Any = request.user
        marks = {mark["enrolment"].upper(): mark["status"] for mark in body["marks"]}
        attendance_record(reference=self.reference, marks=marks, by=by, now=timezone.now())
        return self._attendance()

    @extend_schema(responses=serializers.AttendanceRow(many=True))
    @attendance.mapping.get
    def attendance_list(self, request: Request, id: str) -> Response:  # noqa: A002
        """The marks that count, as far as you may see them."""
        return self._attendance()

    def _attendance(self) -> Response:
        session: Session = get_visible(Session, self.request.user, self.reference)
        rows = Attendance.objects.visible_to(self.request.user).current().filter(session=session).order_by("id")
        return Response(serializers.AttendanceRow(rows.values(*ATTENDANCE_VALUES), many=True).data)

    def _resource(self, reference: str) -> Resource | User:
        by: Any = self.request.user
        if reference.startswith("P-"):
            return visible_person(reference, by)
        found: Resource = get_visible(Resource, by, reference)
        return found

    def _shown(self, reference: str, status: int = 200) -> Response:
        session: Session = get_visible(Session, self.request.user, reference)
        return Response(Detail(session_facts(session)).data, status=status, headers={"ETag": etag(session.version)})


class RoomViewSet(PortalViewSet):
    orderings = [Ordering("newest", ("id",))]
    filterset = RoomFilters
    serializer_class = serializers.RoomRow

    def get_queryset(self) -> Any:
        return Resource.objects.visible_to(self.request.user).exclude(kind=ResourceKind.PERSON)

    @extend_schema(responses=serializers.RoomRow(many=True))
    def list(self, request: Request) -> Response:
        """Rooms and equipment that can be booked."""
        return self.list_response(self.get_queryset(), serializers.RoomRow, Columns(ROOM_VALUES))

    @extend_schema(responses=serializers.RoomRow)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One room."""
        return self._shown(self.reference)

    @extend_schema(request=serializers.RoomBody, responses={201: serializers.RoomRow})
    def create(self, request: Request) -> Response:
        """A new room or piece of equipment."""
        body = self.body(serializers.RoomBody)
        by: Any = request.user
        if "site" in body:
            body["site"] = site_of(body["site"])
        body["kind"] = ResourceKind(body["kind"])
        return self._shown(resource_create(by=by, now=timezone.now(), **body).reference, 201)

    def _shown(self, reference: str, status: int = 200) -> Response:
        row = self.get_queryset().filter(reference=reference).values(*ROOM_VALUES).first()
        if row is None:
            raise NotFound()
        return Response(serializers.RoomRow(row).data, status=status, headers={"ETag": etag(row["version"])})
