"""Public references: short, random, speakable. Row ids stay inside."""

import secrets
from collections.abc import Callable

# Crockford's base32: no I, L, O, U, so that a reference read over the telephone arrives as it was.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # 40 bits: among a million rows a clash is a one-in-a-million event, and the unique index refuses it
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_reference(prefix: str) -> str:
    """For example `T-7K3M9Q2X`."""
    bits = secrets.randbits(5 * LENGTH)  # one call: an import makes ten thousand at once
    return f"{prefix}-" + "".join([ALPHABET[bits >> shift & 31] for shift in range(0, 5 * LENGTH, 5)])


def normalise(reference: str) -> str:
    """What a person typed, as it is stored: upper case, look-alikes mapped in the random part."""
    prefix, dash, body = reference.strip().upper().partition("-")
    return prefix + dash + body.translate(_LOOKALIKES)


class ReferenceDefault:
    """A model field's default that migrations can serialise."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __call__(self) -> str:
        return new_reference(self.prefix)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReferenceDefault) and other.prefix == self.prefix

    def __hash__(self) -> int:
        return hash(self.prefix)

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        return "portal.core.refs.ReferenceDefault", [self.prefix], {}


def reference_default(prefix: str) -> Callable[[], str]:
    return ReferenceDefault(prefix)
