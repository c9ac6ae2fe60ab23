"""The OpenAPI document: valid, complete, readable."""

from __future__ import annotations

import io
import json
import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client

from tests.api.urls import described, operations, schema
from tests.architecture.urls import every_url
from tests.cast import make_user

READABLE = re.compile(r"[a-z]+(_[a-z]+)*")
CODE_BLOCK = re.compile(r"```.*?```", re.DOTALL)


def test_it_validates_without_a_warning() -> None:
    # Raises when the document is not OpenAPI, or when anything of it had to be guessed.
    out, complaints = io.StringIO(), io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--api-version", "1.0.0", stdout=out, stderr=complaints)
    assert out.getvalue().startswith("openapi: 3")
    assert complaints.getvalue() == ""


def test_every_operation_of_the_url_conf_is_in_it() -> None:
    in_urls = {(operation.name, operation.method) for operation in operations()}
    assert in_urls
    assert in_urls == set(described())


def test_every_operation_says_what_it_does_and_has_a_curl_line() -> None:
    wrong = []
    for (name, method), operation in described().items():
        description = operation.get("description", "")
        words = operation.get("summary") or CODE_BLOCK.sub("", description).strip()
        if len(words) < 8:
            wrong.append(f"{method} {name}: says nothing about itself")
        if "```\ncurl " not in description:
            wrong.append(f"{method} {name}: no curl line")
    assert not wrong, "\n".join(wrong)


def test_operation_ids_are_unique_and_readable() -> None:
    ids = Counter(operation["operationId"] for operation in described().values())
    assert [name for name, count in ids.items() if count > 1] == []
    unreadable = [name for name in ids if not READABLE.fullmatch(name) or name.startswith("api_") or len(name) > 50]
    assert unreadable == []


def test_an_action_is_named_by_its_path() -> None:
    assert described()["api:ticket-hand-over", "POST"]["operationId"] == "tickets_hand_over"
    assert described()["api:ticket-detail", "PATCH"]["operationId"] == "tickets_update"
    assert described()["api:ticket-list", "POST"]["operationId"] == "tickets_create"


def test_every_operation_says_what_it_answers() -> None:
    wrong = []
    for (name, method), operation in described().items():
        success = [status for status in operation["responses"] if status.startswith("2")]
        body = any(operation["responses"][status].get("content") for status in success)
        if not success or (not body and success != ["204"]):
            wrong.append(f"{method} {name}: {sorted(operation['responses'])}")
    assert not wrong, "\n".join(wrong)


def test_every_post_takes_an_idempotency_key_and_every_change_if_match() -> None:
    for (name, method), operation in described().items():
        headers = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
        wanted = {"POST": {"Idempotency-Key", "If-Match"}, "PATCH": {"If-Match"}}.get(method, set())
        assert wanted <= headers, (method, name)


def test_every_list_names_its_filters_and_its_page() -> None:
    """A parameter that works and isn't described is one that nobody uses."""
    wrong = []
    for url in every_url():
        if getattr(url.callback, "actions", {}).get("get") != "list" or "00000000" in url.path:
            continue
        if url.callback.cls.pagination_class is None:
            continue  # the feed of events has a cursor of its own
        operation = described()[url.name, "GET"]
        named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        known = {*url.callback.cls.filterset.base_filters, "cursor", "page_size", "ordering"}
        if known - named:
            wrong.append(f"{url.name}: {sorted(known - named)}")
        page = operation["responses"]["200"]["content"]["application/json"]["schema"]
        if "$ref" in page:
            page = schema()["components"]["schemas"][page["$ref"].rpartition("/")[2]]
        if set(page.get("properties", {})) != {"results", "next", "previous"}:
            wrong.append(f"{url.name}: answers {sorted(page.get('properties', {}))}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_it_is_served_as_json_and_as_yaml() -> None:
    client = Client()
    client.force_login(make_user())
    answer = client.get("/api/v1/schema/?format=json")
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"].startswith("3.")
    assert json.loads(answer.content)["paths"].keys() == schema()["paths"].keys()
    assert client.get("/api/v1/schema/").content.startswith(b"openapi: 3")


@pytest.mark.django_db
def test_what_is_kept_is_kept_by_language_and_format() -> None:
    client = Client()
    client.force_login(make_user())
    answers = {
        (lang, kind): client.get(f"/api/v1/schema/?lang={lang}&format={kind}").content
        for lang in ("en", "zh-hans")
        for kind in ("json", "yaml")
    }
    assert len(set(answers.values())) == 4
    for (lang, kind), content in answers.items():
        again = client.get(f"/api/v1/schema/?lang={lang}&format={kind}")
        assert again.content == content
        assert kind in again["Content-Type"] or "openapi" in again["Content-Type"]


@pytest.mark.django_db
def test_its_page_is_served() -> None:
    client = Client()
    client.force_login(make_user())
    assert client.get("/api/v1/docs/").status_code == 200
