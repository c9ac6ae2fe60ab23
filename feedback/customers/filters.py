"""The filters of contacts and customers, shared by page and REST."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from feedback.customers.choices import Channel, Kind, Outcome
from feedback.customers.models import Contact, Identity, ServiceLine, Source
from portal.core.filters import Choices, DayFilter, PortalFilterSet, SearchFilter
from portal.people.models import Department


def _departments() -> Choices:
    rows = Department.objects.filter(active=True).order_by("path")
    return [(row.reference, row.name) for row in rows.only("reference", "name_en", "name_zh")]


def _lines() -> Choices:
    return [(row.reference, row.name) for row in ServiceLine.objects.order_by("name_en", "id")]


def _sources() -> Choices:
    return [(row.code, row.name) for row in Source.objects.order_by("code")]


class ContactFilterSet(PortalFilterSet):
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices)
    answered = django_filters.BooleanFilter(label=_("Answered"), field_name="answered_at", method="filter_answered")
    line = django_filters.ChoiceFilter(label=_("Service line"), field_name="line__reference")
    source = django_filters.ChoiceFilter(label=_("Source"), field_name="source__code")
    department = django_filters.ChoiceFilter(label=_("Department"), field_name="department__reference")
    agent = django_filters.ChoiceFilter(label=_("Agent"), method="filter_agent", choices=[("me", _("Me"))])
    service = django_filters.CharFilter(label=_("Service"), max_length=80)
    customer = django_filters.CharFilter(label=_("Customer"), method="filter_customer", max_length=20)
    offered_from = DayFilter(label=_("Offered from"), field_name="offered_at", lookup_expr="date__gte")
    offered_to = DayFilter(label=_("Offered until"), field_name="offered_at", lookup_expr="date__lte")

    class Meta:
        model = Contact
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, read in (("line", _lines), ("source", _sources), ("department", _departments)):
            self.choose_from(name, read)

    def filter_answered(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(answered_at__isnull=not value)

    def filter_agent(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(agent=self.request.user)

    def filter_customer(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(identity__reference=value.upper())


class CustomerFilterSet(PortalFilterSet):
    q = SearchFilter()
    source = django_filters.ChoiceFilter(label=_("Source"), field_name="source__code")

    class Meta:
        model = Identity
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("source", _sources)
