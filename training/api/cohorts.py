"""Cohorts and enrolments over REST."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.calendars.models import Calendar
from portal.calendars.queries import calendar_of
from portal.core.api.views import etag
from portal.core.errors import Malformed, NotFound
from portal.core.keyset import Columns
from portal.people.access import get_visible, require
from portal.people.models import Site
from portal.records.api.viewsets import PortalViewSet
from training.api import serializers
from training.api.acting import ActingViewSet
from training.models import Cohort, Enrolment
from training.queries.cohorts import (
    COHORT_VALUES,
    ENROLMENT_VALUES,
    LATEST,
    SESSION_VALUES,
    STARTS,
    cohorts_for,
    open_years,
)
from training.queries.filters import CohortFilters, EnrolmentFilters
from training.services.cohorts import (
    cohort_cancel,
    cohort_create,
    cohort_edit,
    cohort_upsert,
    layout_of,
    visible_calendar,
)
from training.services.curricula import published_version
from training.services.enrolments import cohort_enrol, enrolment_withdraw, visible_person
from training.services.sessions import Move, sessions_reschedule

Detail = serializers.CohortDetail


def site_of(code: str) -> Site:
    found = Site.objects.filter(code=code).first()
    if found is None:
        text = _("There is no site with this code.")
        raise Malformed("malformed", text, errors={"site": [text]})
    return found


class CohortViewSet(ActingViewSet):
    orderings = [LATEST, STARTS]
    filterset = CohortFilters
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return cohorts_for(self.request.user)

    @extend_schema(responses=serializers.CohortRow(many=True))
    def list(self, request: Request) -> Response:
        """Cohorts that you take part in, answer for or may join; the latest start first."""
        return self.list_response(self.get_queryset(), serializers.CohortRow, Columns(COHORT_VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One cohort with the days of its phases. Its sessions: `/sessions/?cohort={id}`."""
        return self._shown(self.reference)

    @extend_schema(request=serializers.CohortBody, responses={201: Detail, 200: Detail})
    def create(self, request: Request) -> Response:
        """Lay out a published curriculum on working days; with a known `external_id`, edit that cohort (200)."""
        body = self._resolved(self.body(serializers.CohortBody))
        by: Any = request.user
        if "external_id" not in body:
            return self._shown(cohort_create(by=by, now=timezone.now(), **body).reference, 201)
        cohort, is_new = cohort_upsert(by=by, now=timezone.now(), expected=self.expected_version(), **body)
        return self._shown(cohort.reference, 201 if is_new else 200)

    @extend_schema(request=serializers.CohortChanges, responses=Detail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change name, seats or trainer."""
        return self._do(cohort_edit, **self._resolved(self.body(serializers.CohortChanges)))

    @extend_schema(request=serializers.PreviewBody, responses=serializers.LayoutAnswer)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Which days and sessions a cohort would have. Saves nothing."""
        require(request.user, "training.create")
        body = self._resolved(self.body(serializers.PreviewBody))
        by: Any = request.user
        version = published_version(body.pop("curriculum"), by)
        planned = layout_of(version=version, **body)
        answer = {"phases": planned, "unconfirmed_years": open_years(body["calendar"], planned)}
        return Response(serializers.LayoutAnswer(answer).data)

    @extend_schema(request=serializers.EnrolBody, responses={201: serializers.EnrolmentRow})
    @action(detail=True, methods=["post"])
    def enrol(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give a colleague a seat and book them for every session."""
        by: Any = request.user
        person = visible_person(self.body(serializers.EnrolBody)["person"].upper(), by)
        enrolment = cohort_enrol(
            reference=self.reference, person=person, by=by, now=timezone.now(), expected=self.expected_version()
        )
        return enrolment_shown(enrolment, 201)

    @extend_schema(request=serializers.ReasonBody, responses=Detail)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        """Call the cohort off; everybody is told once."""
        return self._do(cohort_cancel, **self.body(serializers.ReasonBody))

    @extend_schema(request=serializers.MovesBody, responses=serializers.SessionRow(many=True))
    @action(detail=True, methods=["post"], pagination_class=None)
    def reschedule(self, request: Request, id: str) -> Response:  # noqa: A002
        """Move several sessions at once, past each other if need be: all or none."""
        cohort: Cohort = get_visible(Cohort, request.user, self.reference)
        body = self.body(serializers.MovesBody)
        moves = [Move(**{**move, "session": move["session"].upper()}) for move in body["moves"]]
        own = set(cohort.sessions.values_list("reference", flat=True))
        if any(move.session not in own for move in moves):
            raise NotFound()
        by: Any = request.user
        sessions_reschedule(moves=moves, by=by, now=timezone.now(), reason=body["reason"])
        rows = cohort.sessions.filter(reference__in=[move.session for move in moves]).order_by("starts_at", "id")
        return Response(serializers.SessionRow(rows.values(*SESSION_VALUES), many=True).data)

    def _resolved(self, body: dict[str, Any]) -> dict[str, Any]:
        """References and codes of the body as the objects that the verbs take."""
        by: Any = self.request.user
        if "curriculum" in body:
            body["curriculum"] = body["curriculum"].upper()
            body["calendar"] = self._calendar(body.get("calendar"), by)
        if "site" in body:
            body["site"] = site_of(body["site"])
        if "owner" in body:
            body["owner"] = visible_person(body["owner"].upper(), by)
        return body

    def _calendar(self, reference: str | None, by: Any) -> Calendar:
        return visible_calendar(reference.upper(), by) if reference else calendar_of(by.department)

    def _shown(self, reference: str, status: int = 200) -> Response:
        row = self.get_queryset().filter(reference=reference).values(*COHORT_VALUES).first()
        if row is None:
            raise NotFound()
        phases = Cohort.objects.get(pk=row["id"]).phases.values()
        return Response(
            Detail(row | {"phases": list(phases)}).data, status=status, headers={"ETag": etag(row["version"])}
        )


def enrolment_shown(enrolment: Enrolment, status: int = 200) -> Response:
    row = Enrolment.objects.filter(pk=enrolment.pk).values(*ENROLMENT_VALUES)[0]
    return Response(serializers.EnrolmentRow(row).data, status=status, headers={"ETag": etag(enrolment.version)})


class EnrolmentViewSet(PortalViewSet):
    filterset = EnrolmentFilters
    serializer_class = serializers.EnrolmentRow

    def get_queryset(self) -> Any:
        return Enrolment.objects.visible_to(self.request.user)

    @extend_schema(responses=serializers.EnrolmentRow(many=True))
    def list(self, request: Request) -> Response:
        """Your own seats, those of your cohorts and, for heads, those of their people."""
        return self.list_response(self.get_queryset(), serializers.EnrolmentRow, Columns(ENROLMENT_VALUES))

    @extend_schema(responses=serializers.EnrolmentRow)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One seat."""
        return enrolment_shown(get_visible(Enrolment, request.user, self.reference))

    @extend_schema(request=serializers.EnrolmentBody, responses={201: serializers.EnrolmentRow})
    def create(self, request: Request) -> Response:
        """The same as `/cohorts/{id}/enrol/`."""
        body = self.body(serializers.EnrolmentBody)
        by: Any = request.user
        person = visible_person(body["person"].upper(), by)
        enrolment = cohort_enrol(reference=body["cohort"].upper(), person=person, by=by, now=timezone.now())
        return enrolment_shown(enrolment, 201)

    @extend_schema(request=serializers.OptionalReasonBody, responses=serializers.EnrolmentRow)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:  # noqa: A002
        """Give the seat back; coming sessions are free again."""
        by: Any = request.user
        reason = self.body(serializers.OptionalReasonBody)["reason"]
        enrolment = enrolment_withdraw(
            reference=self.reference, reason=reason, by=by, now=timezone.now(), expected=self.expected_version()
        )
        return enrolment_shown(enrolment)
