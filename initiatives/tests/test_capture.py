"""An idea in half a minute: the short form, in the dialog and as a page, and what it notes of where it was written."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from initiatives.choices import Anonymity
from initiatives.models import Idea
from initiatives.services.indexing import ideas_index, terms_count
from initiatives.tests.factory import make_idea
from portal.records.models import StoredFile
from tests.cast import Cast

HTMX = {"HTTP_HX_REQUEST": "true"}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture
def client(client: Client, cast: Cast) -> Client:
    client.force_login(cast.owner)
    return client


def send(client: Client, cast: Cast, headers: Any = HTMX, **fields: Any) -> Any:
    sent = {
        "title": "Fewer forms",
        "text": "One is enough.",
        "department": str(cast.department.pk),
        "anonymity": "named",
        "say_where": "on",
        "came_up_on": "/tickets/",
    }
    return client.post("/ideas/capture/", sent | fields, **headers)


def test_in_the_dialog_the_answer_leads_nobody_away(client: Client, cast: Cast) -> None:
    form = client.get("/ideas/capture/?from=/tickets/", **HTMX).content.decode()
    assert "<html" not in form
    assert form.index('name="anonymity"') < form.index('name="title"'), "who may know comes first"
    assert 'accept="image/*"' in form
    answer = send(client, cast, attachments=SimpleUploadedFile("a.png", PIXEL, "image/png"))
    idea = Idea.objects.get()
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (200, False)
    assert f"/ideas/{idea.reference}/" in answer.content.decode()
    assert (idea.department, idea.came_up_on) == (cast.department, "/tickets/")
    assert StoredFile.objects.get().subject_id == idea.pk
    assert 'href="/tickets/"' in client.get(f"/ideas/{idea.reference}/").content.decode()
    assert "Your idea is in" not in client.get("/ideas/").content.decode(), "said once, in the dialog"


def test_without_scripts_it_is_a_page(client: Client, cast: Cast) -> None:
    page = client.get("/ideas/capture/?from=/training/").content.decode()
    assert "<html" in page
    assert 'value="/training/"' in page
    answer = send(client, cast, headers={})
    assert answer["Location"] == f"/ideas/{Idea.objects.get().reference}/"
    assert "/ideas/capture/?from=%2Fideas%2F" in client.get("/ideas/").content.decode()


def test_what_is_missing_is_said_in_the_dialog(client: Client, cast: Cast) -> None:
    answer = send(client, cast, title="")
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert "One is enough." in answer.content.decode()
    assert not Idea.objects.exists()


def test_similar_ideas_are_shown_once_more_when_it_is_sent(client: Client, cast: Cast) -> None:
    there = make_idea(cast.colleague, title="夜班没有热饭吃", text="夜里只有泡面")
    ideas_index()
    terms_count()
    body = {"title": "夜班的同事没有热饭", "text": "夜里只有泡面"}
    beside = client.post("/ideas/similar/", body | {"form": "capture-form"}, **HTMX).content.decode()
    assert 'form="capture-form"' in beside
    assert 'form="main-form"' in client.post("/ideas/similar/", body | {"form": '"><b>'}, **HTMX).content.decode()
    first = send(client, cast, **body)
    assert first.status_code == 422
    assert there.reference in first.content.decode()
    assert send(client, cast, **body, shown=there.reference).status_code == 200


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"came_up_on": "/tickets/?q=secret#x"}, "/tickets/"),
        ({"came_up_on": "https://evil.example/"}, ""),
        ({"came_up_on": "//evil.example/"}, ""),
        ({"came_up_on": "/no/such/page/"}, ""),
        ({"say_where": ""}, ""),
        ({"anonymity": "office"}, ""),
    ],
)
def test_the_page_is_noted_only_with_a_name_and_only_ours(
    client: Client, cast: Cast, fields: dict[str, str], kept: str
) -> None:
    assert send(client, cast, **fields).status_code == 200
    assert Idea.objects.get().came_up_on == kept


def test_the_database_keeps_no_page_of_hidden_authors(cast: Cast) -> None:
    idea = make_idea(cast.owner, anonymity=Anonymity.OFFICE, came_up_on="/tickets/")
    assert idea.came_up_on == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.filter(pk=idea.pk).update(came_up_on="/tickets/")
