"""English and other Latin words: a light stem, phrases of the synonym list as one."""

import functools
import threading

from initiatives.rules.similar import words

_stemming = threading.local()
LONGEST = 6  # words of a phrase


@functools.lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball's English stem. A stemmer keeps state while it works, so each thread has its own."""
    if not hasattr(_stemming, "stemmer"):
        import snowballstemmer  # noqa: PLC0415  (only where texts are compared)

        _stemming.stemmer = snowballstemmer.stemmer("english")
    return str(_stemming.stemmer.stemWord(word.replace("’", "'").removesuffix("'s")))


def grouped(stems: list[str]) -> list[str]:
    """The first of the group of each phrase in `stems`, the longest phrase first."""
    groups = _groups()
    found: list[str] = []
    at = 0
    while at < len(stems):
        for size in range(min(LONGEST, len(stems) - at), 0, -1):
            first = groups.get(tuple(stems[at : at + size]))
            if first is not None:
                found.append(first)
                at += size
                break
        else:
            at += 1
    return found


@functools.cache
def _groups() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for members, first in words.groups("en", ","):
        for member in members:
            found[tuple(stem(word) for word in member.replace("-", " ").split())] = first
    return found
