"""Every REST operation of the portal: what the URL conf and the permission table say, with the methods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from portal.people.registry import ROUTES
from tests.architecture.urls import FILLINGS, Url, every_url

# They describe the operations and are none.
ABOUT = {"api:schema", "api:docs"}


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def rest_urls() -> list[Url]:
    return [url for url in every_url() if url.is_api and url.name not in ABOUT]


def operations() -> list[Operation]:
    """One for each method that the permission table lets through, and that the view answers."""
    return [Operation(url.name, method, url.path) for url in rest_urls() for method in _methods(url)]


def _methods(url: Url) -> list[str]:
    rule = ROUTES[url.name]
    known = list(rule) if isinstance(rule, dict) else url.methods
    return [method for method in known if method in url.methods or not hasattr(url.callback, "actions")]


@cache
def schema() -> dict[str, Any]:
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


def described() -> dict[tuple[str, str], dict[str, Any]]:
    """(URL name, method) -> operation object of the OpenAPI document."""
    found = {}
    for path, methods in schema()["paths"].items():
        name = resolve(re.sub(r"{\w+}", FILLINGS["str"], path)).view_name
        for method, operation in methods.items():
            found[name, method.upper()] = operation
    return found
