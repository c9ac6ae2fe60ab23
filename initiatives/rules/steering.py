"""Risks and money of an initiative: plain functions, tested with literals. Formulas: docs/mechanisms/steering.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MEDIUM_FROM, HIGH_FROM = 6, 15
GRADES = range(1, 6)


def score(likelihood: int, impact: int) -> int:
    """1 to 25."""
    return likelihood * impact


def level(likelihood: int, impact: int) -> str:
    points = score(likelihood, impact)
    if points >= HIGH_FROM:
        return "high"
    return "medium" if points >= MEDIUM_FROM else "low"


def heat(risks: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """How many risks have each pair of likelihood and impact."""
    found = {(likelihood, impact): 0 for likelihood in GRADES for impact in GRADES}
    for pair in risks:
        found[pair] += 1
    return found


@dataclass
class Money:
    """What is planned and spent in one currency."""

    currency: str
    planned: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    @property
    def remaining(self) -> Decimal:
        """Below zero when more is spent than planned."""
        return self.planned - self.spent

    @property
    def share(self) -> float | None:
        """Spent of planned; None while nothing is planned."""
        return float(self.spent / self.planned) if self.planned > 0 else None

    @property
    def over(self) -> bool:
        return self.spent > self.planned


def money(entries: Iterable[tuple[str, str, Decimal]]) -> list[Money]:
    """Out of (kind, currency, amount): one row per currency, in their order; never across currencies."""
    found: dict[str, Money] = {}
    for kind, currency, amount in entries:
        row = found.setdefault(currency, Money(currency))
        if kind == "planned":
            row.planned += amount
        else:
            row.spent += amount
    return [found[currency] for currency in sorted(found)]
