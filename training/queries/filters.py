"""Filters of the lists, shared by pages and REST."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.core.filters import DayFilter, PortalFilterSet, SearchFilter
from training.choices import CohortState, EnrolmentState, Kind, ResourceKind, SessionState
from training.models import Cohort, Curriculum, Enrolment, Resource, Session


class CurriculumFilters(PortalFilterSet):
    q = SearchFilter()
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = Curriculum
        fields: list[str] = []


class CohortFilters(PortalFilterSet):
    q = SearchFilter()
    state = django_filters.ChoiceFilter(label=_("State"), choices=CohortState.choices)
    site = django_filters.CharFilter(label=_("Site"), field_name="site__code", max_length=40)
    curriculum = django_filters.CharFilter(
        label=_("Curriculum"), field_name="curriculum_version__curriculum__reference", max_length=12
    )
    starts_from = DayFilter(label=_("Starts from"), field_name="start_date", lookup_expr="gte")
    starts_to = DayFilter(label=_("Starts until"), field_name="start_date", lookup_expr="lte")
    mine = django_filters.BooleanFilter(label=_("Mine"), method="filter_mine", widget=forms.CheckboxInput)
    external_id = django_filters.CharFilter(label=_("External id"), max_length=120)

    class Meta:
        model = Cohort
        fields: list[str] = []

    def filter_mine(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.taken_part_by(self.request.user) if value else rows


class SessionFilters(PortalFilterSet):
    cohort = django_filters.CharFilter(label=_("Cohort"), field_name="cohort__reference", max_length=12)
    state = django_filters.ChoiceFilter(label=_("State"), choices=SessionState.choices)
    kind = django_filters.ChoiceFilter(label=_("Phase"), field_name="phase__kind", choices=Kind.choices)
    day_from = DayFilter(label=_("From"), field_name="local_date", lookup_expr="gte")
    day_to = DayFilter(label=_("Until"), field_name="local_date", lookup_expr="lte")
    mine = django_filters.BooleanFilter(label=_("Mine"), method="filter_mine", widget=forms.CheckboxInput)

    class Meta:
        model = Session
        fields: list[str] = []

    def filter_mine(self, rows: Any, _name: str, value: bool) -> Any:
        return rows.booked_for(self.request.user) if value else rows


class EnrolmentFilters(PortalFilterSet):
    cohort = django_filters.CharFilter(label=_("Cohort"), field_name="cohort__reference", max_length=12)
    person = django_filters.CharFilter(label=_("Colleague"), field_name="person__reference", max_length=12)
    state = django_filters.ChoiceFilter(label=_("State"), choices=EnrolmentState.choices)

    class Meta:
        model = Enrolment
        fields: list[str] = []


class RoomFilters(PortalFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=[choice for choice in ResourceKind.choices if choice[0] != "person"]
    )
    active = django_filters.BooleanFilter(label=_("In use"))
    site = django_filters.CharFilter(label=_("Site"), field_name="site__code", max_length=40)

    class Meta:
        model = Resource
        fields: list[str] = []
