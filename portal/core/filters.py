"""Filters shared by a page and its REST list: one FilterSet, one set of rules."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Malformed
from portal.core.search import search_q


class SearchFilter(django_filters.CharFilter):
    """`q=`: every word or pair of characters has to be there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Words"), max_length=200, **kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        return qs.filter(search_q(value)) if value else qs


class DayFilter(django_filters.DateFilter):
    """A day between 1990 and 2199: the ends of the calendar overflow in other time zones."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        if value and not 1990 <= value.year <= 2199:
            text = _("A day between the years 1990 and 2199.")
            raise Malformed("bad_filter", text, errors={str(self.field_name): [text]})
        return super().filter(qs, value)


class PortalFilterSet(django_filters.FilterSet):
    """Unknown parameters are refused in REST (`strict`), ignored on pages, where links carry more."""

    @classmethod
    def apply(cls, *, data: Any, queryset: Any, request: Any, known: frozenset[str], strict: bool) -> Any:
        """The filtered rows. Refuses unknown names (strict), repeated ones and values that don't parse."""
        filters = cls(data=data, queryset=queryset, request=request)
        errors: dict[str, list[str]] = {}
        if strict:
            unknown = [name for name in data if name not in filters.filters and name not in known]
            errors = {name[:60]: [_("There is no such filter here.")] for name in unknown[:20]}
        for name, value in data.lists() if hasattr(data, "lists") else []:
            if "\x00" in "".join(value):
                errors[name[:60]] = [_("A text holds a character that can't be stored (NUL or half of a pair).")]
        if not errors and not filters.is_valid():
            errors = {name: [str(text) for text in texts] for name, texts in filters.errors.items()}
        if errors:
            raise Malformed("bad_filter", _("Some filters need a change."), errors=errors)
        return filters.qs


class EmptyFilterSet(PortalFilterSet):
    """For lists without filters."""
