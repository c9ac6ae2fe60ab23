"""Base classes of request bodies (an unknown field is a 400, never silently dropped) and of answers."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, cached_property, partial
from typing import Any

from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

# How a value is written, in the caller's zone; None: as it is.
Write = Callable[[Any, dt.tzinfo], Any] | None
# One field of an answer: its name, whether it is read from that name, and how it is written.
Plan = list[tuple[str, bool, Write]]


class Answer(serializers.Serializer[Any]):
    """An answer made from a mapping or an object that has every field under its name.

    Writes the same as DRF's own walk through the fields, in a fraction of its time: a list has a thousand of them. How
    the fields of a class are written is found once; what depends on more than its value stays with the instance.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return written(self._plan, instance, self._zone)

    @cached_property
    def _zone(self) -> dt.tzinfo:
        return timezone.get_current_timezone()

    @cached_property
    def _plan(self) -> Plan:
        plan = plan_of(type(self))
        if all(write is not _ask_field for _name, _own, write in plan):
            return plan
        return [self._bound(*each) for each in plan]

    def _bound(self, name: str, own: bool, write: Write) -> tuple[str, bool, Write]:
        if write is not _ask_field:
            return name, own, write
        return name, own, partial(_by_value if own else _by_source, self.fields[name])


def written(plan: Plan, instance: Any, zone: dt.tzinfo) -> dict[str, Any]:
    get = instance.__getitem__ if isinstance(instance, Mapping) else partial(getattr, instance)
    answer: dict[str, Any] = {}
    for name, own, write in plan:
        value = get(name) if own else instance
        answer[name] = value if write is None else write(value, zone)
    return answer


@cache
def plan_of(kind: type[Answer]) -> Plan:
    fields: Any = kind().fields
    return [_planned(name, field) for name, field in fields.items() if not field.write_only]


def _planned(name: str, field: Any) -> tuple[str, bool, Write]:
    own = field.source == name
    if own and type(field) in _BY_VALUE:
        return name, True, _BY_VALUE[type(field)]
    if own and _knows_no_caller(field):
        return name, True, partial(_by_value, field)
    nested: Any = field.child if type(field) is serializers.ListSerializer else field
    kind: Any = type(nested)
    if own and kind.to_representation is Answer.to_representation:
        plan = plan_of(kind)
        if all(write is not _ask_field for _name, _own, write in plan):
            return name, True, partial(_write_many if nested is not field else _write_one, plan)
    return name, own, _ask_field


def _knows_no_caller(field: Any) -> bool:
    """Whether a field writes a value the same for whoever asks, so that one field can write for all."""
    child = getattr(field, "child", None)
    return type(field) in _ALIKE and (child is None or type(child) in (*_BY_VALUE, *_ALIKE))


def _write_one(plan: Plan, value: Any, zone: dt.tzinfo) -> Any:
    return None if value is None else written(plan, value, zone)


def _write_many(plan: Plan, values: Any, zone: dt.tzinfo) -> Any:
    if values is None:
        return None
    return [written(plan, value, zone) for value in (values.all() if isinstance(values, Manager) else values)]


def _ask_field(value: Any, zone: dt.tzinfo) -> Any:
    """Stands for a field that is asked itself: it may look at the request, or take its value from elsewhere."""
    raise NotImplementedError


def _by_source(field: Any, instance: Any, zone: dt.tzinfo) -> Any:
    return _by_value(field, field.get_attribute(instance), zone)


def _by_value(field: Any, value: Any, _zone: dt.tzinfo) -> Any:
    return None if value is None else field.to_representation(value)


def _text(value: Any, _zone: dt.tzinfo) -> str | None:
    return value if value is None or type(value) is str else str(value)


def _moment(value: dt.datetime | None, zone: dt.tzinfo) -> str | None:
    """ISO 8601 in the caller's zone, as DRF writes it."""
    if value is None:
        return None
    text = value.astimezone(zone).isoformat()
    return text[:-6] + "Z" if text.endswith("+00:00") else text


_ALIKE = (
    serializers.DateField, serializers.DecimalField, serializers.FloatField, serializers.ListField,
    serializers.DictField, serializers.JSONField,
)  # fmt: skip
# A CharField makes a string of what is none.
_BY_VALUE: dict[type[Any], Write] = {
    serializers.ChoiceField: None,
    serializers.BooleanField: None,
    serializers.IntegerField: None,
    serializers.CharField: _text,
    serializers.DateTimeField: _moment,
}


class StrictSerializer(serializers.Serializer[Any]):
    """A request body. Fields that it doesn't know are refused by name."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = {name: [_("There is no such field here.")] for name in data if name not in writable}
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class Empty(StrictSerializer):
    """The body of an action that needs none: `{}` or nothing."""


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457, as every refusal answers."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # the name that RFC 9457 extensions use here
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    detail = serializers.DictField(required=False)
