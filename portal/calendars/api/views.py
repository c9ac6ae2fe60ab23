"""Working calendars over REST, and the two questions to them: when is it due, how much time has passed."""

from typing import Any

from django.db.models.fields.json import KT
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.calendars import rules, services
from portal.calendars.api import serializers
from portal.calendars.effects import effects_of
from portal.calendars.models import Calendar
from portal.calendars.problems import as_malformed
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.keyset import Ordering
from portal.people.access import get_visible, require
from portal.records.api.viewsets import PortalViewSet

FIELDS = ("id", "reference", "name", "timezone", "is_default", "external_id", "version")


class CalendarViewSet(PortalViewSet):
    orderings = [Ordering("name", ("name", "id"), descending=False), Ordering("newest", ("id",))]
    serializer_class = serializers.CalendarDetail

    def get_queryset(self) -> Any:
        return Calendar.objects.visible_to(self.request.user)

    @extend_schema(responses=serializers.CalendarRow(many=True))
    def list(self, request: Request) -> Response:
        """Calendars without their days; those stand in each calendar."""
        rows = self.get_queryset().annotate(timezone=KT("spec__timezone")).values(*FIELDS)
        return self.list_response(rows, serializers.CalendarRow)

    @extend_schema(responses=serializers.CalendarDetail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return _shown(self._calendar())

    @extend_schema(
        request=serializers.CalendarBody, responses={201: serializers.CalendarDetail, 200: serializers.CalendarDetail}
    )
    def create(self, request: Request) -> Response:
        """Make a calendar; with a known `external_id`, bring that one to this body (200)."""
        spec = self.body(serializers.CalendarBody)
        external_id = spec.pop("external_id", None)
        by: Any = request.user
        now, new = timezone.now(), True
        if external_id:
            calendar, new = services.calendar_upsert(
                by=by, external_id=external_id, spec=spec, now=now, expected_version=self.expected_version()
            )
        else:
            calendar = services.calendar_create(by=by, spec=spec, now=now)
        return _shown(calendar, 201 if new else 200)

    @extend_schema(request=serializers.CalendarChanges, responses=serializers.CalendarDetail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change the parts that are named; every change raises the version."""
        calendar = services.calendar_edit(
            by=request.user,  # type: ignore[arg-type]
            reference=self.reference,
            changes=self.body(serializers.CalendarChanges),
            now=timezone.now(),
            expected_version=self.expected_version(),
        )
        return _shown(calendar)

    @extend_schema(request=Empty, responses=serializers.CalendarDetail)
    @action(detail=True, methods=["post"], url_path="make-default", url_name="make-default")
    def make_default(self, request: Request, id: str) -> Response:  # noqa: A002
        """Let every department without a calendar of its own work by this one."""
        self.body(Empty)
        calendar = services.calendar_make_default(
            by=request.user,  # type: ignore[arg-type]
            reference=self.reference,
            now=timezone.now(),
            expected_version=self.expected_version(),
        )
        return _shown(calendar)

    @extend_schema(request=serializers.DueBody, responses=serializers.DueAnswer)
    @action(detail=True, methods=["post"])
    def due(self, request: Request, id: str) -> Response:  # noqa: A002
        """When this much working time has passed, and how that was worked out."""
        calendar, asked = self._calendar(), self.body(serializers.DueBody)
        spec = calendar.rules()
        with as_malformed():
            found = rules.due(spec, asked["start"], asked["minutes"], asked["pauses"])
        answer = {"due": found.at, "start": asked["start"], "minutes": asked["minutes"]}
        return _answer(serializers.DueAnswer, answer, calendar, found.steps)

    @extend_schema(request=serializers.ElapsedBody, responses=serializers.ElapsedAnswer)
    @action(detail=True, methods=["post"])
    def elapsed(self, request: Request, id: str) -> Response:  # noqa: A002
        """How much working time lies between two instants."""
        calendar, asked = self._calendar(), self.body(serializers.ElapsedBody)
        spec, period = calendar.rules(), (asked["start"], asked["end"], asked["pauses"])
        with as_malformed():
            counted = rules.elapsed(spec, *period)
            steps = rules.explain(spec, *period)
        answer = {"minutes": counted.total_seconds() / 60, "start": asked["start"], "end": asked["end"]}
        return _answer(serializers.ElapsedAnswer, answer, calendar, steps)

    @extend_schema(request=serializers.CalendarChanges, responses=serializers.EffectAnswer(many=True))
    @action(detail=True, methods=["post"], pagination_class=None)
    def effect(self, request: Request, id: str) -> Response:  # noqa: A002
        """What these changes would do to what runs on the calendar. Nothing is changed."""
        by: Any = request.user
        require(by, "calendars.edit")
        calendar, now = self._calendar(), timezone.now()
        spec = services.changed_spec(calendar, self.body(serializers.CalendarChanges), now=now)
        return Response(serializers.EffectAnswer(effects_of(calendar, spec, now=now), many=True).data)

    def _calendar(self) -> Calendar:
        found: Calendar = get_visible(Calendar, self.request.user, self.reference)
        return found


def _shown(calendar: Calendar, status: int = 200) -> Response:
    data = serializers.CalendarDetail(calendar).data
    return Response(data, status=status, headers={"ETag": etag(calendar.version)})


def _answer(serializer: Any, answer: dict[str, Any], calendar: Calendar, steps: tuple[rules.Step, ...]) -> Response:
    facts = {"timezone": calendar.spec["timezone"], "version": calendar.version}
    # The steps are ready JSON in the calendar's own zone.
    shown = serializer({**answer, **facts, "steps": []}).data
    return Response({**shown, "steps": [step.as_json() for step in steps]})
