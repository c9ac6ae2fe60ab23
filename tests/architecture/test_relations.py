"""Foreign keys point down the house, never up: an app knows only what stands below it."""

from django.apps import apps
from django.db.models import ForeignKey

FLOORS = [
    "core", "records", "people", "calendars", "delivery", "initiatives", "training", "customers", "tickets", "insights"
]  # fmt: skip
SIDE_BY_SIDE = {frozenset({"initiatives", "training"})}
# records writes who did what; it may point to the user model, by setting.
ALLOWED_UPWARD = {("records", "people.User")}


def test_relations_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey):
                continue
            target = field.related_model._meta
            if (label, target.label) in ALLOWED_UPWARD or target.app_label not in FLOORS:
                continue
            higher = FLOORS.index(target.app_label) > FLOORS.index(label)
            if higher or frozenset({label, target.app_label}) in SIDE_BY_SIDE:
                wrong.append(f"{model._meta.label}.{field.name} -> {target.label}")
    assert not wrong
