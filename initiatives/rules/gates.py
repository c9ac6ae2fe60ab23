"""Stage gates: the order of the stages, and what each gate asks for. Plain functions, tested with literals."""

from collections.abc import Mapping, Sequence

STAGES = ("idea", "charter", "design", "roll_out", "in_use", "closed")
# What has to be there before an initiative enters the stage; worked out from its data, never ticked by hand.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "charter": ("serves", "needs", "problem", "sponsor"),
    "design": ("started", "target", "departments", "milestones"),
    "roll_out": ("actions",),
    "in_use": ("reading",),
    "closed": ("reading", "result"),
}
# What an initiative has to have before it starts.
START = ("sponsor", "target")


def next_stage(stage: str) -> str | None:
    """The stage behind the next gate; None behind the last one."""
    place = STAGES.index(stage) + 1
    return STAGES[place] if place < len(STAGES) else None


def checklist(stage: str, facts: Mapping[str, bool]) -> list[tuple[str, bool]]:
    """What the gate into `stage` asks for, and whether it is there."""
    return [(name, facts[name]) for name in NEEDS[stage]]


def missing(names: Sequence[str], facts: Mapping[str, bool]) -> list[str]:
    return [name for name in names if not facts[name]]
