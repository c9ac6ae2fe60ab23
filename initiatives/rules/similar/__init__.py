"""Texts that mean the same: how a text is cut into terms, what a term weighs, how close two texts are."""

from initiatives.rules.similar.index import Index
from initiatives.rules.similar.terms import long_enough, terms
from initiatives.rules.similar.weights import Query, damp, rarest, weight

__all__ = ["Index", "Query", "damp", "long_enough", "rarest", "terms", "weight"]
