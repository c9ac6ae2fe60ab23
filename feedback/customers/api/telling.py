"""New value-added services that a contact is about, as actions of the resource `contacts`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.customers import services
from feedback.customers.models import WORDS_MAX
from feedback.customers.queries.telling import services_told
from portal.core.api.serializers import Answer, StrictSerializer
from portal.records.api.viewsets import PortalViewSet


class ServiceToldBody(StrictSerializer):
    service = serializers.CharField(max_length=12, help_text="Reference of a launched new value-added service.")
    words = serializers.CharField(
        max_length=WORDS_MAX, required=False, default="", allow_blank=True, help_text="Every colleague reads them."
    )


class ServiceTakenBackBody(StrictSerializer):
    service = serializers.CharField(max_length=12)


class ServiceToldShown(Answer):
    service = serializers.CharField(source="service.reference")
    name = serializers.CharField(source="service.name")
    words = serializers.CharField()


class TellingActions:
    """Joined to the viewset of contacts."""

    @extend_schema(operation_id="contacts_services", responses=ServiceToldShown(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filterset=PortalViewSet.filterset)
    def services(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """New services that the contact is about, with the words that are shown."""
        return self._told()

    @extend_schema(
        operation_id="contacts_services_add", request=ServiceToldBody, responses={201: ServiceToldShown(many=True)}
    )
    @services.mapping.post
    def services_add(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """The customer spoke of this service."""
        body = self.body(ServiceToldBody) | {"by": request.user, "now": timezone.now()}
        services.contact_service_add(contact=self.reference, **body | {"service": body["service"].upper()})
        return self._told(201)

    @extend_schema(
        operation_id="contacts_services_remove", request=ServiceTakenBackBody, responses=ServiceToldShown(many=True)
    )
    @action(detail=True, methods=["post"], url_path="services/remove", url_name="services-remove")
    def services_remove(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """It isn't about it; its words are shown no more."""
        service, by = self.body(ServiceTakenBackBody)["service"].upper(), request.user
        services.contact_service_remove(contact=self.reference, service=service, by=by, now=timezone.now())  # type: ignore[arg-type]
        return self._told()

    def _told(self: Any, status: int = 200) -> Response:
        rows = services_told(self.request.user, self.reference)
        return Response(ServiceToldShown(rows, many=True).data, status=status)
