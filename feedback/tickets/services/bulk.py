"""Steps on many tickets at once: the verbs of one, called for each."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from feedback.tickets.models import Ticket
from feedback.tickets.services.commenting import ticket_comment
from feedback.tickets.services.handing import ticket_hand_over
from feedback.tickets.services.merging import ticket_merge
from feedback.tickets.services.resolving import ticket_resolve
from feedback.tickets.services.taking import ticket_release, ticket_take
from feedback.tickets.services.watching import ticket_watch
from portal.core.refs import normalise
from portal.people.models import User
from portal.records.bulk import Picked, RowAnswer, bulk_run


def _comment(*, version: int | None, **values: Any) -> Any:
    """A note is added to what others said meanwhile; it overwrites nothing."""
    return ticket_comment(**values)


def _watch(*, version: int | None, **values: Any) -> Ticket:
    return ticket_watch(**values)


VERBS: dict[str, Callable[..., Any]] = {
    "take": ticket_take,
    "hand_over": ticket_hand_over,
    "release": ticket_release,
    "resolve": ticket_resolve,
    "comment": _comment,
    "watch": _watch,
    "merge": ticket_merge,
}


def tickets_bulk(
    *, action: str, rows: list[Picked], by: User, now: dt.datetime, key: str = "", **values: Any
) -> list[RowAnswer]:
    """`action` of VERBS on each of `rows`: an answer per row, none of them done twice for one `key`.

    The ticket into which others are merged may be among them; it stays.
    """
    if "into" in values:
        rows = [row for row in rows if row.id != normalise(values["into"])]
    return bulk_run(rows=rows, verb=VERBS[action], by=by, now=now, key=key, said=action, **values)
