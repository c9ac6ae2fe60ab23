"""Query strings that a careless list answers with 500: every list of the URL conf, every filter it knows."""

import time
from typing import Any

import pytest
from django.test import Client

from tests.architecture.urls import Url, every_url

pytestmark = pytest.mark.once

VALUES = ["", "\x00", "(", "0", "-1", "10000", str(10**20), "9" * 4000, "NaN", "2026-02-30", "0001-01-01",
          "9999-12-31", "0001-01-01T00:00:00+14:00", "%", "'; drop table x", "{{7*7}}", "a" * 5000]  # fmt: skip
COMMON = ["q", "cursor", "page_size", "ordering", "after", "surely_no_filter_of_ours", "state", "sort", "export"]
# What gets past a parser most often, for each filter alone: with all at once the first refusal hides the rest.
SLIPPERY = ["\x00", str(10**20), "9999-12-31"]


def lists() -> list[Url]:
    return [url for url in every_url() if "GET" in url.methods and "00000000" not in url.path]


def filters_of(url: Url) -> list[str]:
    view = getattr(url.callback, "cls", None)
    filterset = getattr(view, "filterset", None)
    return [*(filterset.base_filters if filterset else []), *COMMON]


def together(url: Url) -> list[str]:
    """All filters at once get every value over REST; a page, whose filters are the same, every fifth."""
    return VALUES if url.is_api else VALUES[1::5]


def alone(url: Url) -> list[str]:
    """A page's filters are those of its REST list, where each is tried alone; a form has none of its own."""
    return filters_of(url) if url.is_api else ["cursor"]


@pytest.mark.parametrize("url", lists(), ids=lambda url: url.name)
def test_every_filter_of_every_list(url: Url, client: Client) -> None:
    queries = [dict.fromkeys(filters_of(url), value) for value in together(url)]
    queries += [{name: value} for name in alone(url) for value in SLIPPERY]
    for query in queries:
        began = time.process_time()
        response = client.get(url.path, query)
        shown = {name: value[:40] for name, value in query.items()}
        assert response.status_code < 500, (shown, response.content[:300])
        assert time.process_time() - began < 5, shown
    repeated: Any = client.get(url.path + "?" + "&".join(["q=a"] * 400))
    assert repeated.status_code < 500


def test_unknown_filters_orderings_and_cursors_are_400(client: Client) -> None:
    for query, field in (
        ({"surely_no_filter": "1"}, "surely_no_filter"),
        ({"ordering": "password"}, "ordering"),
        ({"cursor": "abc"}, "cursor"),
        ({"page_size": "1000000000"}, "page_size"),
    ):
        response = client.get("/api/v1/tickets/", query)
        assert response.status_code == 400
        assert field in response.json()["errors"]
