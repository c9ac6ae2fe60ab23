"""Saved views over REST."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.serializers import Answer, Empty, StrictSerializer
from portal.core.filters import PortalFilterSet
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet
from portal.records.models import SavedView
from portal.records.saved_views import view_change, view_delete, view_for, view_save, views_for

QUERY_HELP = "Filters and order as in the address of the list's page."


class SavedViewFilter(PortalFilterSet):
    list = django_filters.CharFilter(field_name="list_name", max_length=60)
    shared = django_filters.BooleanFilter()

    class Meta:
        model = SavedView
        fields: tuple[str, ...] = ()


class SavedViewSerializer(Answer):
    id = serializers.CharField(source="reference")
    list = serializers.CharField(source="list_name")
    name = serializers.CharField()
    query = serializers.CharField(help_text=QUERY_HELP)
    shared = serializers.BooleanField()
    opens = serializers.BooleanField(help_text="Its owner's list opens with it.")
    owner = serializers.CharField(source="owner.reference")


class SavedViewBody(StrictSerializer):
    list = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True, help_text=QUERY_HELP)
    shared = serializers.BooleanField(required=False, default=False)


class SavedViewChanges(StrictSerializer):
    """Only what is named changes."""

    name = serializers.CharField(max_length=60, required=False)
    query = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text=QUERY_HELP)
    shared = serializers.BooleanField(required=False)
    opens = serializers.BooleanField(required=False)


class SavedViewViewSet(PortalViewSet):
    """One's own views and those that others share. A view holds an address: whoever opens it sees what they may see."""

    filterset = SavedViewFilter
    orderings = [Ordering("name", ("name", "id"), descending=False), Ordering("newest", ("id",))]
    serializer_class = SavedViewSerializer

    def get_queryset(self) -> Any:
        return views_for(self.request.user).select_related("owner")

    @extend_schema(responses=SavedViewSerializer(many=True))
    def list(self, request: Request) -> Response:
        """By name; `list=tickets` for those of one list."""
        return self.list_response(self.get_queryset(), SavedViewSerializer)

    @extend_schema(responses=SavedViewSerializer)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return Response(SavedViewSerializer(view_for(request.user, self.reference)).data)

    @extend_schema(request=SavedViewBody, responses={201: SavedViewSerializer})
    def create(self, request: Request) -> Response:
        """Save one; the same name for the same list replaces what it held."""
        body = self.body(SavedViewBody)
        view = view_save(by=request.user, list_name=body.pop("list"), **body)
        return Response(SavedViewSerializer(view).data, status=201)

    @extend_schema(request=SavedViewChanges, responses=SavedViewSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, id: str) -> Response:  # noqa: A002
        """Rename it, share it, let the list open with it."""
        view = view_change(by=request.user, reference=self.reference, **self.body(SavedViewChanges))
        return Response(SavedViewSerializer(view).data)

    @extend_schema(request=Empty, responses={204: None})
    @action(detail=True, methods=["post"], url_path="delete", url_name="delete")
    def remove(self, request: Request, id: str) -> Response:  # noqa: A002
        """Take it away, also from those with whom it was shared."""
        self.body(Empty)
        view_delete(by=request.user, reference=self.reference)
        return Response(status=204)
