"""Filters of inbox and outbox, for pages and REST alike."""

import django_filters
from django.utils.translation import gettext_lazy as _

from portal.core.filters import PortalFilterSet
from portal.records.messages import KINDS, label_of
from portal.records.models import OutboxRow


def kinds() -> list[tuple[str, str]]:
    return [(code, label_of(code)) for code in sorted(KINDS)]


class InboxFilter(PortalFilterSet):
    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label=_("Unread"))

    class Meta:
        model = OutboxRow
        fields: list[str] = []


class OutboxFilter(PortalFilterSet):
    state = django_filters.ChoiceFilter(choices=OutboxRow.State.choices, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=kinds, label=_("Kind"))

    class Meta:
        model = OutboxRow
        fields: list[str] = []
