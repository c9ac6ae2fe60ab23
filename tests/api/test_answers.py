"""An `Answer` writes what DRF's own walk through its fields writes."""

import datetime as dt
import zoneinfo
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from portal.core.api.serializers import Answer

NOON = dt.datetime(2026, 11, 28, 12, 0, 0, 250, tzinfo=dt.UTC)


class Ref(Answer):
    id = serializers.CharField()
    name = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)


class Loud(Ref):
    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(instance | {"name": instance["name"].upper()})


class AskedBy(serializers.CharField):
    """Looks at the caller, so that no answer may keep it."""

    def to_representation(self, value: Any) -> str:
        return f"{value} for {self.context['caller']}"


class Everything(Answer):
    text = serializers.CharField()
    lazy = serializers.CharField()
    number_as_text = serializers.CharField()
    kind = serializers.ChoiceField(choices=[("a", "A")])
    count = serializers.IntegerField()
    on = serializers.BooleanField()
    at = serializers.DateTimeField()
    day = serializers.DateField()
    amount = serializers.DecimalField(max_digits=9, decimal_places=2)
    share = serializers.FloatField()
    words = serializers.ListField(child=serializers.CharField())
    map = serializers.DictField(child=serializers.IntegerField())
    one = Ref()
    many = Ref(many=True)
    loud = Loud()
    louder = Loud(many=True)
    deep = serializers.CharField(source="one.name")
    asked = AskedBy()
    secret = serializers.CharField(write_only=True)


class Thing(NamedTuple):
    id: str
    name: str
    since: dt.datetime | None = None


FULL: dict[str, Any] = {
    "text": "行李", "lazy": gettext_lazy("Yes"), "number_as_text": 7, "kind": "a", "count": 3, "on": False, "at": NOON,
    "day": NOON.date(), "amount": Decimal("1.50"), "share": 0.25, "words": ["a", "b"], "map": {"k": 1},
    "one": Thing("1", "one", NOON), "many": [Thing("2", "two"), {"id": 3, "name": gettext_lazy("Yes"), "since": NOON}],
    "loud": {"id": "4", "name": "four", "since": NOON}, "louder": [{"id": "5", "name": "five", "since": None}],
    "asked": "it",
}  # fmt: skip


def as_drf(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> Any:
    """DRF's own walk, inside and out."""
    with monkeypatch.context() as patched:
        patched.setattr(Answer, "to_representation", serializers.Serializer.to_representation)
        return dict(answer.data)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize("empty", ["", *FULL])
def test_every_field_is_written_as_drf_writes_it(zone: str, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values = FULL | ({empty: None} if empty not in ("", "one") else {})
    with timezone.override(zoneinfo.ZoneInfo(zone)):
        answer = Everything(values, context={"caller": "me"})
        assert dict(answer.data) == as_drf(Everything(values, context={"caller": "me"}), monkeypatch)


def test_the_next_caller_gets_their_own() -> None:
    for caller in ("me", "you"):
        assert Everything(FULL, context={"caller": caller}).data["asked"] == f"it for {caller}"
    for zone, hour in (("Asia/Shanghai", "20"), ("UTC", "12")):
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            rows = Everything([FULL, FULL], many=True, context={"caller": "me"}).data
            assert {row["at"][11:13] for row in rows} == {hour}
