"""REST of the organisation import and export."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.parsers import GuardedJSONParser
from portal.core.api.serializers import Empty
from portal.people.api import serializers as shape
from portal.people.queries import import_view
from portal.people.services.importing.exporting import organisation_workbook
from portal.people.services.importing.keeping import import_apply, import_cancel, import_upload
from portal.people.services.importing.running import KINDS
from portal.records.api.viewsets import PortalViewSet
from portal.records.jobs import own_job
from portal.records.models import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportViewSet(PortalViewSet):
    """Upload, look at the preview, apply. An import belongs to whom uploaded it."""

    parser_classes = (MultiPartParser, GuardedJSONParser)

    def get_queryset(self) -> Any:
        return Job.objects.filter(owner=self._user, kind__in=KINDS)

    @extend_schema(
        operation_id="imports_create",
        request={"multipart/form-data": shape.ImportFiles},
        responses={202: shape.ImportSerializer},
    )
    def create(self, request: Request) -> Response:
        apply = str(request.POST.get("apply", "")).lower() in ("1", "true", "yes")
        uploads = request.FILES.getlist("files")
        return self._answer(import_upload(by=self._user, now=timezone.now(), uploads=uploads, apply=apply), 202)

    @extend_schema(responses=shape.ImportSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(own_job(by=self._user, reference=self.reference, kinds=KINDS))

    @extend_schema(request=Empty, responses={202: shape.ImportSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        return self._answer(import_apply(by=self._user, now=timezone.now(), job=self.reference), 202)

    @extend_schema(request=Empty, responses=shape.ImportSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        return self._answer(import_cancel(by=self._user, now=timezone.now(), job=self.reference))

    @property
    def _user(self) -> Any:
        return self.request.user

    def _answer(self, job: Job, status: int = 200) -> Response:
        return Response(shape.ImportSerializer(import_view(job)).data, status=status)


class OrganisationExportView(PortalViewSet):
    """The workbook that an import reads again without a change."""

    def get_queryset(self) -> Any:
        return Job.objects.none()

    @extend_schema(
        operation_id="organisation_export",
        parameters=[OpenApiParameter("Accept-Language", str, OpenApiParameter.HEADER)],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def retrieve(self, request: Request) -> Any:
        body = organisation_workbook(by=request.user)  # type: ignore[arg-type]
        response = HttpResponse(body, content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="organisation.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response
