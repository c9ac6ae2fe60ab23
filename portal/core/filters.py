"""Filters shared by a page and its REST list: one FilterSet, one set of rules."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Malformed
from portal.core.search import search_q

Choices = list[tuple[str, str]]
ONLY_WORDS = frozenset({"q"})
MOST_WORDS = 200  # characters


class SearchFilter(django_filters.CharFilter):
    """`q=`: every word or pair of characters has to be there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Words"), max_length=MOST_WORDS, **kwargs)

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

    # Filters that change the list when they are not given, too.
    always: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, only: frozenset[str] | None = None, **kwargs: Any) -> None:
        """`only` these filters: copying and checking those that nobody gave is most of what a short list costs."""
        if only is not None:
            self.base_filters = {name: each for name, each in self.known().items() if name in only}
        super().__init__(*args, **kwargs)

    @classmethod
    def known(cls) -> dict[str, django_filters.Filter]:
        """Every filter there is, by its name in addresses."""
        kind: Any = cls
        return dict(kind.base_filters)

    def choose_from(self, name: str, read: Callable[[], Choices]) -> None:
        """The choices of this filter stand in the database: read once per request, when somebody needs them."""
        if name in self.filters:
            # A lambda: forms copy their choices deeply, and a bound method would take the request with it.
            self.filters[name].extra["choices"] = lambda: self._read_once(read)

    def _read_once(self, read: Callable[[], Choices]) -> Choices:
        kept: dict[Any, Choices] = self.request.__dict__.setdefault("filter_choices", {})
        if read not in kept:
            kept[read] = read()
        return kept[read]

    @classmethod
    def apply(cls, *, data: Any, queryset: Any, request: Any, known: frozenset[str], strict: bool) -> Any:
        """The filtered rows. Refuses unknown names (strict), repeated ones and values that don't parse."""
        errors: dict[str, list[str]] = {}
        filters_known = cls.known().keys()
        if strict:
            unknown = [name for name in data if name not in filters_known and name not in known]
            errors = {name[:60]: [_("There is no such filter here.")] for name in unknown[:20]}
        for name, value in data.lists() if hasattr(data, "lists") else []:
            if "\x00" in "".join(value):
                errors[name[:60]] = [_("A text holds a character that can't be stored (NUL or half of a pair).")]
        given = frozenset(name for name in data if name in filters_known) | cls.always
        if not given and not errors:
            return queryset
        if given == ONLY_WORDS and not errors and cls._finds_words(data):
            return cls.known()["q"].filter(queryset, data["q"].strip())
        filters = cls(data=data, queryset=queryset, request=request, only=given)
        if not errors and not filters.is_valid():
            errors = {name: [str(text) for text in texts] for name, texts in filters.errors.items()}
        if errors:
            raise Malformed("bad_filter", _("Some filters need a change."), errors=errors)
        return filters.qs

    @classmethod
    def _finds_words(cls, data: Any) -> bool:
        """Whether the plain search is asked, once and for no more than it takes: nothing needs a form to check it."""
        words = cls.known()["q"]
        plain = type(words) is SearchFilter and words.method is None
        plain = plain and cls.filter_queryset is PortalFilterSet.filter_queryset
        return plain and len(data.getlist("q")) == 1 and len(data["q"]) <= MOST_WORDS


class EmptyFilterSet(PortalFilterSet):
    """For lists without filters."""
