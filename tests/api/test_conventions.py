"""What every list, object and refusal of REST has in common, asked of every URL that there is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.throttling import UserRateThrottle

from portal.core.filters import PortalFilterSet
from portal.people.registry import ROUTES
from tests.api.ask import check_problem, send
from tests.api.urls import rest_urls
from tests.architecture.urls import Url
from tests.world import World

# Objects that nobody edits at the same time as somebody else.
WITHOUT_VERSION = {"api:me": "one's own preferences", "api:me-questions": "one's own, two of them"}


def lists() -> list[Url]:
    """Without the feed of events, which is followed and not paged through."""
    found = [url for url in rest_urls() if getattr(url.callback, "actions", {}).get("get") == "list"]
    return [url for url in found if url.callback.cls.pagination_class]


def with_details() -> list[Url]:
    details = {url.name for url in rest_urls() if "GET" in url.methods}
    return [url for url in lists() if url.name.replace("-list", "-detail") in details and "00000000" not in url.path]


def editable() -> list[Url]:
    return [url for url in rest_urls() if {"GET", "PATCH"} <= set(url.methods) and url.name not in WITHOUT_VERSION]


def path_of(world: World, url: Url) -> str:
    """The URL with a real object in it. A URL whose object the small company lacks fails here."""
    if "00000000" not in url.path:
        return url.path
    arguments = world.sample(url.name)
    assert arguments, f"tests/world makes nothing for {url.name}"
    return reverse(url.name, args=arguments)


def walk(client: Client, url: str, direction: str = "next") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    following: str | None = url
    for _page in range(500):
        page = client.get(following).json()
        assert set(page) == {"results", "next", "previous"}, page
        rows = rows + page["results"] if direction == "next" else page["results"] + rows
        following = page[direction]
        if following is None:
            return rows
    raise AssertionError(f"{url} never ends")


def last_page(client: Client, url: str) -> str:
    while following := client.get(url).json()["next"]:
        url = following
    return url


def in_words(rows: list[dict[str, Any]]) -> list[str]:
    return [json.dumps(row, sort_keys=True) for row in rows]


@pytest.mark.parametrize("url", lists(), ids=lambda url: url.name)
def test_paging_walks_every_row_once_in_every_order(url: Url, world: World, client: Client) -> None:
    path = path_of(world, url)
    orderings = [ordering.name for ordering in url.callback.cls.orderings] or ["newest"]
    for ordering in orderings:
        at_once = in_words(client.get(path, {"ordering": ordering, "page_size": 200}).json()["results"])
        assert len(at_once) >= 3, "too few rows to walk through: tests/world makes them"
        assert len(set(at_once)) == len(at_once)
        first = f"{path}?ordering={ordering}&page_size=2"
        assert in_words(walk(client, first)) == at_once
        assert in_words(walk(client, last_page(client, first), "previous")) == at_once


@pytest.mark.parametrize("url", lists(), ids=lambda url: url.name)
def test_unknown_filters_orders_and_sizes_are_named(url: Url, world: World, client: Client) -> None:
    path = path_of(world, url)
    for query in ({"no_such_filter": "1"}, {"ordering": "no_such_order"}, {"page_size": "0"}, {"cursor": "no_cursor"}):
        problem = check_problem(client.get(path, query), 400)
        assert set(problem["errors"]) == set(query)


def searched() -> list[Url]:
    return [url for url in lists() if "q" in url.callback.cls.filterset.known()]


@pytest.mark.parametrize("url", searched(), ids=lambda url: url.name)
def test_words_alone_find_what_a_form_finds(
    url: Url, world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(world, url)
    asked = [{"q": words} for words in ("a", "王", " 行李 ", "100 % 'sure' \\", "no such words", "x" * 201)]
    short = [client.get(path, query) for query in asked]
    monkeypatch.setattr(PortalFilterSet, "_finds_words", classmethod(lambda _cls, _data: False))
    long = [client.get(path, query) for query in asked]
    assert [each.status_code for each in short] == [200, 200, 200, 200, 200, 400]
    assert [each.json() for each in short] == [each.json() for each in long]


@pytest.mark.parametrize("url", with_details(), ids=lambda url: url.name)
def test_every_row_opens_by_its_id(url: Url, client: Client) -> None:
    row = client.get(url.path).json()["results"][0]
    detail = client.get(reverse(url.name.replace("-list", "-detail"), args=[row["id"]]))
    assert detail.status_code == 200
    assert detail.json()["id"] == row["id"]


@pytest.mark.parametrize("url", editable(), ids=lambda url: url.name)
def test_a_stale_edit_is_refused(url: Url, world: World, client: Client) -> None:
    path = path_of(world, url)
    before = client.get(path)
    assert before.status_code == 200, before.content[:300]
    version = before["ETag"]
    assert version == f'"{version.strip(chr(34))}"'
    assert version.strip('"').isdigit()
    check_problem(send(client, "PATCH", path, If_Match='"0"'), 412)
    check_problem(send(client, "PATCH", path, If_Match="yesterday"), 400, "bad_if_match")
    assert client.get(path).json() == before.json()
    assert send(client, "PATCH", path, If_Match=version).status_code == 200


@pytest.mark.parametrize("url", [url for url in rest_urls() if "00000000" in url.path], ids=lambda url: url.name)
def test_absent_is_404_in_the_problem_shape(url: Url, client: Client) -> None:
    rule = ROUTES[url.name]
    for method in url.methods if not isinstance(rule, dict) else set(rule) & set(url.methods):
        response = send(client, method, url.path)
        # A body that is looked at first may be refused first.
        check_problem(response, response.status_code if response.status_code == 400 else 404)


def test_signed_out_wrong_method_and_wrong_type_have_the_problem_shape(client: Client) -> None:
    answer = Client().get("/api/v1/tickets/")
    check_problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Token"
    check_problem(send(client, "DELETE", "/api/v1/tickets/"), 405)
    check_problem(client.post("/api/v1/tickets/", "<a/>", content_type="application/xml"), 415)


def test_refusals_speak_the_language_of_the_caller(client: Client) -> None:
    english = send(client, "POST", "/api/v1/tickets/", Accept_Language="en").json()
    chinese = send(client, "POST", "/api/v1/tickets/", Accept_Language="zh-CN,zh;q=0.9").json()
    assert english["code"] == chinese["code"]
    assert english["errors"].keys() == chinese["errors"].keys()
    assert english["title"].isascii()
    assert not chinese["title"].isascii()


def test_too_many_requests_are_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "3/min"})
    answers = [client.get("/api/v1/tickets/") for _request in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    check_problem(answers[3], 429)
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
