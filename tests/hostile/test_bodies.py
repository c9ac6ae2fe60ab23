"""Bodies that a careless API answers with 500: every POST, PUT and PATCH of the URL conf gets each of them."""

import json
from typing import Any

import pytest
from django.test import Client

from portal.core.api.parsers import GuardedJSONParser
from tests.architecture.urls import Url, every_url

pytestmark = pytest.mark.once
WRITES = [(url, method) for url in every_url() if url.is_api for method in url.methods if method != "GET"]

# What a parser refuses before any view sees it: tried once for each combination of parsers.
BROKEN = {
    "half": b'{"title": ',
    "not utf-8": b'{"title": "\xff\xfe"}',
    "NUL": b'{"title": "a\\u0000b"}',
    "NUL in a key": b'{"ti\\u0000tle": "ab"}',
    "half of a pair": b'{"title": "\\ud800"}',
    "NaN": b'{"title": NaN}',
    "infinite": b'{"target": 1e999}',
    "huge integer": b'{"minutes": ' + b"9" * 5000 + b"}",
    "same key twice": b'{"title": "a", "title": "b"}',
    "deep": b"[" * 100_000,
    "deep and closed": b"[" * 5_000 + b"]" * 5_000,
    "deep objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "too large": b'{"title": "' + b"a" * 1_100_000 + b'"}',
}
# What is JSON and not what the view expects: tried on every write.
UNFIT = {
    "nothing": b"",
    "a list": b"[1, 2]",
    "a number": b"7",
    "a text": b'"title"',
    "null": b"null",
    "unknown field": b'{"surely_no_field_of_ours": 1}',
    "mass assignment": b'{"id": 1, "version": 99, "created_at": "2020-01-01", "is_superuser": true, "votes": 5}',
    "wrong types": json.dumps(
        {
            name: {"a": [1]}
            for name in ("title", "text", "name", "start", "minutes", "reason", "due_on", "spec", "email")
        }
    ).encode(),
    "too long": b'{"title": "' + b"a" * 200_000 + b'"}',
}


def parsers_of(url: Url) -> tuple[type, ...]:
    view = url.callback
    return tuple(getattr(view, "initkwargs", {}).get("parser_classes") or view.cls.parser_classes)


ONE_OF_EACH = {parsers_of(url): (url, method) for url, method in reversed(WRITES)}


def names(case: tuple[Url, str]) -> str:
    return f"{case[1]} {case[0].name}"


def check(response: Any, body: str) -> None:
    # A body that happens to be enough (an action that needs none) may do its work; nothing may break.
    assert response.status_code < 500, (body, response.content[:300])
    if response.status_code >= 400:
        assert response["Content-Type"].startswith("application/problem+json"), (body, response.status_code)
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["code"]
        assert problem["title"]


@pytest.mark.parametrize("case", WRITES, ids=names)
def test_every_write_answers_clearly(case: tuple[Url, str], client: Client) -> None:
    url, method = case
    for name, body in UNFIT.items():
        check(client.generic(method, url.path, body, content_type="application/json"), name)
    check(client.generic(method, url.path, b"{}", content_type="text/plain"), "text/plain")


@pytest.mark.parametrize("case", ONE_OF_EACH.values(), ids=names)
def test_every_parser_refuses_what_is_broken(case: tuple[Url, str], client: Client) -> None:
    url, method = case
    for name, body in BROKEN.items():
        answer = client.generic(method, url.path, body, content_type="application/json")
        check(answer, name)
        assert answer.status_code in (400, 404, 413), (name, answer.status_code)
    check(client.generic(method, url.path, b"{}", content_type="application/json; charset=klingon"), "charset")


def test_no_write_reads_json_without_the_guard() -> None:
    json_parsers = {parser for parsers in ONE_OF_EACH for parser in parsers if parser.media_type == "application/json"}
    assert json_parsers
    assert all(issubclass(parser, GuardedJSONParser) for parser in json_parsers)


def test_the_reason_of_a_malformed_body_is_said(client: Client) -> None:
    url = "/api/v1/tickets/"
    too_large = client.post(url, BROKEN["too large"], content_type="application/json")
    assert too_large.status_code == 413
    nul = client.post(url, BROKEN["NUL"], content_type="application/json", headers={"Accept-Language": "zh-hans"})
    assert nul.status_code == 400
    assert "NUL" in nul.json()["title"]
    unknown = client.post(url, UNFIT["unknown field"], content_type="application/json")
    assert unknown.status_code == 400
    assert "surely_no_field_of_ours" in unknown.json()["errors"]
