"""The WSGI handler: Django's own, which remembers where a path leads and trusts connections that are silent.

Hundreds of patterns are tried in turn to find a view, a seventh of what a short REST list costs; which view has a path
never changes in a process.
"""

from __future__ import annotations

from functools import lru_cache

import django
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, get_resolver

from portal.core.connections import trust_silent_connections

# Paths that name an object are many: the least used make room.
REMEMBERED = 4096


@lru_cache(maxsize=REMEMBERED)
def resolved(path: str) -> ResolverMatch:
    """The view of a path; what leads nowhere raises, as it does in Django, and is not kept."""
    return get_resolver().resolve(path)


class RememberingHandler(WSGIHandler):
    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        trust_silent_connections()
        return super().get_response(request)

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        if hasattr(request, "urlconf"):
            return super().resolve_request(request)
        request.resolver_match = match = resolved(request.path_info)
        return match


def make_application() -> RememberingHandler:
    django.setup(set_prefix=False)
    return RememberingHandler()
