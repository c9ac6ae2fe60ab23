"""Which renderer answers. What nearly every client asks for is known without parsing media types."""

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation

ANY_JSON = frozenset({"*/*", "application/json"})


class QuickNegotiation(DefaultContentNegotiation):
    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        first = renderers[0]
        plain = first.media_type == "application/json" and request.META.get("HTTP_ACCEPT", "*/*") in ANY_JSON
        if plain and not format_suffix and self.settings.URL_FORMAT_OVERRIDE not in request.GET:
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)
