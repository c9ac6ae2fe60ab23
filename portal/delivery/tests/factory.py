"""Messages to send."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portal.people.models import User
from portal.records.models import OutboxRow
from portal.records.services import notify

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, time: dt.timedelta) -> None:
        self.now += time


def tell(
    *people: User, key: str = "sample:1", kind: str = "delivery.sample", url: str = "/tickets/T-1/", **params: Any
) -> None:
    given = {"reference": "T-7K3M9Q2X", "title": "Card does not arrive"} | params
    notify(kind=kind, key=key, recipients=people, params=given, url=url, at=NOW)


def mails() -> Any:
    return OutboxRow.objects.filter(channel=OutboxRow.Channel.MAIL).order_by("id")


def the_mail() -> OutboxRow:
    row: OutboxRow = mails().get()
    return row
