"""What the areas of the small company share: who is in it, and what was made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from portal.people.models import Department, User


@dataclass
class World:
    """`visitor` holds every role and heads a department, so no page is closed to them."""

    now: dt.datetime
    house: Department
    front: Department
    visitor: User
    agent: User
    clerk: User
    samples: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def sample(self, name: str) -> tuple[str, ...] | None:
        """What fills the address of the URL with this name; the longest beginning wins. None: nothing was made."""
        if name in self.samples:
            return self.samples[name]
        fitting = [key for key in self.samples if key.endswith("*") and name.startswith(key[:-1])]
        return self.samples[max(fitting, key=len)] if fitting else None
