"""Placeholders of a starting text: `{customer}`, `{reference}`, `{title}`, `{due}`. Plain values in and out."""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("customer", "reference", "title", "due")
_BRACED = re.compile(r"\{([^{}\n]*)\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is no placeholder, each once."""
    return list(dict.fromkeys(name for name in _BRACED.findall(text) if name not in PLACEHOLDERS))


def filled(text: str, values: Mapping[str, str]) -> str:
    """With the values of a ticket; one that it doesn't have stays in braces, so that nobody overlooks the gap."""
    return _BRACED.sub(lambda found: values.get(found[1]) or found[0], text)
