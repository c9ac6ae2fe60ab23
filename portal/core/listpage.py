"""One list page for every area: filters in the URL, chips, views, sort, density, show more, export.

A view builds a `ListPage` and calls `respond`; the templates are `list.html` and its partials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.forms import NullBooleanField
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.core.errors import Malformed, NotFound, Text
from portal.core.export import KINDS as EXPORT_KINDS
from portal.core.export import Column as ExportColumn
from portal.core.export import export_response
from portal.core.filters import EmptyFilterSet, PortalFilterSet
from portal.core.keyset import Columns, Ordering, Page, capped_count, page_of
from portal.core.reading import with_more
from portal.core.rendering import with_long_selects
from portal.core.snapshots import SnapshotXmin
from portal.core.wording import listed, one_reader

PAGE_SIZE = 50
LIVE_SINCE = SnapshotXmin()
OWN_PARAMETERS = ("cursor", "sort", "export", "density", "view", "page", "only", "filters")
# Rows that an address may name.
MOST_ONLY = 200


@dataclass(frozen=True)
class Column:
    label: Text
    css: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Tab:
    """A ready-made view: a name and the query that shows it."""

    label: Text
    query: str = ""
    count: int | None = None


@dataclass(frozen=True)
class Action:
    label: Text
    url: str
    icon: str = "plus"
    primary: bool = False


@dataclass(frozen=True)
class Empty:
    sentence: Text
    action_label: Text = ""
    action_url: str = ""
    icon: str = "inbox"


@dataclass
class ListPage:
    """What a list needs to know. `rows` is already visible to the reader; `values` names what a row reads.

    `prepare` turns rows (dicts) into what the row template and `export_columns` show, in a constant number of queries.
    An export calls it for one chunk after the other; its queries may then come minutes after the row was read.
    """

    name: str
    title: Text
    rows: Any
    values: tuple[Any, ...]
    rows_template: str
    columns: list[Column]
    orderings: list[tuple[Ordering, Text]]
    empty: Empty
    filterset: type[PortalFilterSet] = EmptyFilterSet
    annotations: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[list[dict[str, Any]]], list[Any]] = list
    tabs: list[Tab] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    export_columns: list[ExportColumn] = field(default_factory=list)
    # What only an export reads of a row.
    export_values: tuple[str, ...] = ()
    saved_views: Callable[[HttpRequest, str], list[dict[str, Any]]] | None = None
    save_view_url: str = ""
    default_query: str = ""
    # Without a query in the address: the first tab that holds something, not always the first.
    opens_filled: bool = False
    count_cap: int = 1000
    # Its rows follow what happens while the page is open (portal.records.live), and several are worked on at once.
    live: bool = False
    bulk_url: str = ""
    # Space opens a row beside the list: its page has a layout for that (portal.core.peek).
    peeks: bool = False

    def respond(self, request: HttpRequest) -> HttpResponseBase:
        """The page; its body or its next rows for htmx; the file for an export."""
        fragment = bool(request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"))
        if fragment and "filters" in request.GET:
            return render(request, "_list_filters.html", {"page": ListState(self, request, reads=False)})
        state = ListState(self, request)
        kind = request.GET.get("export", "")
        if kind in EXPORT_KINDS and self.export_columns:
            return export_response(kind, self.name, self.export_columns, state.all_rows(), self.prepare)
        template = "list.html"
        if fragment:
            template = "_list_rows.html" if request.GET.get("cursor") else "_list_body.html"
            template = "_list_some.html" if state.only else template
        response = render(request, template, {"page": state})
        response["Vary"] = "HX-Request"
        return response


class ListState:
    """One request's view of a ListPage; its attributes are what the templates read."""

    def __init__(self, spec: ListPage, request: HttpRequest, *, reads: bool = True) -> None:
        """Without `reads` it knows its filters, but no rows."""
        self.spec = spec
        self.request = request
        self.title = spec.title
        self.columns = spec.columns
        self.rows_template = spec.rows_template
        self.empty = spec.empty
        self.actions = spec.actions
        self.bad_filters: dict[str, list[Any]] = {}
        self.query = self._asked()
        if reads:
            self._read_rows()

    def _read_rows(self) -> None:
        spec = self.spec
        self.only = only_of(self.query) if spec.live or spec.bulk_url else []
        self.filtered = self._filter(self.query)
        if self.only:
            self.filtered = self.filtered.filter(reference__in=self.only)
        self._page = self._read()
        with one_reader():
            self.rows = spec.prepare(self._page.rows)
        self.shown = len(self.rows)
        self.density = self._density()
        self.save_view_url = spec.save_view_url
        self.list_name = spec.name
        self.bulk_url = spec.bulk_url
        self.peeks = spec.peeks
        self.is_live = spec.live and not self.bad_filters

    # -- rows
    def _asked(self) -> QueryDict:
        """The address; where it names a saved view, what that holds, and what the address says beside it."""
        reference = self.request.GET.get("view", "").upper()
        if not reference or self.spec.saved_views is None:
            return self.request.GET if self.request.GET else self._opening()
        found = next((view for view in self._saved if view["reference"] == reference), None)
        if found is None:
            raise NotFound()
        query = QueryDict(found["query"] or "all=1", mutable=True)
        for name, values in self.request.GET.lists():
            if name != "view":
                query.setlist(name, values)
        return query

    def _opening(self) -> QueryDict:
        chosen = next((view for view in self._saved if view["opens"]), None)
        if chosen is not None:
            return QueryDict(chosen["query"] or "all=1")
        if self.spec.opens_filled:
            for tab in self.spec.tabs:
                query = QueryDict(tab.query or "all=1")
                if self._filter(query).exists() if tab.count is None else tab.count:
                    return query
        return QueryDict(self.spec.default_query)

    def _filter(self, query: QueryDict) -> Any:
        try:
            return self.spec.filterset.apply(
                data=query, queryset=self.spec.rows, request=self.request, known=frozenset(), strict=False
            )
        except Malformed as refusal:
            self.bad_filters = refusal.errors
            return self.spec.rows.none()

    def _ordering(self) -> Ordering:
        wanted = self.query.get("sort", "")
        return next((o for o, _label in self.spec.orderings if o.name == wanted), self.spec.orderings[0][0])

    def _values(self, *more: str) -> Any:
        return self.filtered.annotate(**self.spec.annotations).values(*self.spec.values, *more)

    def _read(self) -> Page:
        columns = Columns(self.spec.values, self.spec.annotations)
        if self.spec.live:
            columns = Columns((*columns.values, "live_since"), with_more(columns.beside, live_since=LIVE_SINCE))
        size = MOST_ONLY if self.only else PAGE_SIZE
        return page_of(self.filtered, self._ordering(), size, self.query.get("cursor", ""), columns)

    @property
    def live_since(self) -> str:
        """From where on the pulse looks for news; an empty list begins with its first pulse."""
        return str(self._page.rows[0]["live_since"]) if self.spec.live and self._page.rows else ""

    @property
    def live_until(self) -> str:
        return self._page.next or ""

    def all_rows(self) -> Any:
        """What the list shows when all of it is shown: the rows of an export."""
        return self._values(*self.spec.export_values).order_by(*self._ordering().order_by())

    @cached_property
    def count(self) -> int:
        short = self._page.next is None and not self.query.get("cursor")
        return self.shown if short else capped_count(self.filtered, self.spec.count_cap)

    @property
    def has_primary(self) -> bool:
        """One primary button a page: on a phone the page's own takes the place of the shell's New."""
        return any(action.primary for action in self.actions)

    @property
    def count_label(self) -> str:
        return count_label(self.count, self.spec.count_cap)

    # -- links
    def url(self, *, drop: Iterable[str] = (), **put: str) -> str:
        left = {"cursor", "export", "only", "filters", *drop, *put}
        kept = [(name, value) for name, values in self.query.lists() if name not in left for value in values]
        return f"{self.request.path}?{urlencode([*kept, *put.items()])}"

    @property
    def next_url(self) -> str | None:
        return self.url(cursor=self._page.next) if self._page.next else None

    @property
    def here(self) -> str:
        """The address that shows the list as it is now, also where it opened by itself."""
        return self.url()

    @property
    def current_query(self) -> str:
        return self.url().partition("?")[2]

    @property
    def clear_url(self) -> str:
        return f"{self.request.path}?all=1"

    @property
    def exports(self) -> list[dict[str, Any]]:
        if not self.spec.export_columns:
            return []
        kinds = [("CSV", "csv"), ("Excel", "xlsx")]
        return [{"label": label, "url": self.url(export=kind)} for label, kind in kinds]

    @property
    def sorts(self) -> list[dict[str, Any]]:
        active = self._ordering().name
        return [
            {"label": label, "url": self.url(sort=ordering.name), "active": ordering.name == active}
            for ordering, label in self.spec.orderings
        ]

    # -- filters
    @cached_property
    def filter_form(self) -> Any:
        """With every filter there is; the body of the page does without."""
        filters = self.spec.filterset(data=self.query, queryset=self.spec.rows, request=self.request)
        return with_long_selects(filters.form)

    @property
    def has_filters(self) -> bool:
        return bool(self.spec.filterset.known())

    @property
    def filters_open(self) -> bool:
        """The fields stand in the page itself: one of them needs a change, or there are no scripts to fetch them."""
        return bool(self.bad_filters) or "filters" in self.request.GET

    @property
    def filters_url(self) -> str:
        return self.url(filters="1")

    @cached_property
    def chips(self) -> list[dict[str, Any]]:
        kind = self.spec.filterset
        given = frozenset(name for name in kind.known() if any(self.query.getlist(name)))
        if not given:
            return []
        form = kind(data=self.query, queryset=self.spec.rows, request=self.request, only=given).form
        return [
            {"label": bound.label, "value": _shown(bound, self.query.getlist(name)), "remove_url": self._without(name)}
            for name, bound in ((name, form[name]) for name in form.fields)
        ]

    def _without(self, name: str) -> str:
        url = self.url(drop=[name])
        return url if url.partition("?")[2] else self.clear_url

    @property
    def is_filtered(self) -> bool:
        return bool(self.chips)

    @property
    def unfiltered_label(self) -> str:
        return count_label(capped_count(self.spec.rows, self.spec.count_cap), self.spec.count_cap)

    @property
    def views(self) -> list[dict[str, Any]]:
        return [
            {
                "label": tab.label,
                "url": f"{self.request.path}?{tab.query or 'all=1'}",
                "count_label": "" if tab.count is None else count_label(tab.count, self.spec.count_cap),
                "active": self._shows(QueryDict(tab.query or "all=1")),
            }
            for tab in self.spec.tabs
        ]

    def _shows(self, tab: QueryDict) -> bool:
        """Whether the list stands on this tab; one that names an order stands for that order too."""
        sort = self._ordering().name
        return _comparable(tab) == _comparable(self.query) and tab.get("sort", sort) == sort

    @cached_property
    def _saved(self) -> list[dict[str, Any]]:
        return [] if self.spec.saved_views is None else self.spec.saved_views(self.request, self.spec.name)

    @cached_property
    def saved_views(self) -> list[dict[str, Any]]:
        now = _comparable(self.query)
        return [view | {"active": _comparable(QueryDict(view["query"] or "all=1")) == now} for view in self._saved]

    # -- density
    def _density(self) -> str:
        kept = getattr(self.request.user, "density", None) or {}
        return str(kept.get(self.spec.name, "comfortable"))


def only_of(query: QueryDict) -> list[str]:
    """`only=T-1,T-2`: no other rows than these, for what changed and for what was selected."""
    found = query.get("only", "").upper().replace("\x00", "").split(",")
    return [reference for reference in found if reference][:MOST_ONLY]


def tab_labels(tabs: Iterable[Tab], cap: int) -> list[str]:
    return ["" if tab.count is None else count_label(tab.count, cap) for tab in tabs]


def count_label(count: int, cap: int) -> str:
    return number_format(cap, force_grouping=True) + "+" if count > cap else number_format(count, force_grouping=True)


def _comparable(query: QueryDict) -> set[tuple[str, tuple[str, ...]]]:
    return {(name, tuple(values)) for name, values in query.lists() if name not in OWN_PARAMETERS and any(values)}


def _shown(bound: Any, values: list[str]) -> str:
    """The words of what is chosen: labels of choices and objects, else the text itself."""
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", [])}
    words = [choices.get(value, value) for value in values if value]
    if getattr(bound.field.widget, "input_type", "") == "checkbox":
        return _("yes")
    if isinstance(bound.field, NullBooleanField):
        return _("yes") if bound.field.clean(values[-1]) else _("no")
    return listed(words)
