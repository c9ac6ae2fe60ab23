"""REST of the organisation import and export."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.parsers import GuardedJSONParser
from portal.core.api.serializers import Empty
from portal.core.errors import Text
from portal.people.api import serializers as shape
from portal.people.import_words import RULES
from portal.people.queries import import_view
from portal.people.services.importing.exporting import organisation_workbook
from portal.people.services.importing.keeping import import_apply, import_cancel, import_upload
from portal.people.services.importing.running import KINDS
from portal.records.api.viewsets import PortalViewSet
from portal.records.jobs import own_job
from portal.records.models import Job

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadViewSet(PortalViewSet):
    """Upload, look at the preview, apply. An import belongs to whom uploaded it. Each area names its kinds of jobs,
    the sentences of its rules and its verbs."""

    parser_classes = (MultiPartParser, GuardedJSONParser)
    kinds: tuple[str, str]
    rules: Mapping[str, Text] = RULES

    def get_queryset(self) -> Any:
        return Job.objects.filter(owner=self._user, kind__in=self.kinds)

    def upload(self, **values: Any) -> Job:
        raise NotImplementedError

    def begin(self, **values: Any) -> Job:
        raise NotImplementedError

    def stop(self, **values: Any) -> Job:
        raise NotImplementedError

    @extend_schema(request={"multipart/form-data": shape.ImportFiles}, responses={202: shape.ImportSerializer})
    def create(self, request: Request) -> Response:
        apply = str(request.POST.get("apply", "")).lower() in ("1", "true", "yes")
        uploads = request.FILES.getlist("files")
        return self._answer(self.upload(by=self._user, now=timezone.now(), uploads=uploads, apply=apply), 202)

    @extend_schema(responses=shape.ImportSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(own_job(by=self._user, reference=self.reference, kinds=self.kinds))

    @extend_schema(request=Empty, responses={202: shape.ImportSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        return self._answer(self.begin(by=self._user, now=timezone.now(), job=self.reference), 202)

    @extend_schema(request=Empty, responses=shape.ImportSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        return self._answer(self.stop(by=self._user, now=timezone.now(), job=self.reference))

    @property
    def _user(self) -> Any:
        return self.request.user

    def _answer(self, job: Job, status: int = 200) -> Response:
        return Response(shape.ImportSerializer(import_view(job, self.rules)).data, status=status)


@extend_schema_view(create=extend_schema(operation_id="imports_create"))
class ImportViewSet(UploadViewSet):
    """The organisation."""

    kinds = KINDS

    def upload(self, **values: Any) -> Job:
        return import_upload(**values)

    def begin(self, **values: Any) -> Job:
        return import_apply(**values)

    def stop(self, **values: Any) -> Job:
        return import_cancel(**values)


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
