"""Rows written in Jinja: what people wrote is escaped, words follow the reader, what pages have too is Django's."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation
from jinja2 import DictLoader

from portal.core import parts

TITLE = '<b>"Bag" & Co</b>'
SAFE = "&lt;b&gt;&#34;Bag&#34; &amp; Co&lt;/b&gt;"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Rows by a template of the test's own."""

    def write(source: str, *rows: Any) -> str:
        environment = parts.environment().overlay(loader=DictLoader({"rows": source}), cache_size=0)
        monkeypatch.setattr(parts, "environment", lambda: environment)
        return parts.rows("rows", rows, SimpleNamespace(), RequestFactory().get("/somewhere/"))

    return write


def test_what_people_wrote_is_escaped(written: Any) -> None:
    assert written("{% for row in rows %}<i>{{ row.title }}</i>{% endfor %}", {"title": TITLE}) == f"<i>{SAFE}</i>"


def test_what_is_put_into_a_text_is_escaped_and_the_text_is_not(written: Any) -> None:
    shown = written('{% for row in rows %}{{ _("Select %(label)s", label=row) }}{% endfor %}', TITLE)
    assert shown == f"Select {SAFE}"


def test_a_name_that_a_row_lacks_reads_as_nothing(written: Any) -> None:
    assert written("{% for row in rows %}[{{ row.owner.name }}]{% endfor %}", {"owner": None}, {}) == "[][]"


def test_words_follow_the_reader_also_where_a_template_was_used_before(written: Any) -> None:
    source = '{{ _("Nobody yet") }} {{ none_mark() }} {{ ngettext("%(n)s comment", "%(n)s comments", n=1200) }}'
    english = written(source)
    with translation.override("zh-hans"):
        chinese = written(source)
    assert english.startswith("Nobody yet ")
    assert "none" in english
    assert english.endswith("1,200 comments")
    assert ">none<" in english
    assert not [word for word in ("Nobody", ">none<", "comments") if word in chinese]


def test_an_address_that_nothing_answers_to_is_refused(written: Any) -> None:
    with pytest.raises(Exception, match="nowhere"):
        written('{{ "T-00000000"|url("nowhere") }}')


def test_a_form_carries_the_token_of_its_request(written: Any) -> None:
    assert 'name="csrfmiddlewaretoken" value="' in written("{{ csrf_input }}")


def test_a_part_of_pages_is_djangos_and_escapes_by_itself(written: Any) -> None:
    shown = written('{{ part("_empty.html", empty=rows[0]) }}', {"sentence": TITLE})
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
