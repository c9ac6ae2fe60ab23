"""The resource `services`: new value-added services."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.fields import DepartmentShown, PersonShown, VisibleField, day, department, person
from initiatives.api.shapes import person as person_shown
from initiatives.api.shapes import unit
from initiatives.choices import EvidenceKind, Serves, ServiceState
from initiatives.models import Initiative, ValueService
from initiatives.models.ideas import TEXT_MAX, TITLE_MAX
from initiatives.models.parts import NOTE_MAX
from initiatives.queries.filters import ServiceFilters
from initiatives.queries.services import (
    ORDERINGS,
    PLACE,
    ROW,
    counted,
    counted_by_department,
    evidence_of,
    origin,
    service_for,
)
from initiatives.services import launching
from portal.core.api.serializers import Answer, StrictSerializer
from portal.core.api.views import etag
from portal.core.filters import EmptyFilterSet
from portal.core.names import in_language, person_name
from portal.records.api.viewsets import PortalViewSet


class ValueServicePatch(StrictSerializer):
    name = serializers.CharField(max_length=TITLE_MAX, required=False)
    serves = serializers.ChoiceField(choices=Serves.choices, required=False)
    for_whom = serializers.CharField(max_length=200, required=False)
    text = serializers.CharField(max_length=TEXT_MAX, required=False)
    department = department(required=False)
    owner = person(required=False)
    initiative = VisibleField(Initiative.objects.all, required=False, allow_null=True)


class ValueServiceBody(ValueServicePatch):
    name = serializers.CharField(max_length=TITLE_MAX)
    serves = serializers.ChoiceField(choices=Serves.choices)
    for_whom = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=TEXT_MAX)
    department = department()
    owner = person()
    external_id = serializers.CharField(max_length=120, required=False)


class ServiceUseBody(StrictSerializer):
    used_on = day()
    evidence = serializers.CharField(max_length=NOTE_MAX)


class ServiceLaunchBody(ServiceUseBody):
    launched_on = day()


class CountersignBody(StrictSerializer):
    reason = serializers.CharField(max_length=NOTE_MAX, required=False, allow_blank=True, default="")


class ServiceReasonBody(StrictSerializer):
    reason = serializers.CharField(max_length=NOTE_MAX)


class ValueServiceRow(Answer):
    id = serializers.CharField(source="reference")
    name = serializers.CharField()
    serves = serializers.ChoiceField(choices=Serves.choices)
    for_whom = serializers.CharField()
    state = serializers.ChoiceField(choices=ServiceState.choices)
    department = DepartmentShown()
    owner = PersonShown()
    initiative = serializers.CharField(allow_null=True, help_text="Reference of the initiative it came from.")
    launched_on = serializers.DateField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True, help_text="When another department countersigned.")
    still_used_on = serializers.DateField(allow_null=True, help_text="Shown to be used 90 days or more after launch.")
    retired_on = serializers.DateField(allow_null=True)


class EvidenceShown(Answer):
    kind = serializers.ChoiceField(choices=EvidenceKind.choices)
    used_on = serializers.DateField()
    text = serializers.CharField()
    by = serializers.CharField(source="by.reference")
    at = serializers.DateTimeField()


class ValueServiceShown(ValueServiceRow):
    text = serializers.CharField()
    check_on = serializers.DateField(allow_null=True, help_text="From this day its use is to be shown again.")
    confirmed_by = PersonShown(allow_null=True)
    evidence = EvidenceShown(many=True)
    external_id = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class ServiceCounts(Answer):
    """Countersigned and not retired, launched within so many days."""

    days_30 = serializers.IntegerField()
    days_90 = serializers.IntegerField()
    days_365 = serializers.IntegerField()
    in_use = serializers.IntegerField()
    still_used = serializers.IntegerField(help_text="Shown to be used 90 days or more after launch.")


class DepartmentCounts(ServiceCounts):
    department = DepartmentShown()


class AllCounts(ServiceCounts):
    departments = DepartmentCounts(many=True)


class ValueServiceRows(ValueServiceRow):
    def to_representation(self, instance: Any) -> Any:
        row = instance | {
            "owner": {"reference": instance["owner__reference"], "name": person_name(instance, "owner")},
            "department": named_department(instance),
            "initiative": instance["origin"],
        }
        return super().to_representation(row)


def named_department(row: dict[str, Any]) -> dict[str, str]:
    return {"reference": row["department__reference"], "name": in_language(row, "department__name")}


class ValueServiceViewSet(PortalViewSet):
    """New value-added services, launched and used: what the company counts."""

    filterset = ServiceFilters
    orderings = ORDERINGS
    serializer_class = ValueServiceRow

    def get_queryset(self) -> Any:
        return ValueService.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        found = service_for(self.request.user, reference or self.reference)
        fields = (
            *("reference", "name", "serves", "for_whom", "state", "launched_on", "confirmed_at", "still_used_on"),
            *("retired_on", "text", "check_on", "external_id", "version"),
        )
        data = {name: getattr(found, name) for name in fields} | {
            "department": unit(found.department),
            "owner": person_shown(found.owner),
            "initiative": found.origin,
            "confirmed_by": person_shown(found.confirmed_by) if found.confirmed_by else None,
            "evidence": evidence_of(found),
        }
        return Response(ValueServiceShown(data).data, status=status, headers={"ETag": etag(found.version)})

    def _step(self, verb: Any, **values: Any) -> Response:
        verb(reference=self.reference, **values, **self._who(), expected_version=self.expected_version())
        return self._shown()

    @extend_schema(operation_id="services_list", responses=ValueServiceRow(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(
            self.get_queryset().annotate(**PLACE, **origin(request.user)).values(*ROW), ValueServiceRows
        )

    @extend_schema(operation_id="services_create", request=ValueServiceBody, responses={201: ValueServiceShown})
    def create(self, request: Request) -> Response:
        made = launching.service_plan(**self.body(ValueServiceBody), **self._who())
        return self._shown(201, made.reference)

    @extend_schema(operation_id="services_retrieve", responses=ValueServiceShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="services_update", request=ValueServicePatch, responses=ValueServiceShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._step(launching.service_edit, changes=self.body(ValueServicePatch))

    @extend_schema(operation_id="services_launch", request=ServiceLaunchBody, responses=ValueServiceShown)
    @action(detail=True, methods=["post"])
    def launch(self, request: Request, id: str) -> Response:  # noqa: A002
        """It is in use, and what shows the first use."""
        body = self.body(ServiceLaunchBody)
        use = launching.Use(body["used_on"], body["evidence"])
        return self._step(launching.service_launch, launched_on=body["launched_on"], use=use)

    @extend_schema(operation_id="services_countersign", request=CountersignBody, responses=ValueServiceShown)
    @action(detail=True, methods=["post"])
    def countersign(self, request: Request, id: str) -> Response:  # noqa: A002
        """Another department vouches for its first use."""
        return self._step(launching.service_countersign, **self.body(CountersignBody))

    @extend_schema(operation_id="services_doubt", request=ServiceReasonBody, responses=ValueServiceShown)
    @action(detail=True, methods=["post"])
    def doubt(self, request: Request, id: str) -> Response:  # noqa: A002
        """Another department has seen no use: back to planned."""
        return self._step(launching.service_doubt, **self.body(ServiceReasonBody))

    @extend_schema(operation_id="services_still_used", request=ServiceUseBody, responses=ValueServiceShown)
    @action(detail=True, methods=["post"], url_path="still-used", url_name="still-used")
    def still_used(self, request: Request, id: str) -> Response:  # noqa: A002
        """Evidence of use 90 days after the launch or later."""
        body = self.body(ServiceUseBody)
        return self._step(launching.service_still_used, use=launching.Use(body["used_on"], body["evidence"]))

    @extend_schema(operation_id="services_retire", request=ServiceReasonBody, responses=ValueServiceShown)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._step(launching.service_retire, **self.body(ServiceReasonBody))

    @extend_schema(operation_id="services_counts", responses=AllCounts)
    @action(detail=False, methods=["get"], pagination_class=None, filterset=EmptyFilterSet)
    def counts(self, request: Request) -> Response:
        """The headline: services put into use in 30, 90 and 365 days, for the company and per department."""
        today = timezone.localdate()
        rows = [row | {"department": named_department(row)} for row in counted_by_department(today)]
        return Response(AllCounts(asdict(counted(today)) | {"departments": rows}).data)
