"""How a state looks: word, icon and colour together, so that colour never speaks alone."""

from dataclasses import dataclass
from typing import Literal, get_args

from django_stubs_ext import StrOrPromise

from portal.core.icons import check_icon

# Meanings (docs/mechanisms/pages.md): blue new or in progress, grey waiting for somebody outside, purple the
# fast lane and nothing else, red late, refused or failed, amber due soon or internal, green solved or kept.
Colour = Literal["blue", "grey", "purple", "red", "green", "amber"]


@dataclass(frozen=True)
class Look:
    """For `{% state look %}`. Refuses an icon outside the sprite and a colour without a measured pair."""

    label: StrOrPromise
    icon: str
    colour: Colour

    def __post_init__(self) -> None:
        check_icon(self.icon)
        if self.colour not in get_args(Colour):
            raise ValueError(f"No colour {self.colour!r}: one of {', '.join(get_args(Colour))}")
