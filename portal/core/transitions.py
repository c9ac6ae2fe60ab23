"""Table-driven state machines: one readable table per model, one function that asks it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core.errors import Refused


@dataclass(frozen=True)
class Transition:
    """`action` leads from any of `sources` to `target`."""

    action: str
    sources: frozenset[str]
    target: str


class TransitionTable:
    """The legal changes of one model. `labels` gives each state's words for a refusal."""

    def __init__(self, rows: list[tuple[str, tuple[str, ...], str]]) -> None:
        self.rows: Mapping[str, Transition] = {
            action: Transition(action, frozenset(sources), target) for action, sources, target in rows
        }

    def allows(self, action: str, state: str) -> bool:
        return state in self.rows[action].sources

    def target(self, action: str, state: str, *, label: str = "") -> str:
        """The state that `action` leads to; refuses with `wrong_state`, naming the present state."""
        if not self.allows(action, state):
            raise Refused(
                "wrong_state",
                _("This is %(state)s now, so that step isn't open.") % {"state": label or state},
                {"state": state, "action": action, "from": sorted(self.rows[action].sources)},
            )
        return self.rows[action].target
