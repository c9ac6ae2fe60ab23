"""The list of one's own signed-in devices."""

import pytest
from django.test import Client
from django.utils.html import escape

from tests.cast import PASSWORD, make_user

SENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 <b>"


@pytest.mark.django_db
def test_browsers_are_named_in_words_and_what_they_sent_is_there_to_open() -> None:
    person = make_user("p", password=PASSWORD)
    client = Client(headers={"User-Agent": SENT})
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    for language, words in (("en", "Chrome on Windows"), ("zh-hans", "Chrome（Windows）")):
        person.language = language
        person.save(update_fields=["language"])
        page = client.get("/accounts/sessions/").content.decode()
        assert f"<summary>{words}</summary><code>{escape(SENT)}</code>" in page
