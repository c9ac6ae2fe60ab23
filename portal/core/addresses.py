"""Addresses of things that have a reference: a list writes fifty, and Django's `reverse` searches for each anew."""

from __future__ import annotations

import re
from functools import lru_cache

from django.urls import get_script_prefix, reverse

_REFERENCE = re.compile(r"[A-Z]{1,4}-[0-9A-Z]{8}")
# A reference that nothing has: zeros alone come once in 2^40.
_STAND_IN = "ZZZZ-00000000"


@lru_cache(maxsize=2000)
def _place(route: str, _prefix: str) -> str:
    return reverse(route)


def place(route: str) -> str:
    """What `reverse(route)` gives: the address of a page that takes no argument."""
    return _place(route, get_script_prefix())


def address(route: str, reference: str) -> str:
    """What `reverse(route, args=[reference])` gives."""
    if not _REFERENCE.fullmatch(reference):
        return reverse(route, args=[reference])
    before, after = _around(route, get_script_prefix())
    return before + reference + after


@lru_cache(maxsize=2000)
def _around(route: str, _prefix: str) -> tuple[str, str]:
    before, _reference, after = reverse(route, args=[_STAND_IN]).partition(_STAND_IN)
    return before, after
