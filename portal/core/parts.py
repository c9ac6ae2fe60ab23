"""What stands fifty times on a page: rows of lists, written in Jinja (`templates/**/*.jinja`).

Django's templates took two thirds of a list's page; Jinja makes Python of the same lines once. Pages and all that they
have once stay Django's. What a tag of `templatetags.ui` shows, a filter of the same name shows here: a template calls
filters straight, functions by way of its context.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.backends.utils import csrf_input_lazy
from django.template.loader import render_to_string
from django.template.utils import get_app_template_dirs
from django.urls import reverse
from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext, pgettext
from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markupsafe import Markup

from portal.core.addresses import address
from portal.core.templatetags import ui
from portal.core.wording import one_reader

SHOWN = (ui.day, ui.due, ui.exact, ui.icon, ui.listed, ui.minutes, ui.number, ui.person, ui.state, ui.when)


def rows(template: str, found: Iterable[Any], page: Any, request: Any) -> str:
    """All rows of a list: `template` knows `rows`, `page`, `csrf_input` and `part`."""
    write = environment().get_template(template).render
    with one_reader():
        return write(rows=found, page=page, csrf_input=csrf_input_lazy(request), part=_part(request))


@cache
def environment() -> Environment:
    """A name that a row doesn't have reads as nothing, as in Django's templates."""
    folders = [settings.BASE_DIR / "portal" / "templates", *get_app_template_dirs("templates")]
    found = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=ChainableUndefined,
        auto_reload=settings.DEBUG,
    )
    found.filters.update({show.__name__: show for show in SHOWN})
    found.filters.update({"localize": localize, "truncatechars": _cut, "url": _url, "urlquote": _quoted})
    words = {"_": _text, "pgettext": _text_of, "ngettext": _counted}
    found.globals.update({**words, "day_range": ui.day_range, "none_mark": ui.none_mark, "reverse": reverse})
    return found


def _url(reference: str, route: str) -> str:
    return address(route, reference)


def _text(text: str, **values: Any) -> Markup:
    return _filled(gettext(text), values)


def _text_of(context: str, text: str, **values: Any) -> Markup:
    return _filled(pgettext(context, text), values)


def _counted(one: str, many: str, n: int, **values: Any) -> Markup:
    return _filled(ngettext(one, many, n), {"n": n, **values})


def _filled(text: str, values: Mapping[str, Any]) -> Markup:
    """The words are ours; what is put into them is escaped."""
    found = Markup(text)  # noqa: S704  a text of our own catalogue
    return found % {name: localize(value) for name, value in values.items()} if values else found


def _cut(text: Any, length: int) -> str:
    return Truncator(text).chars(length)


def _quoted(text: Any) -> str:
    return quote(str(text), safe="")


def _part(request: Any) -> Any:
    """A part that pages have too is written once, as Django's: `part("…/_vote.html", idea=row)`."""
    return lambda template, **values: Markup(render_to_string(template, values, request))  # noqa: S704  it has escaped
