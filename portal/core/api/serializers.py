"""Base classes of request bodies (an unknown field is a 400, never silently dropped) and of answers."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, cached_property, partial
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.fields import is_simple_callable

# How a value is written, in the caller's zone.
Write = Callable[[Any, dt.tzinfo], Any]


TEXTS = frozenset({str, type(None)})


class Plan(NamedTuple):
    """How the answers of a class are written. What the caller has to be known for stays with the instance: `asked`."""

    names: tuple[str, ...]  # of all fields, in their order
    own: tuple[str, ...]  # those that are read from an attribute or a key
    called: tuple[str, ...]  # those of another name than theirs, which may be a method
    texts: tuple[str, ...]  # those that become a string if they are none
    written: tuple[tuple[str, Write], ...]  # those that are written otherwise than they are
    asked: tuple[str, ...]
    by_name: Callable[[Any], tuple[Any, ...]]  # the values of `own`, of an object
    by_key: Callable[[Any], tuple[Any, ...]]  # the same of a mapping
    only_texts: bool  # nothing but texts, each under its own name: a reference and a name, hundreds in a list

    def write(self, instance: Any, zone: dt.tzinfo) -> dict[str, Any]:
        kind: Any = type(instance)
        found = self.by_key(instance) if is_mapping(kind) else self.by_name(instance)
        answer = dict(zip(self.own, found, strict=True))
        if self.only_texts and TEXTS.issuperset(map(type, found)):
            return answer
        for name in self.called:
            if is_simple_callable(answer[name]):
                answer[name] = answer[name]()
        for name in self.texts:
            value = answer[name]
            if type(value) is not str and value is not None:
                answer[name] = str(value)
        for name, write in self.written:
            value = answer[name]
            if value is not None:
                answer[name] = write(value, zone)
        return answer


class Answer(serializers.Serializer[Any]):
    """An answer made from a mapping or an object that has every field under its name.

    Writes the same as DRF's own walk through the fields, in a fraction of its time: a list has a thousand of them.
    """

    def to_representation(self, instance: Any) -> dict[str, Any]:
        plan = self._plan
        answer = plan.write(instance, self._zone)
        if not plan.asked:
            return answer
        for name in plan.asked:
            answer[name] = self._asked(self.fields[name], name, instance, answer)
        return {name: answer[name] for name in plan.names}

    def _asked(self, field: Any, name: str, instance: Any, answer: dict[str, Any]) -> Any:
        value = answer[name] if name in answer else field.get_attribute(instance)
        return None if value is None else field.to_representation(value)

    @cached_property
    def _zone(self) -> dt.tzinfo:
        return timezone.get_current_timezone()

    @cached_property
    def _plan(self) -> Plan:
        return plan_of(type(self))


@cache
def is_mapping(kind: type) -> bool:
    """Kept: an abstract base class is asked in Python, three hundred times for a list."""
    return issubclass(kind, Mapping)


@cache
def plan_of(kind: type[Answer]) -> Plan:
    every: Any = kind().fields
    fields = {name: field for name, field in every.items() if not field.write_only}
    own = tuple(name for name, field in fields.items() if "." not in field.source and field.source != "*")
    sources = tuple(fields[name].source for name in own)
    writes = {name: _writer(fields[name]) for name in own}
    called = tuple(name for name, source in zip(own, sources, strict=True) if name != source)
    texts = tuple(name for name in own if type(fields[name]) is serializers.CharField)
    return Plan(
        names=tuple(fields),
        own=own,
        called=called,
        texts=texts,
        written=tuple((name, write) for name, write in writes.items() if callable(write)),
        asked=tuple(name for name in fields if writes.get(name, False) is False),
        by_name=_all_of(attrgetter, sources),
        by_key=_all_of(itemgetter, sources),
        only_texts=texts == own and not called,
    )


def _all_of(getter: Any, names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """One name would come out bare, none not at all."""
    if len(names) > 1:
        found: Callable[[Any], tuple[Any, ...]] = getter(*names)
        return found
    return lambda instance: tuple(getter(name)(instance) for name in names)


def _writer(field: Any) -> Write | bool:
    """True: the value stays as it is, but for texts. False: the field has to be asked itself."""
    if type(field) in _AS_IT_IS:
        return True
    if type(field) is serializers.DateTimeField:
        return moment
    if _knows_no_caller(field):
        return lambda value, _zone: field.to_representation(value)
    nested: Any = field.child if type(field) is serializers.ListSerializer else field
    kind: Any = type(nested)
    if kind.to_representation is Answer.to_representation and not plan_of(kind).asked:
        plan = plan_of(kind)
        return plan.write if nested is field else partial(_write_many, plan)
    return False


def _knows_no_caller(field: Any) -> bool:
    """Whether a field writes a value the same for whoever asks, so that one field can write for all."""
    child = getattr(field, "child", None)
    plain = (*_AS_IT_IS, *_ALIKE)
    return type(field) in _ALIKE and (child is None or type(child) in plain)


def _write_many(plan: Plan, values: Any, zone: dt.tzinfo) -> list[dict[str, Any]]:
    return [plan.write(value, zone) for value in (values.all() if isinstance(values, Manager) else values)]


def moment(value: dt.datetime, zone: dt.tzinfo) -> str:
    """ISO 8601 in the caller's zone, as DRF writes it."""
    text = value.astimezone(zone).isoformat()
    return text[:-6] + "Z" if text.endswith("+00:00") else text


_AS_IT_IS = (serializers.CharField, serializers.ChoiceField, serializers.BooleanField, serializers.IntegerField)
_ALIKE = (
    serializers.DateField, serializers.DecimalField, serializers.FloatField, serializers.ListField,
    serializers.DictField, serializers.JSONField,
)  # fmt: skip


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
