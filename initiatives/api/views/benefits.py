"""The resource `benefits`: what initiatives are to bring, and what they brought."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import benefits as s
from initiatives.api.serializers import ReadingBody, ReadingShown
from initiatives.api.shapes import person, unit
from initiatives.choices import BenefitState
from initiatives.models import Reading, Target
from initiatives.queries.benefits import ORDERINGS, ROW, benefit_for, benefits_of, computed_forecast, shown, sums_of
from initiatives.queries.filters import BenefitFilters
from initiatives.rules import better_of
from initiatives.services import benefits as verbs
from initiatives.services.importing.readings import readings_import
from initiatives.services.tracking import Value
from portal.core.api.parsers import BatchParser
from portal.core.api.views import etag
from portal.core.filters import EmptyFilterSet, PortalFilterSet
from portal.core.keyset import Ordering
from portal.core.names import in_language
from portal.records.api.viewsets import PortalViewSet


class BenefitRows(s.BenefitRow):
    def to_representation(self, instance: Any) -> Any:
        row = shown(instance)
        row |= {
            "owner": {"reference": row["owner_reference"], "name": row["owner_name"]},
            "department": {
                "reference": row["initiative__department__reference"],
                "name": in_language(row, "initiative__department__name"),
            },
            "initiative": row["initiative__reference"],
            "counted_in": row["counted_in__reference"],
            "realised_value": row["proof__value"],
        }
        return super().to_representation(row)


class BenefitViewSet(PortalViewSet):
    """What initiatives are to bring, with readings, forecasts and what is realised."""

    filterset: type[PortalFilterSet] = BenefitFilters
    orderings = ORDERINGS
    serializer_class = s.BenefitRow

    def get_queryset(self) -> Any:
        return Target.objects.visible_to(self.request.user)

    def _who(self) -> dict[str, Any]:
        return {"by": self.request.user, "now": timezone.now()}

    def _shown(self, status: int = 200, reference: str = "") -> Response:
        found = benefit_for(self.request.user, reference or self.reference)
        names = (
            *("reference", "metric", "unit", "better", "baseline", "target_value", "due", "value", "as_of"),
            *("forecast", "forecast_note", "forecast_at", "realised_on", "version"),
        )
        data = {name: getattr(found, name) for name in names} | {
            "state": BenefitState.REALISED if found.realised_on else BenefitState.OPEN,
            "computed_forecast": computed_forecast(found),
            "owner": person(verbs.benefit_owner(found)),
            "department": unit(found.initiative.department),
            "initiative": found.initiative.reference,
            "counted_in": found.counted_in.reference if found.counted_in else None,
            "realised_value": found.proof.value if found.proof else None,
            "proof": found.proof,
        }
        return Response(s.BenefitShown(data).data, status=status, headers={"ETag": etag(found.version)})

    def _step(self, verb: Any, **values: Any) -> Response:
        verb(reference=self.reference, **values, **self._who(), expected_version=self.expected_version())
        return self._shown()

    @extend_schema(operation_id="benefits_list", responses=s.BenefitRow(many=True))
    def list(self, request: Request) -> Response:
        return self.list_response(benefits_of(request.user).values(*ROW), BenefitRows)

    @extend_schema(operation_id="benefits_create", request=s.BenefitBody, responses={201: s.BenefitShown})
    def create(self, request: Request) -> Response:
        body = self.body(s.BenefitBody)
        parent = body.pop("initiative").upper()
        body.setdefault("better", better_of(body["baseline"], body["target_value"]))
        made = verbs.benefit_add(initiative=parent, plan=verbs.BenefitPlan(**body), **self._who())
        return self._shown(201, made.reference)

    @extend_schema(operation_id="benefits_retrieve", responses=s.BenefitShown)
    def retrieve(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._shown()

    @extend_schema(operation_id="benefits_update", request=s.BenefitPatch, responses=s.BenefitShown)
    def partial_update(self, request: Request, id: str) -> Response:  # noqa: A002
        return self._step(verbs.benefit_edit, changes=self.body(s.BenefitPatch))

    @extend_schema(operation_id="benefits_readings_list", responses=ReadingShown(many=True))
    @action(detail=True, methods=["get"], orderings=[Ordering("newest", ("as_of", "id"))], filterset=EmptyFilterSet)
    def readings(self, request: Request, id: str) -> Response:  # noqa: A002
        found = benefit_for(request.user, self.reference)
        return self.list_response(Reading.objects.filter(target=found), ReadingShown)

    @extend_schema(operation_id="benefits_readings_create", request=ReadingBody, responses={201: ReadingShown})
    @readings.mapping.post
    def read(self, request: Request, id: str) -> Response:  # noqa: A002
        made = verbs.benefit_read(reference=self.reference, reading=Value(**self.body(ReadingBody)), **self._who())
        return Response(ReadingShown(made).data, status=201)

    @extend_schema(operation_id="benefits_readings_batch", request=s.ReadingsShape, responses={200: s.ReadingsTaken})
    @action(detail=False, methods=["post"], url_path="readings", url_name="reading-batch", parser_classes=[BatchParser])
    def reading_batch(self, request: Request) -> Response:
        """Up to 10,000 readings of any benefits, all or nothing; what was sent before stays as it is."""
        taken = readings_import(readings=self.body(s.ReadingsBody)["readings"], **self._who())
        return Response(s.ReadingsTaken(taken).data)

    @extend_schema(operation_id="benefits_forecast", request=s.ForecastBody, responses=s.BenefitShown)
    @action(detail=True, methods=["post"])
    def forecast(self, request: Request, id: str) -> Response:  # noqa: A002
        """What the owner expects on its date, and why."""
        return self._step(verbs.benefit_forecast, **self.body(s.ForecastBody))

    @extend_schema(operation_id="benefits_realise", request=s.RealiseBody, responses=s.BenefitShown)
    @action(detail=True, methods=["post"])
    def realise(self, request: Request, id: str) -> Response:  # noqa: A002
        """Proved by its newest reading, or by that of the day `as_of`."""
        return self._step(verbs.benefit_realise, **self.body(s.RealiseBody))

    @extend_schema(operation_id="benefits_take_back", request=s.TakeBackBody, responses=s.BenefitShown)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, id: str) -> Response:  # noqa: A002
        """It isn't realised after all."""
        return self._step(verbs.benefit_take_back, **self.body(s.TakeBackBody))

    @extend_schema(operation_id="benefits_sums", responses=s.SumShown(many=True))
    @action(detail=False, methods=["get"], pagination_class=None, filterset=BenefitFilters)
    def sums(self, request: Request) -> Response:
        """Changes in the better direction, one sum per unit, over the filtered benefits."""
        rows = self.filtered(benefits_of(request.user))
        return Response(s.SumShown([asdict(row) for row in sums_of(rows)], many=True).data)
