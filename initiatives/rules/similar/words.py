"""The lists of synonyms and of words that say little (`words/`), read once per process."""

import functools
from pathlib import Path

FOLDER = Path(__file__).with_name("words")


def lines(name: str) -> list[str]:
    read = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in read if line and not line.startswith("#")]


ASKING = "?"  # before the first of a group that only asks


@functools.cache
def groups_zh() -> dict[str, str]:
    """Word -> the first of its group. A word of two groups belongs to the earlier one."""
    return {word: first for members, first in groups("zh", " ") for word in reversed(members)}


def groups(language: str, between: str) -> list[tuple[list[str], str]]:
    """The groups of a language, the last first, so that a dict keeps the earliest one of a word."""
    found = []
    for name, mark in (("asking", ASKING), ("synonyms", "")):
        for line in lines(f"{name}_{language}.txt"):
            members = [member.strip() for member in line.split(between)]
            found.append((members, mark + members[0]))
    return found[::-1]


@functools.cache
def stop_words() -> frozenset[str]:
    """Words that say little, of both languages."""
    named = frozenset(word for name in ("stop_zh.txt", "stop_en.txt") for line in lines(name) for word in line.split())
    asking = {word for word, first in groups_zh().items() if first.startswith(ASKING)}
    return named | asking
