"""The filters of approvals."""

from typing import Any

import django_filters
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from feedback.tickets.choices import ApprovalState
from feedback.tickets.models import OPEN_APPROVAL, Approval
from feedback.tickets.queries.approvals import to_answer
from portal.core.filters import DayFilter, PortalFilterSet


class ApprovalFilterSet(PortalFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ApprovalState.choices)
    mine = django_filters.ChoiceFilter(
        label=_("Mine"),
        method="filter_mine",
        choices=[("to_me", _("Waits for my approval")), ("by_me", _("Asked by me"))],
    )
    late = django_filters.ChoiceFilter(
        label=_("Fallen due"), method="filter_late", choices=[("true", _("Yes")), ("false", _("No"))]
    )
    ticket = django_filters.CharFilter(label=_("Ticket"), method="filter_ticket")
    asked_from = DayFilter(label=_("Asked from"), field_name="asked_at", lookup_expr="date__gte")
    asked_to = DayFilter(label=_("Asked until"), field_name="asked_at", lookup_expr="date__lte")

    class Meta:
        model = Approval
        fields: tuple[str, ...] = ()

    def filter_mine(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(to_answer(self.request.user) if value == "to_me" else Q(asked_by=self.request.user))

    def filter_late(self, rows: Any, name: str, value: str) -> Any:
        late = OPEN_APPROVAL & Q(due_at__lt=Now())
        return rows.filter(late) if value == "true" else rows.exclude(late)

    def filter_ticket(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(ticket__reference=value.upper())
