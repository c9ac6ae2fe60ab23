"""What answers of every kind share."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from portal.core.api.serializers import Answer
from portal.core.names import in_language


class RefSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()


def columns_of(path: str) -> tuple[str, ...]:
    """What `ref_in` reads of the thing that `path` leads to."""
    return tuple(f"{path}__{name}" for name in ("reference", "name_en", "name_zh"))


def ref_in(values: Mapping[str, Any], path: str) -> dict[str, str] | None:
    reference = values[f"{path}__reference"]
    return {"id": reference, "name": in_language(values, f"{path}__name")} if reference else None


def ref(found: Any) -> dict[str, str] | None:
    if found is None:
        return None
    return {"id": found.reference, "name": getattr(found, "display_name", None) or found.name}
