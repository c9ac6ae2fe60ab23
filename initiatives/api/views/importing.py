"""REST of imports: ideas and initiatives from files, and the workbook that they read again."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request

from initiatives.import_words import RULES
from initiatives.models import Initiative
from initiatives.services.importing.exporting import initiatives_workbook
from initiatives.services.importing.keeping import BOOKS, book_apply, book_cancel, book_upload
from portal.core.export import XLSX
from portal.people.api.imports import UploadViewSet
from portal.records.api.viewsets import PortalViewSet
from portal.records.models import Job


class BookViewSet(UploadViewSet):
    book: str
    rules = RULES

    @property
    def kinds(self) -> tuple[str, str]:  # type: ignore[override]
        return BOOKS[self.book].kinds

    def upload(self, **values: Any) -> Job:
        return book_upload(book=self.book, **values)

    def begin(self, **values: Any) -> Job:
        return book_apply(book=self.book, **values)

    def stop(self, **values: Any) -> Job:
        return book_cancel(book=self.book, **values)


@extend_schema_view(create=extend_schema(operation_id="idea_imports_create"))
class IdeaImportViewSet(BookViewSet):
    """Ideas from a workbook or CSV: a preview, then all rows or none."""

    book = "ideas"


@extend_schema_view(create=extend_schema(operation_id="initiative_imports_create"))
class InitiativeImportViewSet(BookViewSet):
    """Initiatives with their departments, benefits and milestones: a preview, then all rows or none."""

    book = "initiatives"


class WorkbookView(PortalViewSet):
    """The workbook that an import reads again without a change."""

    def get_queryset(self) -> Any:
        return Initiative.objects.none()

    @extend_schema(
        operation_id="initiatives_workbook",
        parameters=[OpenApiParameter("Accept-Language", str, OpenApiParameter.HEADER)],
        responses={(200, XLSX): OpenApiTypes.BINARY},
    )
    def retrieve(self, request: Request) -> Any:
        response = HttpResponse(initiatives_workbook(by=request.user), content_type=XLSX)  # type: ignore[arg-type]
        response["Content-Disposition"] = 'attachment; filename="initiatives.xlsx"'
        response["Cache-Control"] = "private, no-store"
        return response
