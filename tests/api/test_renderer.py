"""Answers are written as DRF writes them, whichever way the bytes are made."""

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.db import models
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer

from portal.core.api.renderers import QuickJSONRenderer


class Kind(models.TextChoices):
    ONE = "one", "One"


class Pair(NamedTuple):
    first: int
    second: str


VALUES: list[Any] = [
    None, True, 7, 2**70, 0.1, 1e21,
    "行李 \u2028 \u2029 \x00 \"quoted\" </script>", "", [], {}, {"键": [1, {"a": None}]},
    {1: "a key that is no text"}, Kind.ONE, Pair(1, "two"), (1, 2), {1, }, Decimal("1.50"), gettext_lazy("Yes"),
    dt.datetime(2026, 11, 28, 12, 0, 0, 250, tzinfo=dt.UTC), dt.date(2026, 11, 28), dt.time(9, 30),
    dt.timedelta(minutes=1.5), uuid.UUID(int=5), b"bytes",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_as_drf_writes_it(value: Any) -> None:
    wanted, found = JSONRenderer().render(value), QuickJSONRenderer().render(value)
    assert json.loads(found or b"0") == json.loads(wanted or b"0")
    if not isinstance(value, float):
        assert found == wanted


def test_indented_on_request() -> None:
    kind = "application/json; indent=2"
    assert QuickJSONRenderer().render({"a": 1}, kind) == JSONRenderer().render({"a": 1}, kind) == b'{\n  "a": 1\n}'


def test_what_json_does_not_know_is_never_sent_as_such() -> None:
    assert QuickJSONRenderer().render({"share": float("nan")}) == b'{"share":null}'
