"""Cursor paging of REST lists: `results`, `next`, `previous`."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from portal.core.errors import Malformed
from portal.core.keyset import Columns, Ordering, Page, page_of

MAX_SIZE = 200
NEWEST = Ordering("newest", ("id",))


class KeysetPagination(BasePagination):
    """Reads `cursor`, `page_size` (1 to 200) and `ordering`; the view names its orderings, first is default."""

    page_size = 50

    def paginate_queryset(
        self, queryset: Any, request: Any, view: Any = None, columns: Columns | None = None
    ) -> list[Any]:
        self.request = request
        ordering, size = self._ordering(request, view), self._size(request)
        self.page: Page = page_of(queryset, ordering, size, request.query_params.get("cursor", ""), columns)
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._url(self.page.next), "previous": self._url(self.page.previous)})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [ordering.name for ordering in orderings_of(view)]
        return [
            _parameter("cursor", {"type": "string"}, "Where to go on; taken from `next` or `previous`."),
            _parameter("page_size", {"type": "integer", "minimum": 1, "maximum": MAX_SIZE}, "Rows a page."),
            _parameter("ordering", {"type": "string", "enum": names}, f"Default: {names[0]}."),
        ]

    def _ordering(self, request: Any, view: Any) -> Ordering:
        known = {ordering.name: ordering for ordering in orderings_of(view)}
        name = request.query_params.get("ordering", next(iter(known)))
        if name not in known:
            text = _("Known orderings: %(names)s.") % {"names": ", ".join(known)}
            raise Malformed("bad_ordering", text, errors={"ordering": [text]})
        return known[name]

    def _size(self, request: Any) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MAX_SIZE):
            message = _("A number from 1 to %(max)s.") % {"max": MAX_SIZE}
            raise Malformed("bad_page_size", message, errors={"page_size": [message]})
        return int(text)

    def _url(self, cursor: str | None) -> str | None:
        if cursor is None:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return str(self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}"))


def orderings_of(view: Any) -> list[Ordering]:
    return getattr(view, "orderings", None) or [NEWEST]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
