"""A reference read over the telephone says by its first letters what it is of."""

from collections import Counter

from django.apps import apps

from portal.core.refs import ReferenceDefault


def test_every_kind_of_thing_has_a_prefix_of_its_own() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    prefixes = [field.default.prefix for field in fields if isinstance(field.default, ReferenceDefault)]
    assert len(prefixes) > 15
    assert [prefix for prefix, count in Counter(prefixes).items() if count > 1] == []
