"""What answers of every kind share."""

from typing import Any

from rest_framework import serializers

from portal.core.api.serializers import Answer


class RefSerializer(Answer):
    id = serializers.CharField()
    name = serializers.CharField()


def ref(found: Any) -> dict[str, str] | None:
    if found is None:
        return None
    return {"id": found.reference, "name": getattr(found, "display_name", None) or found.name}
