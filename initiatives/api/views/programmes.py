"""The resources `programmes`, `company-targets` and `reading-imports`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import programmes as s
from initiatives.api.shapes import person
from initiatives.import_words import RULES
from initiatives.models import CompanyReading, CompanyTarget, Programme
from initiatives.queries import programmes as reads
from initiatives.queries.filters import CompanyTargetFilters, ProgrammeFilters
from initiatives.rules import better_of
from initiatives.services import company_readings, company_targets, programmes
from initiatives.services.tracking import Value
from portal.core.api.parsers import GuardedJSONParser
from portal.core.api.serializers import Empty
from portal.core.api.views import etag
from portal.core.filters import EmptyFilterSet, PortalFilterSet
from portal.core.keyset import Ordering
from portal.core.names import person_name
from portal.people.api import serializers as importing
from portal.people.queries import import_view
from portal.records.api.viewsets import PortalViewSet
from portal.records.jobs import own_job
from portal.records.models import Job


class ProgrammeRows(s.ProgrammeListed):
    def to_representation(self, instance: Any) -> Any:
        sponsor = {"reference": instance["sponsor__reference"], "name": person_name(instance, "sponsor")}
        return super().to_representation(instance | {"sponsor": sponsor})


class ProgrammeViewSet(PortalViewSet):
    """Bold aims of the whole company above initiatives, with their targets."""

    filterset: type[PortalFilterSet] = ProgrammeFilters
    orderings = reads.ORDERINGS
    serializer_class = s.ProgrammeRow

    def get_queryset(self) -> Any:
        return Programme.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        user, today = self.request.user, timezone.localdate()
        found = reads.programme_for(user, reference or self.reference)
        names = ("reference", "name", "aim", "starts_on", "due_on", "created_at", "external_id", "version")
        data = {name: getattr(found, name) for name in names} | {
            "sponsor": person(found.sponsor),
            "targets": reads.targets_shown(found.targets.all(), today),
            "initiatives": [row["reference"] for row in reads.initiatives_of(user, found, today)],
            "services": [row["reference"] for row in reads.launched_of(user, found)],
        }
        return Response(s.ProgrammeShown(data).data, status=status, headers={"ETag": etag(found.version)})

    @extend_schema(operation_id="programmes_list", responses=s.ProgrammeListed(many=True))
    def list(self, request: Request) -> Response:
        rows = self.get_queryset().annotate(**reads.counts(request.user))
        return self.list_response(rows.values(*reads.ROW), ProgrammeRows)

    @extend_schema(operation_id="programmes_create", request=s.ProgrammeBody, responses={201: s.ProgrammeShown})
    def create(self, request: Request) -> Response:
        body = self.body(s.ProgrammeBody)
        external_id = body.pop("external_id", None)
        plan = programmes.ProgrammePlan(**body)
        made = programmes.programme_create(plan=plan, external_id=external_id, **self._who())
        return self._shown(201, made.reference)

    @extend_schema(operation_id="programmes_retrieve", responses=s.ProgrammeShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="programmes_update", request=s.ProgrammePatch, responses=s.ProgrammeShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        version, changes = self.expected_version(), self.body(s.ProgrammePatch)
        programmes.programme_edit(reference=self.reference, changes=changes, expected_version=version, **self._who())
        return self._shown()

    @extend_schema(operation_id="programmes_take_in", request=s.LinkBody, responses=s.ProgrammeShown)
    @action(detail=True, methods=["post"], url_path="take-in", url_name="take-in")
    def take_in(self, request: Request, id: str) -> Response:  # noqa: A002
        """An initiative belongs to one programme at most."""
        wanted = self.body(s.LinkBody)["initiative"].upper()
        programmes.programme_take_in(reference=self.reference, initiative=wanted, **self._who())
        return self._shown()

    @extend_schema(operation_id="programmes_leave_out", request=s.LinkBody, responses=s.ProgrammeShown)
    @action(detail=True, methods=["post"], url_path="leave-out", url_name="leave-out")
    def leave_out(self, request: Request, id: str) -> Response:  # noqa: A002
        wanted = self.body(s.LinkBody)["initiative"].upper()
        programmes.programme_leave_out(reference=self.reference, initiative=wanted, **self._who())
        return self._shown()


class CompanyTargetViewSet(PortalViewSet):
    """Numbers of the whole company that a programme is to move, each with its curve of readings."""

    filterset: type[PortalFilterSet] = CompanyTargetFilters
    orderings = reads.TARGET_ORDERINGS
    serializer_class = s.CompanyTargetRow

    def get_queryset(self) -> Any:
        return CompanyTarget.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        found = reads.target_for(self.request.user, reference or self.reference)
        shown = reads.targets_shown(CompanyTarget.objects.filter(pk=found.pk), timezone.localdate())[0]
        return Response(s.CompanyTargetRow(shown).data, status=status, headers={"ETag": etag(found.version)})

    @extend_schema(operation_id="company_targets_list", responses=s.CompanyTargetRow(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(reads.with_readings(self.get_queryset()), TargetRows)

    @extend_schema(
        operation_id="company_targets_create", request=s.CompanyTargetBody, responses={201: s.CompanyTargetRow}
    )
    def create(self, request: Request) -> Response:
        body = self.body(s.CompanyTargetBody)
        parent, external_id = body.pop("programme").upper(), body.pop("external_id", None)
        body.setdefault("better", better_of(body["baseline"], body["target_value"]))
        plan = company_targets.TargetPlan(**body)
        made = company_targets.company_target_add(programme=parent, plan=plan, external_id=external_id, **self._who())
        return self._shown(201, made.reference)

    @extend_schema(operation_id="company_targets_retrieve", responses=s.CompanyTargetRow)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="company_targets_update", request=s.CompanyTargetPatch, responses=s.CompanyTargetRow)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        who = self._who() | {"expected_version": self.expected_version()}
        company_targets.company_target_edit(reference=self.reference, changes=self.body(s.CompanyTargetPatch), **who)
        return self._shown()

    @extend_schema(operation_id="company_targets_readings_list", responses=s.CompanyReadingShown(many=True))
    @action(detail=True, methods=["get"], orderings=[Ordering("newest", ("as_of", "id"))], filterset=EmptyFilterSet)
    def readings(self, request: Request, id: str) -> Response:  # noqa: A002
        found = reads.target_for(request.user, self.reference)
        return self.list_response(CompanyReading.objects.filter(target=found), s.CompanyReadingShown)

    @extend_schema(
        operation_id="company_targets_readings_create",
        request=s.CompanyReadingBody,
        responses={201: s.CompanyReadingShown},
    )
    @readings.mapping.post
    def read(self, request: Request, id: str) -> Response:  # noqa: A002
        """Added, never changed; the same external id with the same content gives the reading that is there."""
        body = self.body(s.CompanyReadingBody)
        external_id = body.pop("external_id", None)
        made = company_targets.company_reading_add(
            reference=self.reference, reading=Value(**body), external_id=external_id, **self._who()
        )
        return Response(s.CompanyReadingShown(made).data, status=201)


class TargetRows(s.CompanyTargetRow):
    def to_representation(self, instance: Any) -> Any:
        return super().to_representation(reads.shown_target(instance, timezone.localdate()))


class ReadingImportViewSet(PortalViewSet):
    """Readings from a CSV file or workbook: upload, look at the preview, apply. It belongs to whom uploaded it."""

    parser_classes = (MultiPartParser, GuardedJSONParser)

    def get_queryset(self) -> Any:
        return Job.objects.filter(owner=self._user, kind__in=company_readings.KINDS)

    @extend_schema(
        operation_id="reading_imports_create",
        request={"multipart/form-data": importing.ImportFiles},
        responses={202: importing.ImportSerializer},
    )
    def create(self, request: Request) -> Response:
        apply = str(request.POST.get("apply", "")).lower() in ("1", "true", "yes")
        files = request.FILES.getlist("files")
        made = company_readings.readings_upload(by=self._user, now=timezone.now(), uploads=files, apply=apply)
        return self._answer(made, 202)

    @extend_schema(operation_id="reading_imports_retrieve", responses=importing.ImportSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._answer(own_job(by=self._user, reference=self.reference, kinds=company_readings.KINDS))

    @extend_schema(operation_id="reading_imports_apply", request=Empty, responses={202: importing.ImportSerializer})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        started = company_readings.readings_apply(by=self._user, now=timezone.now(), job=self.reference)
        return self._answer(started, 202)

    @extend_schema(operation_id="reading_imports_cancel", request=Empty, responses=importing.ImportSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, id: str) -> Response:  # noqa: A002
        self.body(Empty)
        stopped = company_readings.readings_cancel(by=self._user, now=timezone.now(), job=self.reference)
        return self._answer(stopped)

    @property
    def _user(self) -> Any:
        return self.request.user

    def _answer(self, job: Job, status: int = 200) -> Response:
        return Response(importing.ImportSerializer(import_view(job, RULES)).data, status=status)
