"""Which step answers for how much of a failure that reached a customer. Plain values in, plain values out.

The front office says sorry, the step behind it caused it: so the minutes go to the steps, not to who took the call.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

PROMISE, REOPEN, REPEAT, JUMP = "promise", "reopen", "repeat", "jump"


class Stay(NamedTuple):
    """A step before the failure: working minutes spent there, and those that it was allowed (None: no clock)."""

    step: int
    worked: float
    allowed: float | None = None

    @property
    def over(self) -> float:
        return max(0.0, self.worked - self.allowed) if self.allowed is not None else 0.0


def of_promise(minutes: int, stays: Sequence[Stay]) -> dict[int, int]:
    """Minutes over the promised instant, by how far each step exceeded its own time: who kept theirs answers for none.

    If none exceeded it, or none had any, by the time spent: the chain as a whole was too slow for the promise.
    """
    over = {stay.step: stay.over for stay in stays if stay.over > 0}
    return shared(minutes, over) if over else of_time_spent(minutes, stays)


def of_time_spent(minutes: int, stays: Sequence[Stay]) -> dict[int, int]:
    """By the time spent in each step; where nobody spent any, the last step answers, because it had the ticket.

    Also of a repeat: the second ticket's minutes are what the first one's steps left undone.
    """
    spent = {stay.step: stay.worked for stay in stays if stay.worked > 0}
    if not spent and stays:
        spent = {stays[-1].step: 1.0}
    return shared(minutes, spent)


def of_one(minutes: int, step: int) -> dict[int, int]:
    """A reopening: the step that said it was done. A jump: the step in which nobody saw another way."""
    return {step: minutes}


def shared(minutes: int, weights: Mapping[int, float]) -> dict[int, int]:
    """Whole minutes in proportion to the weights that add up to `minutes` exactly (largest remainders, first wins)."""
    total = sum(weights.values())
    if not total:
        return {}
    exact = {step: minutes * weight / total for step, weight in weights.items()}
    found = {step: int(value) for step, value in exact.items()}
    left = minutes - sum(found.values())
    for step in sorted(exact, key=lambda each: found[each] - exact[each])[:left]:
        found[step] += 1
    return found
