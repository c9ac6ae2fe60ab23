"""The OpenAPI document: standard answers, headers and a curl line are added to every operation in one place."""

import datetime as dt
from typing import Any

import django_filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from portal.core.api.serializers import ProblemSerializer

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text up to 100 characters. The same key and body give the same answer again for 24 hours.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag you have read; an older one is refused with 412."
)


def filters_of(view: Any) -> list[OpenApiParameter]:
    """The filters of a list, as its FilterSet has them."""
    filterset = getattr(view, "filterset", None)
    return [_parameter(name, row) for name, row in (filterset.base_filters if filterset else {}).items()]


def _parameter(name: str, row: Any) -> OpenApiParameter:
    choices = getattr(row.extra.get("choices"), "choices", row.extra.get("choices"))
    # Choices that depend on the day or the reader are no part of the contract.
    values = [str(value) for value, _label in choices] if isinstance(choices, list | tuple) else None
    kinds: list[tuple[Any, Any]] = [(django_filters.BooleanFilter, bool), (django_filters.DateFilter, dt.date)]
    kind = next((kind for filter_class, kind in kinds if isinstance(row, filter_class)), str)
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=str(row.label or ""), enum=values)


class PortalSchema(AutoSchema):
    def get_operation_id(self) -> str:
        """`tickets_take` and `tickets_update`: an action is named by its path, a partial update is the only one."""
        name = super().get_operation_id().replace("_partial_update", "_update")
        is_action = self.method == "POST" and getattr(self.view, "action", "create") != "create"
        return name.removesuffix("_create") if is_action else name

    def get_override_parameters(self) -> list[Any]:
        if self.method == "POST":
            return [IDEMPOTENCY_KEY, IF_MATCH]
        if self.method == "GET":
            return filters_of(self.view) if self._is_list_view() else []
        return [IF_MATCH]

    def get_description(self) -> str:  # type: ignore[override]
        return f"{super().get_description()}\n\n```\n{self._curl()}\n```".strip()

    def _curl(self) -> str:
        body = " -H 'Content-Type: application/json' -d '{…}'" if self.method in ("POST", "PATCH", "PUT") else ""
        method = "" if self.method == "GET" else f" -X {self.method}"
        return f"curl{method} -H 'Authorization: Token …'{body} http://localhost:8000{self.path}"

    def get_response_serializers(self) -> Any:
        found: Any = super().get_response_serializers()
        if not isinstance(found, dict):
            status = {"POST": 201, "DELETE": 204}.get(self.method, 200) if self._is_create() else self._success()
            found = {status: found}
        problems: dict[Any, Any] = {(code, "application/problem+json"): ProblemSerializer for code in self._problems()}
        return found | problems

    def _is_create(self) -> bool:
        return getattr(self.view, "action", "") == "create"

    def _success(self) -> int:
        return 204 if self.method == "DELETE" else 200

    def _problems(self) -> list[int]:
        codes = [400, 401, 403, 404, 429]
        return codes if self.method == "GET" else [*codes, 409, 412, 422]
