"""Contacts, customers, sources and service lines over REST."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from feedback.customers import services
from feedback.customers.api import serializers as shape
from feedback.customers.api.telling import TellingActions
from feedback.customers.filters import ContactFilterSet, CustomerFilterSet
from feedback.customers.models import Contact, Identity, ServiceLine, Source
from feedback.customers.queries.report import contact_figures, first_of_months
from feedback.customers.queries.rows import CONTACT_VALUES, IDENTITY_VALUES, personal, shown_contacts, shown_customers
from portal.core.api.parsers import BatchParser
from portal.core.api.views import etag
from portal.core.errors import Malformed, NotFound
from portal.core.keyset import Columns, Ordering
from portal.people.access import get_visible
from portal.records.api.viewsets import PortalViewSet

MOST_MONTHS = 36


class ContactViewSet(TellingActions, PortalViewSet):
    orderings = [
        Ordering("latest", ("offered_at", "id")),
        Ordering("oldest", ("offered_at", "id"), descending=False),
    ]
    filterset = ContactFilterSet
    serializer_class = shape.ContactSerializer

    def get_queryset(self) -> Any:
        return shown_contacts(self.request.user)

    @extend_schema(responses=shape.ContactSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Contacts that you may see, the latest first."""
        return self.list_response(
            Contact.objects.visible_to(request.user),
            shape.ContactSerializer,
            Columns(CONTACT_VALUES, personal(request.user, Contact)),
        )

    @extend_schema(responses=shape.ContactSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One contact with its part of the agent's time."""
        values = self.get_queryset().filter(reference=self.reference).values(*CONTACT_VALUES).first()
        if values is None:
            raise NotFound()
        return Response(shape.ContactSerializer(values).data)

    @extend_schema(request=shape.BatchShape, responses={200: shape.ImportedSerializer})
    @action(detail=False, methods=["post"], parser_classes=[BatchParser])
    def batch(self, request: Request) -> Response:
        """Up to 10,000 contacts, all or nothing; what was sent before is brought up to date or stays as it is."""
        by: Any = request.user
        rows = self.body(shape.BatchBody)["contacts"]
        imported = services.contacts_import(contacts=rows, by=by, now=timezone.now())
        return Response(shape.ImportedSerializer(imported).data)

    @extend_schema(
        parameters=[OpenApiParameter("months", int, description="So many, this one included; 6 unless told.")],
        responses=shape.FiguresSerializer(many=True),
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def report(self, request: Request) -> Response:
        """Answer rate, handling time, first-contact resolution, compliments and complaints by month and department."""
        now = timezone.now()
        rows = Contact.objects.visible_to(request.user)
        found = contact_figures(rows, since=first_of_months(now, _months(request)), now=now)
        return Response(shape.FiguresSerializer(found, many=True).data)


def _months(request: Request) -> int:
    text = request.query_params.get("months", "6")
    if not (text.isascii() and text.isdigit() and len(text) < 3 and 1 <= int(text) <= MOST_MONTHS):
        message = _("A number from 1 to %(max)s.") % {"max": MOST_MONTHS}
        raise Malformed("bad_filter", message, errors={"months": [message]})
    return int(text)


class CustomerViewSet(PortalViewSet):
    orderings = [
        Ordering("newest", ("created_at", "id")),
        Ordering("oldest", ("created_at", "id"), descending=False),
    ]
    filterset = CustomerFilterSet
    serializer_class = shape.CustomerSerializer

    def get_queryset(self) -> Any:
        return shown_customers(self.request.user)

    @extend_schema(responses=shape.CustomerSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Customers as their sources know them, the newest first."""
        return self.list_response(
            Identity.objects.visible_to(request.user),
            shape.CustomerSerializer,
            Columns(IDENTITY_VALUES, personal(request.user, Identity)),
        )

    @extend_schema(responses=shape.CustomerSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One customer as one source knows them."""
        return self._shown(self.reference)

    @extend_schema(request=shape.CustomerBody, responses={201: shape.CustomerSerializer, 200: shape.CustomerSerializer})
    def create(self, request: Request) -> Response:
        """Write a customer down; with a known source and number, bring that one to this body (200)."""
        by: Any = request.user
        identity, new = services.customer_save(by=by, now=timezone.now(), **self.body(shape.CustomerBody))
        return self._shown(identity.reference, 201 if new else 200)

    def _shown(self, reference: str, status: int = 200) -> Response:
        values = self.get_queryset().filter(reference=reference).values(*IDENTITY_VALUES).first()
        if values is None:
            raise NotFound()
        data = shape.CustomerSerializer(values).data
        return Response(data, status=status, headers={"ETag": etag(values["version"])})


class SourceViewSet(PortalViewSet):
    orderings = [Ordering("code", ("code", "id"), descending=False)]
    serializer_class = shape.SourceSerializer

    def get_queryset(self) -> Any:
        return Source.objects.visible_to(self.request.user)

    @extend_schema(responses=shape.SourceSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The systems that customers' records come from."""
        return self.list_response(self.get_queryset(), shape.SourceSerializer)

    @extend_schema(responses=shape.SourceSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One system that records come from."""
        return _source(get_visible(Source, request.user, self.reference))

    @extend_schema(request=shape.SourceBody, responses={201: shape.SourceSerializer, 200: shape.SourceSerializer})
    def create(self, request: Request) -> Response:
        """Add a source; with a known code, bring that one to this body (200)."""
        by: Any = request.user
        body, now = self.body(shape.SourceBody), timezone.now()
        source, added = services.source_upsert(by=by, now=now, version=self.expected_version(), **body)
        return _source(source, 201 if added else 200)

    @extend_schema(request=shape.SourceChanges, responses=shape.SourceSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change the names of a source; its code stays."""
        by: Any = request.user
        body = self.body(shape.SourceChanges)
        version = self.expected_version()
        return _source(
            services.source_edit(reference=self.reference, by=by, now=timezone.now(), version=version, **body)
        )


def _source(source: Source, status: int = 200) -> Response:
    return Response(shape.SourceSerializer(source).data, status=status, headers={"ETag": etag(source.version)})


class ServiceLineViewSet(PortalViewSet):
    orderings = [Ordering("name", ("name_en", "id"), descending=False), Ordering("newest", ("id",))]
    serializer_class = shape.LineSerializer

    def get_queryset(self) -> Any:
        rows = ServiceLine.objects.visible_to(self.request.user)
        return rows.select_related("department", "calendar").prefetch_related("numbers")

    @extend_schema(responses=shape.LineSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Service lines with their numbers and hours."""
        return self.list_response(self.get_queryset(), shape.LineSerializer)

    @extend_schema(responses=shape.LineSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        """One service line with its numbers and hours."""
        return _line(get_visible(ServiceLine, request.user, self.reference))

    @extend_schema(request=shape.LineBody, responses={201: shape.LineSerializer})
    def create(self, request: Request) -> Response:
        """Join hotline numbers into one line; contacts by these numbers join too."""
        by: Any = request.user
        return _line(services.line_create(by=by, now=timezone.now(), **self.body(shape.LineBody)), 201)

    @extend_schema(request=shape.LineChanges, responses=shape.LineSerializer)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        """Change a line; other hours count for contacts that come in from now on."""
        by: Any = request.user
        body = self.body(shape.LineChanges)
        version = self.expected_version()
        return _line(services.line_edit(reference=self.reference, by=by, now=timezone.now(), version=version, **body))


def _line(line: ServiceLine, status: int = 200) -> Response:
    return Response(shape.LineSerializer(line).data, status=status, headers={"ETag": etag(line.version)})
