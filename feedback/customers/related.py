"""What other areas know of a customer: each registers one function, and the customer's page tells it as one story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from feedback.customers.models import Identity


class Entry(NamedTuple):
    """One line of the story. `word` says what it is, `text` what people wrote."""

    at: dt.datetime
    icon: str
    word: str
    text: str
    url: str
    hint: str = ""


Related = Callable[[Any, list[Identity]], list[Entry]]
"""`related(user, identities)`: what this reader may see of them, the newest 50, in a constant number of queries."""

RELATED: dict[str, Related] = {}


def register_related(name: str, related: Related) -> None:
    RELATED[name] = related
