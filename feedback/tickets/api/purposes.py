"""Whom we serve over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.shared import RefSerializer, ref
from feedback.tickets.models import Purpose
from feedback.tickets.models.purpose import TEXT_MAX
from portal.core.api.serializers import Answer, Empty, StrictSerializer
from portal.core.api.views import etag
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet


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

    def to_representation(self, instance: Purpose) -> Any:
        values: dict[str, Any] = {name: getattr(instance, name) for name in (*Purpose.TEXTS, "version")}
        links = {"department": ref(instance.department), "service": ref(instance.service)}
        return super().to_representation(values | links | {"id": instance.reference})


class PurposeViewSet(PortalViewSet):
    orderings = [Ordering("oldest", ("id",), descending=False)]
    serializer_class = PurposeSerializer

    def get_queryset(self) -> Any:
        return Purpose.objects.visible_to(self.request.user).select_related("department", "service")

    @extend_schema(responses=PurposeSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Whom departments serve, what these need and value, as the heads word it."""
        return self.list_response(self.get_queryset(), PurposeSerializer)

    @extend_schema(request=PurposeBody, responses={200: PurposeSerializer})
    def create(self, request: Request) -> Response:
        """Word it for a department or one of its services."""
        by: Any = request.user
        version = self.expected_version()
        purpose = services.purpose_set(by=by, now=timezone.now(), version=version, **self.body(PurposeBody))
        return Response(PurposeSerializer(purpose).data, headers={"ETag": etag(purpose.version)})

    @extend_schema(request=Empty, responses=PurposeSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, id: str) -> Response:  # noqa: A002
        """Read: don't show this version to me again."""
        self.body(Empty)
        by: Any = request.user
        purpose = services.purpose_dismiss(reference=self.reference, by=by, now=timezone.now())
        return Response(PurposeSerializer(purpose).data)
