"""One-button resolutions over REST; a button is pressed at `/tickets/{id}/settle/`."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.tickets import services
from feedback.tickets.api.serializers import one_button as shape
from feedback.tickets.filters import OneButtonFilterSet
from feedback.tickets.models import OneButton
from portal.core.api.views import etag
from portal.core.keyset import Columns, Ordering
from portal.people.access import get_visible
from portal.records.api.viewsets import PortalViewSet

Detail = shape.OneButtonSerializer


class OneButtonViewSet(PortalViewSet):
    orderings = [Ordering("oldest", ("id",), descending=False), Ordering("newest", ("id",))]
    filterset = OneButtonFilterSet
    serializer_class = Detail

    def get_queryset(self) -> Any:
        return OneButton.objects.visible_to(self.request.user)

    @extend_schema(responses=Detail(many=True))
    def list(self, request: Request) -> Response:
        """What serving departments have authorised in advance."""
        return self.list_response(self.get_queryset(), Detail, Columns(Detail.VALUES))

    @extend_schema(responses=Detail)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return _shown(get_visible(OneButton, request.user, self.reference))

    @extend_schema(request=shape.OneButtonBody, responses={201: Detail})
    def create(self, request: Request) -> Response:
        """Prepare one for a service; it is offered once the service has `front_solves`."""
        by: Any = request.user
        return _shown(services.button_create(by=by, now=timezone.now(), **self.body(shape.OneButtonBody)), 201)

    @extend_schema(request=shape.OneButtonChanges, responses=Detail)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change it; what was pressed before stays as it was."""
        by: Any = request.user
        body = self.body(shape.OneButtonChanges)
        version = self.expected_version()
        return _shown(
            services.button_edit(reference=self.reference, by=by, now=timezone.now(), version=version, **body)
        )


def _shown(button: OneButton, status: int = 200) -> Response:
    values = OneButton.objects.filter(pk=button.pk).values(*Detail.VALUES).get()
    return Response(Detail(values).data, status=status, headers={"ETag": etag(values["version"])})
