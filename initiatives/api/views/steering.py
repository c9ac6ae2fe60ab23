"""Risks, budget, decisions log and files of an initiative, as actions of its resource."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api import steering as s
from initiatives.api.shapes import person
from initiatives.choices.steering import EntryKind, RiskState
from initiatives.models import BudgetEntry, LogEntry, Risk
from initiatives.queries.filters import EntryFilters, RiskFilters
from initiatives.queries.initiatives import initiative_for
from initiatives.queries.steering import ENTRY_ORDERINGS, money_of
from initiatives.rules.steering import level, score
from initiatives.services import budget, decision_log, risks
from portal.core.api.parsers import GuardedJSONParser
from portal.core.keyset import Ordering
from portal.records.api.viewsets import PortalViewSet
from portal.records.queries import attached, files_of


class RiskRows(s.RiskShown):
    def to_representation(self, instance: Any) -> Any:
        names = ("reference", "text", "likelihood", "impact", "answer", "due_on", "state", "version")
        grades = (instance.likelihood, instance.impact)
        row = {name: getattr(instance, name) for name in names} | {"owner": person(instance.owner)}
        return super().to_representation(row | {"score": score(*grades), "level": level(*grades)})


class EntryRows(s.EntryShown):
    def to_representation(self, instance: Any) -> Any:
        names = ("reference", "kind", "amount", "currency", "day", "purpose", "source", "at")
        return super().to_representation(
            {name: getattr(instance, name) for name in names} | {"by": person(instance.by)}
        )


class LogRows(s.LogShown):
    def to_representation(self, instance: Any) -> Any:
        names = ("reference", "what", "why", "decided_on", "at")
        correction = getattr(instance, "correction", None)
        row = {name: getattr(instance, name) for name in names} | {
            "decided_by": person(instance.decided_by),
            "by": person(instance.by),
            "corrects": instance.corrects.reference if instance.corrects else None,
            "corrected_by": correction.reference if correction else None,
        }
        return super().to_representation(row)


class SteeringActions(PortalViewSet):
    def _at(self) -> dict[str, Any]:
        return {"reference": self.reference, "by": self.request.user, "now": timezone.now()}

    @extend_schema(operation_id="initiatives_risks_list", responses=s.RiskShown(many=True))
    @action(detail=True, methods=["get"], orderings=[Ordering("newest", ("id",))], filterset=RiskFilters)
    def risks(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return self.list_response(Risk.objects.filter(initiative=found).select_related("owner"), RiskRows)

    @extend_schema(operation_id="initiatives_risks_create", request=s.RiskBody, responses={201: s.RiskShown})
    @risks.mapping.post
    def risk_add(self, request: Request, id: str) -> Response:  # noqa: A002
        made = risks.risk_add(plan=risks.RiskPlan(**self.body(s.RiskBody)), **self._at())
        return Response(RiskRows(made).data, status=201)

    @extend_schema(operation_id="initiatives_risk_edit", request=s.RiskEditBody, responses=s.RiskShown)
    @action(detail=True, methods=["post"], url_path="risk-edit")
    def risk_edit(self, request: Request, id: str) -> Response:  # noqa: A002
        """`If-Match` takes the version of the risk."""
        body = self.body(s.RiskEditBody)
        name, version = body.pop("risk").upper(), self.expected_version()
        row = risks.risk_edit(risk=name, changes=body, expected_version=version, **self._at())
        return Response(RiskRows(row).data)

    @extend_schema(operation_id="initiatives_risk_move", request=s.RiskMoveBody, responses=s.RiskShown)
    @action(detail=True, methods=["post"], url_path="risk-move")
    def risk_move(self, request: Request, id: str) -> Response:  # noqa: A002
        """It occurred, is closed, or open again. `If-Match` takes the version of the risk."""
        body = self.body(s.RiskMoveBody)
        row = risks.risk_move(
            risk=body["risk"].upper(),
            state=RiskState(body["state"]),
            reason=body["reason"],
            expected_version=self.expected_version(),
            **self._at(),
        )
        return Response(RiskRows(row).data)

    @extend_schema(operation_id="initiatives_budget", responses=s.MoneyShown(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def budget(self, request: Request, id: str) -> Response:  # noqa: A002
        """Planned and spent, one row per currency."""
        rows = money_of(initiative_for(request.user, self.reference))
        data = [asdict(row) | {"remaining": row.remaining, "share": row.share} for row in rows]
        return Response(s.MoneyShown(data, many=True).data)

    @extend_schema(operation_id="initiatives_budget_entries_list", responses=s.EntryShown(many=True))
    @action(detail=True, methods=["get"], url_path="budget-entries", orderings=ENTRY_ORDERINGS, filterset=EntryFilters)
    def budget_entries(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        return self.list_response(BudgetEntry.objects.filter(initiative=found).select_related("by"), EntryRows)

    @extend_schema(operation_id="initiatives_budget_entries_create", request=s.EntryBody, responses={201: s.EntryShown})
    @budget_entries.mapping.post
    def budget_add(self, request: Request, id: str) -> Response:  # noqa: A002
        body = self.body(s.EntryBody)
        body["kind"] = EntryKind(body["kind"])
        made = budget.budget_add(entry=budget.Amount(**body), **self._at())
        return Response(EntryRows(made).data, status=201)

    @extend_schema(operation_id="initiatives_decisions_list", responses=s.LogShown(many=True))
    @action(
        detail=True,
        methods=["get"],
        orderings=[Ordering("newest", ("decided_on", "id"))],
        filterset=PortalViewSet.filterset,
    )
    def decisions(self, request: Request, id: str) -> Response:  # noqa: A002
        found = initiative_for(request.user, self.reference)
        rows = LogEntry.objects.filter(initiative=found)
        return self.list_response(rows.select_related("decided_by", "by", "corrects", "correction"), LogRows)

    @extend_schema(operation_id="initiatives_decisions_create", request=s.LogBody, responses={201: s.LogShown})
    @decisions.mapping.post
    def decision_log(self, request: Request, id: str) -> Response:  # noqa: A002
        made = decision_log.decision_log(decided=decision_log.Decided(**self.body(s.LogBody)), **self._at())
        return Response(LogRows(made).data, status=201)

    @extend_schema(operation_id="initiatives_decision_correct", request=s.LogCorrectBody, responses={201: s.LogShown})
    @action(detail=True, methods=["post"], url_path="decision-correct")
    def decision_correct(self, request: Request, id: str) -> Response:  # noqa: A002
        """Another entry in the place of one, which stays as it is."""
        body = self.body(s.LogCorrectBody)
        entry = body.pop("entry").upper()
        made = decision_log.decision_correct(entry=entry, decided=decision_log.Decided(**body), **self._at())
        return Response(LogRows(made).data, status=201)

    @extend_schema(operation_id="initiatives_files_list", responses=s.StoredFileShown(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, parser_classes=[GuardedJSONParser, MultiPartParser])
    def files(self, request: Request, id: str) -> Response:  # noqa: A002
        """The initiative's own files; each is fetched at `/files/{id}/`."""
        found = initiative_for(request.user, self.reference)
        return Response(s.StoredFileShown(attached(files_of(found, internal=False)), many=True).data)

    @extend_schema(
        operation_id="initiatives_files_create",
        request={"multipart/form-data": s.FilesBody},
        responses={201: s.StoredFileShown(many=True)},
    )
    @files.mapping.post
    def files_add(self, request: Request, id: str) -> Response:  # noqa: A002
        """As multipart/form-data with any number of `files`."""
        made = decision_log.files_add(uploads=request.FILES.getlist("files"), **self._at())
        return Response(s.StoredFileShown(made, many=True).data, status=201)
