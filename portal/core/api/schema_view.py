"""Where the OpenAPI document is fetched. Apart from schema.py, which drf-spectacular's views import themselves."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response


class SchemaView(SpectacularAPIView):
    """The document, worked out once per process, language and format: it costs more than a second and never changes."""

    _kept: dict[tuple[str, str], dict[str, Any]] = {}

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.GET.get("lang")
        language = wanted if wanted in dict(settings.LANGUAGES) else get_language()
        key = (language or "", request.accepted_renderer.media_type)
        if key in self._kept:
            return HttpResponse(**self._kept[key])
        response: Response = super().get(request, *args, **kwargs)
        response.add_post_render_callback(lambda rendered: self._keep(key, rendered))
        return response

    def _keep(self, key: tuple[str, str], rendered: Any) -> None:
        headers = {"Content-Disposition": rendered["Content-Disposition"]}
        self._kept[key] = {"content": rendered.content, "content_type": rendered["Content-Type"], "headers": headers}
