"""The part of its agent's minutes for every contact that an import touches (rules.handling)."""

import datetime as dt
from typing import NamedTuple

from feedback.customers.models import Contact
from feedback.customers.rules.handling import LONGEST, Held, shared
from feedback.customers.services.importing.target import Target


class Period(NamedTuple):
    """From the first to the last instant that changes."""

    first: dt.datetime
    last: dt.datetime

    def touches(self, held: Held) -> bool:
        return held.start <= self.last and held.end >= self.first


def share_minutes(targets: list[Target]) -> dict[int, dt.timedelta]:
    """Sets `handling` of the targets; gives that of other contacts whose minutes are shared otherwise now. One query.

    Contacts that lie further away may overlap with what was not read; nothing here touches them, so they stay.
    """
    for target in targets:
        _share_alone(target)
    touched = [target for target in targets if target.differs]
    period = _period(touched)
    agents = {agent for target in touched for agent in target.agents}
    if period is None or not agents:
        return {}
    mine = {target.pk or -number: target for number, target in enumerate(targets, start=1)}
    by_agent, present = _others(agents, period, mine)
    for key, target in mine.items():
        if target.held is not None and target.values["agent_id"] in agents:
            by_agent.setdefault(target.values["agent_id"], {})[key] = target.held
        if target.before is not None:
            present[key] = target.before["handling"]
    shares = {
        key: share
        for rows in by_agent.values()
        for key, share in shared(rows.items()).items()
        if period.touches(rows[key])
    }
    for key, share in shares.items():
        if key in mine:
            mine[key].values["handling"] = share
    # New ones and those that differ are written with their share; these are not written otherwise.
    return {
        key: share
        for key, share in shares.items()
        if key in present and present[key] != share and not (key in mine and mine[key].differs)
    }


def _share_alone(target: Target) -> None:
    """What needs no look at others: nothing is held, or a machine did it and nobody's minutes are shared."""
    held = target.held
    if held is None:
        target.values["handling"] = None
    elif target.values["agent_id"] is None:
        target.values["handling"] = held.end - held.start


def _period(touched: list[Target]) -> Period | None:
    spans = [span for target in touched for span in (target.held, target.held_before) if span]
    return Period(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def _others(
    agents: set[int], period: Period, mine: dict[int, Target]
) -> tuple[dict[int, dict[int, Held]], dict[int, dt.timedelta | None]]:
    """What these agents held near that period beside the targets, and which part each has now."""
    near = Contact.objects.filter(
        agent__in=agents,
        answered_at__lt=period.last + LONGEST,
        answered_at__gt=period.first - 2 * LONGEST,
        ended_at__gt=period.first - LONGEST,
    )
    by_agent: dict[int, dict[int, Held]] = {}
    present: dict[int, dt.timedelta | None] = {}
    for pk, agent, start, end, share in near.values_list("pk", "agent_id", "answered_at", "ended_at", "handling"):
        if pk not in mine and start and end:
            by_agent.setdefault(agent, {})[pk] = Held(start, end)
            present[pk] = share
    return by_agent, present
