"""Ideas known to nobody: the receipt code, and when a batch is published. Plain functions, tested with literals."""

import datetime as dt
import hashlib
from collections.abc import Sequence

# Crockford's base32: 20 characters are 100 bits, too many to try.
LENGTH, GROUP = 20, 4
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
# Published together: never fewer than this, unless the oldest has waited long enough.
BATCH = 3
LONGEST_WAIT = dt.timedelta(days=3)


def grouped(code: str) -> str:
    """`7K3M-9Q2X-…`, as it is shown and printed."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """A code as somebody typed it: spaces and dashes don't matter, look-alikes are read as what they look like."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum()).translate(_LOOKALIKES)


def digest(code: str) -> str:
    """What is stored in place of the code: SHA-256, without salt, since 100 random bits can't be guessed."""
    return hashlib.sha256(code.encode()).hexdigest()


def is_ready(days: Sequence[dt.date], today: dt.date) -> bool:
    """Whether what came in on these days, all before today, is published now: enough together, or waited too long."""
    return len(days) >= BATCH or (bool(days) and today - min(days) >= LONGEST_WAIT)
