"""What a term weighs and how close two texts are: plain formulas, stated in docs/mechanisms/similar-ideas.md."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from initiatives.rules.similar import words
from initiatives.rules.similar.folding import fold, is_han, runs
from initiatives.rules.similar.terms import SAME

POWER = 1.3  # rare terms count more than their surprise alone says
LITTLE = 0.2  # of a word that says little
ASKED = 0.4  # of a way of asking
CHARACTER = 0.23  # of a shared Chinese character, beside the heaviest term there can be
# BM25's damping of long texts; a text of AVERAGE terms is neither damped nor lifted.
SATURATION, LENGTH, AVERAGE = 1.2, 0.2, 15


def weight(term: str, count: int, total: int) -> float:
    """Of a term that `count` of `total` texts have: ln(1 + (N - n + 0.5) / (n + 0.5)) ^ 1.3, less if it says little."""
    n = max(count, 1)
    surprise = math.log(1 + (max(total, n) - n + 0.5) / (n + 0.5))
    return surprise**POWER * _factor(term)


def _factor(term: str) -> float:
    if term.startswith(SAME + words.ASKING):
        return ASKED
    return LITTLE if term in words.stop_words() else 1.0


def damp(size: int) -> float:
    """What a text of `size` terms makes of each: a little less the longer it is."""
    return (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH + LENGTH * size / AVERAGE))


def rarest(counts: Mapping[str, int], budget: int) -> list[str]:
    """The rarest terms whose texts together are at most `budget`, and always the rarest one."""
    chosen: list[str] = []
    left = budget
    for term in sorted(counts, key=lambda each: (counts[each], each)):
        left -= counts[term]
        if left < 0 and chosen:
            break
        chosen.append(term)
    return chosen


@dataclass(frozen=True)
class Query:
    """A text that is compared: the weight of each of its terms, and what a perfect match would score."""

    weights: Mapping[str, float]
    characters: frozenset[str]
    character: float
    best: float

    @classmethod
    def of(cls, text: str, found: Collection[str], counts: Mapping[str, int], total: int) -> "Query":
        weights = {term: weight(term, counts.get(term, 0), total) for term in found}
        own = characters(text)
        character = CHARACTER * weight("", 1, max(total, 2))
        return cls(weights, own, character, (sum(weights.values()) + character * _told(own)) or 1.0)

    def closeness(self, score: float, text: str) -> float:
        """0 to 1: `score` is the sum of the shared terms' weights, damped; characters that both have come on top."""
        shared = self.character * _told(self.characters & characters(text))
        return min((score + shared) / self.best, 1.0)


def characters(text: str) -> frozenset[str]:
    """The Chinese characters of a text: they still meet where words are cut or formed in another way."""
    return frozenset(character for run in runs(fold(text)) if is_han(run) for character in run)


def _told(found: frozenset[str]) -> float:
    stop = words.stop_words()
    return sum(LITTLE if character in stop else 1.0 for character in found)
