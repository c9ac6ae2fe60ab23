"""The form of a service over REST."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers.service_forms import FormBody, FormFieldSerializer
from feedback.tickets.models import CatalogueService
from feedback.tickets.queries.forms import form_now
from portal.core.api.views import etag
from portal.people.access import get_visible


class FormActions:
    """Mixed into the catalogue's viewset."""

    @extend_schema(methods=["GET"], responses=FormFieldSerializer(many=True))
    @extend_schema(methods=["POST"], request=FormBody, responses={200: FormFieldSerializer(many=True)})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def form(self: Any, request: Request, id: str) -> Response:  # noqa: A002
        """What it asks of whoever opens a ticket. POST replaces it; answers that stand on tickets stay as they are."""
        by: Any = request.user
        service: CatalogueService = get_visible(CatalogueService, by, self.reference)
        if request.method == "POST":
            service = services.service_set_form(
                reference=self.reference,
                by=by,
                now=timezone.now(),
                version=self.expected_version(),
                **self.body(FormBody),
            )
        data = FormFieldSerializer(form_now(service.reference).fields, many=True).data
        return Response(data, headers={"ETag": etag(service.version)})
