"""A list as a file: every row of it, in the order of the page, in the reader's language, a chunk at a time."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from portal.core import export
from portal.core.errors import Refused
from portal.core.export import Column as ExportColumn
from portal.core.keyset import Ordering
from portal.core.listpage import Empty, ListPage
from tests.cast import make_user

pytestmark = pytest.mark.django_db
CHUNK = 7
ROWS = 3 * CHUNK + 2


class Things:
    """A list of rows that know nothing of their area; counts what it is asked to prepare."""

    def __init__(self) -> None:
        ContentType.objects.bulk_create(
            ContentType(app_label="things", model=f"thing{number:02}") for number in range(ROWS)
        )
        self.chunks: list[int] = []

    def prepare(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.chunks.append(len(rows))
        known = dict(ContentType.objects.filter(pk__in=[row["id"] for row in rows]).values_list("pk", "model"))
        return [row | {"label": known.get(row["id"], "gone").upper()} for row in rows]

    def answer(self, query: str) -> Any:
        page = ListPage(
            name="things",
            title="Things",
            rows=ContentType.objects.filter(app_label="things"),
            values=("id", "model"),
            rows_template="",
            columns=[],
            orderings=[(Ordering("newest", ("id",)), "Newest"), (Ordering("name", ("model", "id"), False), "Name")],
            empty=Empty("None"),
            prepare=self.prepare,
            export_columns=[
                ExportColumn("model", lambda row: row["model"]),
                ExportColumn("label", lambda row: row["label"]),
                ExportColumn("said", lambda _row: str(_("Stuck"))),
            ],
        )
        request = RequestFactory().get(f"/things/?{query}")
        request.user = AnonymousUser()
        answer = page.respond(request)
        self.chunks.clear()  # the page's own rows
        return answer


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    monkeypatch.setattr(export, "CHUNK", CHUNK)
    return Things()


def table_of(answer: Any) -> list[list[str]]:
    content = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))[1:]


def sheet_of(answer: Any) -> Any:
    with answer.file_to_stream as file:
        return load_workbook(file).active


def names(descending: bool = False) -> list[str]:
    return sorted((f"thing{number:02}" for number in range(ROWS)), reverse=descending)


def test_all_rows_whatever_the_chunk(things: Things) -> None:
    table = table_of(things.answer("export=csv"))
    assert [row[:2] for row in table] == [[name, name.upper()] for name in names(descending=True)]
    assert things.chunks == [CHUNK, CHUNK, CHUNK, 2]


@pytest.mark.parametrize("kind", export.KINDS)
def test_the_order_is_that_of_the_address(things: Things, kind: str) -> None:
    answer = things.answer(f"sort=name&export={kind}")
    if kind == "csv":
        found = [row[0] for row in table_of(answer)]
    else:
        found = [row[0] for row in sheet_of(answer).iter_rows(min_row=2, values_only=True)]
    assert found == names()


def test_nothing_is_read_ahead(things: Things) -> None:
    lines = iter(things.answer("export=csv"))
    next(lines)
    assert things.chunks == []
    for _line in range(CHUNK):
        next(lines)
    assert things.chunks == [CHUNK]
    list(lines)


def test_queries_grow_with_the_chunks_only(things: Things) -> None:
    with CaptureQueriesContext(connection) as seen:
        table_of(things.answer("export=csv"))
    # The page's rows and what they need, all rows at once, and what each of four chunks needs.
    assert len(seen) == 2 + 1 + 4


def test_a_streamed_file_speaks_the_language_of_its_request(things: Things) -> None:
    with translation.override("zh-hans"):
        answer = things.answer("export=csv")
    assert {row[2] for row in table_of(answer)} == {"滞留"}


def test_more_than_a_sheet_holds_is_refused(things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "EXCEL_ROWS", ROWS + 1)  # with the head
    assert sheet_of(things.answer("export=xlsx")).max_row == ROWS + 1
    monkeypatch.setattr(export, "EXCEL_ROWS", ROWS)
    with translation.override("zh-hans"), pytest.raises(Refused) as refusal:
        things.answer("export=xlsx")
    assert (refusal.value.code, refusal.value.detail) == ("too_many_rows", {"limit": ROWS - 1})
    assert "CSV" in str(refusal.value.message)
    assert len(table_of(things.answer("export=csv"))) == ROWS


def test_a_text_that_xml_has_no_place_for(things: Things) -> None:
    ContentType.objects.filter(model="thing00").update(model="thi\x0bng00")
    assert sheet_of(things.answer("sort=name&export=xlsx"))["A2"].value == "thi\ufffdng00"


@pytest.mark.parametrize("kind", export.KINDS)
def test_who_may_not_export_gets_the_page(client: Client, kind: str) -> None:
    client.force_login(make_user())
    answer = client.get(reverse("people:employees"), {"export": kind})
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.django_db(transaction=True)
def test_every_row_is_of_one_moment(things: Things) -> None:
    """What happens while somebody downloads neither repeats nor skips a row."""
    lines = iter(things.answer("export=csv"))
    found = [next(lines) for _line in range(3)][1:]
    ContentType.objects.filter(app_label="things", model__lt="thing10").delete()
    ContentType.objects.create(app_label="things", model="thing99")
    found += lines
    assert len(found) == ROWS
