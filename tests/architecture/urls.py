"""Every URL of the portal, as the URL conf has it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

# Stands in for every parameter of a URL: well-formed, and of nothing that exists.
FILLINGS = {"int": "1", "str": "T-00000000", "slug": "absent", "uuid": "00000000-0000-4000-8000-000000000000"}


@dataclass(frozen=True)
class Url:
    name: str
    path: str
    callback: Any

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")

    @property
    def methods(self) -> list[str]:
        """Those that a REST view answers; a page is asked by GET and POST."""
        actions = getattr(self.callback, "actions", None)
        if actions:
            return [method.upper() for method in actions if method not in ("head", "options")]
        return ["GET"] if self.is_api else ["GET", "POST"]


def every_url() -> list[Url]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: Any, prefix: str, namespace: str) -> Iterator[Url]:
    for pattern in patterns:
        path = prefix + _filled(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            yield Url(f"{namespace}{pattern.name}", f"/{path}", pattern.callback)


def _filled(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?\w+>", lambda m: FILLINGS[m.group(1) or "str"], str(pattern._route))
    text = re.sub(r"\(\?P<\w+>(?:[^()\[\]]|\[[^\]]*\])*\)", FILLINGS["str"], str(pattern._regex))
    return text.removeprefix("^").removesuffix("$").removesuffix("\\Z").replace("\\.", ".").replace("/?", "/")
