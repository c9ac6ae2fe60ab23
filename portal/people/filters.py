"""Filters of the directory, the same for the pages and REST."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.core.filters import PortalFilterSet, SearchFilter
from portal.people.models import Department, Role, Side

OPEN = [("true", _("open")), ("false", _("closed"))]
ACTIVE = [("true", _("works here")), ("false", _("has left"))]


def departments_to_choose(_request: Any) -> Any:
    return Department.objects.order_by("path")


class DepartmentFilters(PortalFilterSet):
    q = django_filters.CharFilter(label=_("Words"), max_length=120, method="by_words")
    side = django_filters.ChoiceFilter(label=_("side"), choices=Side.choices)
    active = django_filters.ChoiceFilter(label=_("open"), choices=OPEN, method="by_active")
    parent = django_filters.CharFilter(label=_("part of"), max_length=12, method="by_parent")
    external_id = django_filters.CharFilter(label=_("external id"), max_length=120)
    code = django_filters.CharFilter(label=_("code"), max_length=40)

    def by_words(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(Q(name_en__icontains=value) | Q(name_zh__icontains=value) | Q(code__icontains=value))

    def by_active(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(active=value == "true")

    def by_parent(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(parent__reference=value.upper())


class EmployeeFilters(PortalFilterSet):
    q = SearchFilter()
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=departments_to_choose, to_field_name="reference", method="by_department"
    )
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, method="by_role")
    active = django_filters.ChoiceFilter(label=_("State"), choices=ACTIVE, method="by_active")
    external_id = django_filters.CharFilter(label=_("external id"), max_length=120, method="by_external_id")

    def by_department(self, rows: Any, _name: str, value: Department) -> Any:
        """The department and all below it."""
        return rows.filter(department__path__contains=[value.pk])

    def by_role(self, rows: Any, _name: str, value: str) -> Any:
        if value == Role.DEPARTMENT_HEAD:
            return rows.filter(Q(heads__active=True) | Q(deputises__active=True)).distinct()
        return rows if value == Role.EMPLOYEE else rows.filter(role_assignments__role=value).distinct()

    def by_active(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(is_active=value == "true")

    def by_external_id(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(external_id=value)
