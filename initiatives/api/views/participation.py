"""Who takes part, by the parts of the company: an action of the resource `ideas`."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.fields import DepartmentShown
from initiatives.models import Idea
from initiatives.queries.participation import MEASURES, Table, participation_table
from portal.core.api.serializers import Answer
from portal.records.api.viewsets import PortalViewSet


class PartShown(Answer):
    id = serializers.CharField(help_text="Reference of its first department.")
    name = serializers.CharField()
    departments = DepartmentShown(many=True)


class ShareShown(Answer):
    from_percent = serializers.IntegerField()
    to_percent = serializers.IntegerField()


class ParticipationRow(Answer):
    month = serializers.DateField(help_text="Its first day.")
    part = PartShown(allow_null=True, help_text="Empty: the whole company.")
    people = serializers.IntegerField(help_text="Colleagues when the month was counted.")
    ideas = serializers.IntegerField(
        allow_null=True, help_text="Of authors with their name; of the company all. Null: fewer than five people."
    )
    submitted = ShareShown(allow_null=True, help_text="Share of colleagues, as a step.")
    voted = ShareShown(allow_null=True)
    commented = ShareShown(allow_null=True)


class ParticipationShown(Answer):
    rows = ParticipationRow(many=True)


class ParticipationActions:
    """Joined to the viewset of ideas."""

    @extend_schema(operation_id="ideas_participation", responses=ParticipationShown, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filterset=PortalViewSet.filterset)
    def participation(self: Any, request: Request) -> Response:
        """The last twelve months that are over, as they were counted; the same for every reader."""
        self.filterset.apply(
            data=request.query_params, queryset=Idea.objects.none(), request=request, known=frozenset(), strict=True
        )
        return Response(ParticipationShown({"rows": list(_rows(participation_table()))}).data)


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for month in reversed(table.months):
        for line in table.lines:
            if month in line.cells:
                cell = line.cells[month]
                part = {"id": line.reference, "name": line.name, "departments": line.departments}
                shares = {name: _share(cell.shares[name]) for name in MEASURES}
                named = part if line.reference else None
                yield {"month": month, "part": named, "people": cell.people, "ideas": cell.ideas} | shares


def _share(share: tuple[int, int] | None) -> dict[str, int] | None:
    return None if share is None else {"from_percent": share[0], "to_percent": share[1]}
