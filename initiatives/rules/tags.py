"""Tags of ideas: how one is written, and what counts as the same. Plain functions, tested with literals."""

import unicodedata
from collections.abc import Iterable

MOST = 5  # on one idea
LENGTH = 40
_SEPARATORS = str.maketrans(dict.fromkeys(",，、;；\n\r\t", ","))


def written(text: str) -> str:
    """A tag as it is shown: NFKC, no # in front, one blank between words, no control characters."""
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(sign if unicodedata.category(sign)[0] not in "CZ" else " " for sign in folded)
    return " ".join(kept.lstrip("#＃ ").split())


def key(text: str) -> str:
    """What makes two tags the same: case doesn't matter. NFKC again, since folding case may compose anew."""
    return unicodedata.normalize("NFKC", written(text).casefold())


def split(text: str) -> list[str]:
    """What somebody typed between commas, Chinese ones too, each tag once in the order of typing."""
    return once(text.translate(_SEPARATORS).split(","))


def once(texts: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in texts:
        if name := written(text):
            found.setdefault(key(name), name)
    return list(found.values())
