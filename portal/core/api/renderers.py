"""The JSON that DRF would write, by orjson; what orjson can't write is left to DRF.

The same values come out of both. Small numbers are written shorter, and what is no number is null, not a fault.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

# These have a form of their own in DRF's encoder, which `default` asks.
OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_otherwise = JSONEncoder().default
# Line ends in JavaScript, though not in JSON.
_ESCAPED = ((b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"))


class QuickJSONRenderer(JSONRenderer):
    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        if data is None or self.get_indent(accepted_media_type or "", dict(renderer_context or {})) is not None:
            return bytes(super().render(data, accepted_media_type, renderer_context))
        try:
            text = orjson.dumps(data, default=_otherwise, option=OPTIONS)
        except TypeError:  # keys that are no text, whole numbers beyond 64 bits
            return bytes(super().render(data, accepted_media_type, renderer_context))
        for end, escaped in _ESCAPED:
            if end in text:
                text = text.replace(end, escaped)
        return text
