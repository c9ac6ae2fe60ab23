"""SQL queries of every page and every REST read, against the baseline in query_counts.json.

All SQL is counted, session and permissions included, with what is cached for good warm. A page that needs more than
the baseline fails, and so does one that needs less: the baseline is what the next change is measured by.
`QUERY_BASELINE=write` writes it anew; the difference is then read in the commit.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.people.registry import action_for
from tests.architecture.urls import FILLINGS, Url, every_url
from tests.world import World, make_world

BASELINE = Path(__file__).with_name("query_counts.json")
MOST = 12
# Kinds of answer that depend on more than the database holds.
LEFT_OUT = {"delivery:healthz", "setup", "delivery:open", "records:file"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def path_of(world: World, url: Url) -> str | None:
    if not any(filling in url.path for filling in (FILLINGS["str"], f"/{FILLINGS['slug']}/")):
        return url.path
    arguments = world.sample(url.name)
    return reverse(url.name, args=arguments) if arguments else None


def is_read(url: Url) -> bool:
    return url.name not in LEFT_OUT and "GET" in url.methods and action_for(url.name, "GET") is not None


def counted(client: Client, path: str | None) -> int | None:
    """None for what does not answer with 200: a page that leads on, or one that this state refuses."""
    if path is None or asked(client, path) != 200:
        return None
    with CaptureQueriesContext(connection) as found:
        asked(client, path)
    return len(found)


def asked(client: Client, path: str) -> int:
    """The status. A file that comes back is read to its end, at which Django's client closes it."""
    response: Any = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


def test_counts_are_those_of_the_baseline(world: World) -> None:
    client = Client()
    client.force_login(world.visitor)
    found: dict[str, int] = {}
    for url in filter(is_read, every_url()):
        count = counted(client, path_of(world, url))
        if count is not None:
            found[url.name] = count
    if os.environ.get("QUERY_BASELINE") == "write":
        BASELINE.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n")
    expected = json.loads(BASELINE.read_text())
    assert found == expected


def test_nothing_in_the_baseline_is_more_than_twelve() -> None:
    counts = json.loads(BASELINE.read_text())
    assert {name: count for name, count in counts.items() if count > MOST} == {}
    assert len(counts) > 100, "most reads are missing"
