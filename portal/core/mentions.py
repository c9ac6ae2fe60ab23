"""Colleagues who are named in a note: `@[P-7K3M9Q2X]`. Plain values in, plain values out.

What somebody types may carry the name behind the reference, so that they can read it: `@[P-7K3M9Q2X Wang Fang]`. The
reference alone is kept, and everybody reads the name as they read names.
"""

import re
from collections.abc import Mapping

MOST = 20  # colleagues in one note
_TOKEN = re.compile(r"@\[(P-[0-9A-HJKMNP-TV-Z]{8})(?:[ \u3000][^\]\n]{0,160})?\]", re.IGNORECASE)


def mentioned(text: str) -> list[str]:
    """References in the order in which they stand, each once."""
    return list(dict.fromkeys(found.upper() for found in _TOKEN.findall(text)))


def kept(text: str) -> str:
    """The text as it is stored: references alone, in capitals."""
    return _TOKEN.sub(lambda found: f"@[{found[1].upper()}]", text)


def with_names(text: str, names: Mapping[str, str]) -> str:
    """The text as it is read; who has no name in `names` stays a reference."""
    return _TOKEN.sub(lambda found: "@" + names.get(found[1].upper(), found[1].upper()), text)
