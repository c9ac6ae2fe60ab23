"""Whom we serve over REST."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.shared import RefSerializer, columns_of, ref_in
from feedback.tickets.models import Purpose
from feedback.tickets.models.purpose import TEXT_MAX
from portal.core.api.serializers import Answer, Empty, StrictSerializer
from portal.core.api.views import etag
from portal.core.keyset import Columns, Ordering
from portal.records.api.viewsets import PortalViewSet

VALUES = ("id", "reference", "version", *Purpose.TEXTS, *columns_of("department"), *columns_of("service"))


class PurposeBody(StrictSerializer):
    """Of a department, or of one service in it; a second time it is changed."""

    department = serializers.CharField(max_length=12)
    service = serializers.CharField(max_length=12, required=False, default="", allow_blank=True)
    whom_en = serializers.CharField(max_length=TEXT_MAX)
    whom_zh = serializers.CharField(max_length=TEXT_MAX)
    need_en = serializers.CharField(max_length=TEXT_MAX)
    need_zh = serializers.CharField(max_length=TEXT_MAX)
    value_en = serializers.CharField(max_length=TEXT_MAX)
    value_zh = serializers.CharField(max_length=TEXT_MAX)


class PurposeSerializer(Answer):
    id = serializers.CharField()
    department = RefSerializer()
    service = RefSerializer(allow_null=True)
    whom_en = serializers.CharField()
    whom_zh = serializers.CharField()
    need_en = serializers.CharField()
    need_zh = serializers.CharField()
    value_en = serializers.CharField()
    value_zh = serializers.CharField()
    version = serializers.IntegerField()

    def to_representation(self, instance: Mapping[str, Any]) -> Any:
        links = {name: ref_in(instance, name) for name in ("department", "service")}
        return super().to_representation({**instance, **links, "id": instance["reference"]})


class PurposeViewSet(PortalViewSet):
    orderings = [Ordering("oldest", ("id",), descending=False)]
    serializer_class = PurposeSerializer

    def get_queryset(self) -> Any:
        return Purpose.objects.visible_to(self.request.user)

    @extend_schema(responses=PurposeSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Whom departments serve, what these need and value, as the heads word it."""
        return self.list_response(self.get_queryset(), PurposeSerializer, Columns(VALUES))

    @extend_schema(request=PurposeBody, responses={200: PurposeSerializer})
    def create(self, request: Request) -> Response:
        """Word it for a department or one of its services."""
        by: Any = request.user
        version = self.expected_version()
        purpose = services.purpose_set(by=by, now=timezone.now(), version=version, **self.body(PurposeBody))
        return _shown(purpose)

    @extend_schema(request=Empty, responses=PurposeSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, id: str) -> Response:  # noqa: A002
        """Read: don't show this version to me again."""
        self.body(Empty)
        by: Any = request.user
        purpose = services.purpose_dismiss(reference=self.reference, by=by, now=timezone.now())
        return _shown(purpose)


def _shown(purpose: Purpose) -> Response:
    values = Purpose.objects.filter(pk=purpose.pk).values(*VALUES).get()
    return Response(PurposeSerializer(values).data, headers={"ETag": etag(values["version"])})
