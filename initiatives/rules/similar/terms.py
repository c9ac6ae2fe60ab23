"""A text as the set of terms by which it is compared."""

from initiatives.rules.similar import chinese, english, words
from initiatives.rules.similar.folding import fold, is_han, runs

MAX_TERMS = 120
LONGEST = 40
SAME = "="  # before the term that stands for a group of synonyms


def terms(text: str) -> frozenset[str]:
    """Words, words inside of words, and the groups of synonyms that they belong to."""
    found: dict[str, None] = {}
    latin: list[str] = []
    for run in runs(fold(text)):
        if is_han(run):
            found |= dict.fromkeys(_english(latin))
            latin = []
            found |= dict.fromkeys(_chinese(run))
        else:
            latin.append(run)
        if len(found) >= MAX_TERMS:
            break
    found |= dict.fromkeys(_english(latin))
    return frozenset(list(found)[:MAX_TERMS])


def _chinese(run: str) -> list[str]:
    groups = words.groups_zh()
    found = []
    for word in chinese.cut(run):
        for part in (word, *chinese.parts(word)):
            found.append(part[:LONGEST])
            if part in groups:
                found.append(SAME + groups[part])
    return found


def _english(latin: list[str]) -> list[str]:
    stems = [english.stem(word)[:LONGEST] for word in latin]
    return stems + [SAME + first for first in english.grouped(stems)]


def long_enough(text: str) -> bool:
    """Whether there is enough to compare: four Chinese characters or two words."""
    found = runs(fold(text))
    return sum(len(run) for run in found if is_han(run)) >= 4 or len(found) >= 2
