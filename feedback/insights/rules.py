"""Training coverage: plain functions, tested with literals. Stated in docs/mechanisms/programmes.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trained:
    """Of a department, or of all of them: colleagues who finished a cohort, and those who are there."""

    finished: int
    headcount: int

    @property
    def share(self) -> float:
        return self.finished / self.headcount if self.headcount else 0.0


def whole(rows: list[Trained]) -> Trained:
    """People finished / headcount over all departments: sums, never a mean of shares."""
    return Trained(sum(row.finished for row in rows), sum(row.headcount for row in rows))
