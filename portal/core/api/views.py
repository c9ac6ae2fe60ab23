"""What every REST resource shares: public references, `If-Match`, keyset lists, filters.

`BaseViewSet` is the base of `portal.records.api.viewsets.PortalViewSet`. A list is read as values, a detail as
an instance, an action calls one verb.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from portal.core.api.paging import KeysetPagination
from portal.core.errors import Malformed
from portal.core.filters import EmptyFilterSet, PortalFilterSet
from portal.core.keyset import Columns, Ordering
from portal.core.wording import one_reader

PAGING_PARAMETERS = frozenset({"cursor", "page_size", "ordering", "format"})


class BaseViewSet(viewsets.GenericViewSet[Any]):
    """`{id}` is the public reference. Subclasses give `get_queryset()`, already visible to the caller."""

    lookup_field = "reference"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[A-Za-z0-9-]{1,40}"
    filterset: type[PortalFilterSet] = EmptyFilterSet
    orderings: ClassVar[list[Ordering]] = []
    filter_backends = []
    pagination_class = KeysetPagination

    def filtered(self, rows: Any) -> Any:
        return self.filterset.apply(
            data=self.request.query_params, queryset=rows, request=self.request, known=PAGING_PARAMETERS, strict=True
        )

    def list_response(self, rows: Any, serializer: Any, columns: Columns | None = None) -> Response:
        """One page of `rows`, filtered and ordered as the query says; with `columns` they are read as those values."""
        paginator: Any = self.paginator
        page = paginator.paginate_queryset(self.filtered(rows), self.request, view=self, columns=columns)
        with one_reader():
            data = serializer(page, many=True, context=self.get_serializer_context()).data
        response: Response = paginator.get_paginated_response(data)
        return response

    def body(self, serializer: Any) -> dict[str, Any]:
        """The request's body, checked by a StrictSerializer."""
        data = {} if self.request.data is None else self.request.data
        checked = serializer(data=data, context=self.get_serializer_context())
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    @property
    def reference(self) -> str:
        return str(self.kwargs["id"]).upper()

    def expected_version(self) -> int | None:
        return version_of(self.request)


def etag(version: int) -> str:
    return f'"{version}"'


def version_of(request: Request) -> int | None:
    """The version in `If-Match`, None without the header or with `*`. A header that isn't ours is Malformed."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    text = header.removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed("bad_if_match", _("If-Match takes the ETag of the object, in quotes."))
    return int(text)
