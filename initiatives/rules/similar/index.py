"""Texts in memory that are asked for the closest ones: what the database does for ideas, without it."""

from collections import defaultdict
from collections.abc import Sequence
from heapq import nsmallest

from initiatives.rules.similar.terms import terms
from initiatives.rules.similar.weights import Query, damp

CANDIDATES = 60  # whose characters are compared as well


class Index:
    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._having: dict[str, list[int]] = defaultdict(list)
        self._damp = []
        for position, text in enumerate(texts):
            found = terms(text)
            self._damp.append(damp(len(found)))
            for term in found:
                self._having[term].append(position)

    def closest(self, text: str) -> list[tuple[int, float]]:
        """Positions and closeness (0 to 1) of the texts that share something with `text`, the closest first."""
        counts = {term: len(self._having.get(term, ())) for term in terms(text)}
        query = Query.of(text, counts, counts, len(self._texts))
        scores: dict[int, float] = defaultdict(float)
        # In the order of their names: a sum of floats must not depend on the order of a set.
        for term, weight in sorted(query.weights.items()):
            for position in self._having.get(term, ()):
                scores[position] += weight * self._damp[position]
        near = nsmallest(CANDIDATES, scores, key=lambda position: (-scores[position], position))
        found = [(position, query.closeness(scores[position], self._texts[position])) for position in near]
        return sorted(found, key=lambda each: (-each[1], each[0]))
