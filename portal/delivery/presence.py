"""Who is at work outside the hours of their department: each area that knows of some registers how to ask."""

import datetime as dt
from collections.abc import Callable

from portal.people.models import User

Present = Callable[[User, dt.datetime], bool]
PRESENT: list[Present] = []


def register_presence(present: Present) -> None:
    """`present(person, at)`: asked only about people whose department is closed at that moment."""
    PRESENT.append(present)
