"""Roll-up of a portfolio by department or sponsor: plain functions, tested with literals.

Stated in docs/mechanisms/programmes.md.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from initiatives.rules.benefits import Counting, Sum, sums

LIGHTS = ("green", "amber", "red", "")


@dataclass(frozen=True)
class Item:
    """What an initiative brings to the groups it is counted in. `late_actions` and `services` are counts."""

    state: str
    stage: str
    light: str
    due_on: dt.date
    late_actions: int = 0
    services: int = 0
    needs_decision: bool = False


@dataclass
class Group:
    """Of a department, of a sponsor, or of everything. Lights and stages count what runs."""

    key: str
    name: str
    initiatives: int = 0
    running: int = 0
    lights: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LIGHTS, 0))
    stages: dict[str, int] = field(default_factory=dict)
    services: int = 0
    late_actions: int = 0
    needs_decision: int = 0
    benefits: list[Sum] = field(default_factory=list)

    @property
    def silent(self) -> int:
        """Running without any report."""
        return self.lights[""]

    def add(self, item: Item) -> None:
        self.initiatives += 1
        self.services += item.services
        self.late_actions += item.late_actions
        self.needs_decision += item.needs_decision
        if item.state == "running":
            self.running += 1
            self.lights[item.light] += 1
            self.stages[item.stage] = self.stages.get(item.stage, 0) + 1


def roll_up(
    items: Iterable[tuple[str, str, Item]], benefits: Mapping[str, list[Counting]] | None = None
) -> list[Group]:
    """One group per key of (key, name, item), those with most red first, then with most that runs, then by name.

    An initiative is in one group, so that the groups add up to the whole; what another benefit counts is left out.
    """
    found: dict[str, Group] = {}
    for key, name, item in items:
        found.setdefault(key, Group(key, name)).add(item)
    for key, group in found.items():
        group.benefits = sums((benefits or {}).get(key, []))
    return sorted(found.values(), key=lambda group: (-group.lights["red"], -group.running, group.name, group.key))


# Why something needs a decision, the most urgent first.
NEEDS = ("gate", "red", "owner", "sponsor", "report")


def needs(*, state: str, light: str, gate_waits: bool, owner_gone: bool, sponsor_gone: bool, silent: bool) -> list[str]:
    """Reasons why an initiative needs somebody to decide, the most urgent first; none once it is closed."""
    if state == "closed":
        return []
    running = state == "running"
    reasons = [
        ("gate", gate_waits),
        ("red", running and light == "red"),
        ("owner", owner_gone),
        ("sponsor", running and sponsor_gone),
        ("report", running and silent),
    ]
    return [name for name, holds in reasons if holds]
