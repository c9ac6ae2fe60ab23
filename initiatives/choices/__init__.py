"""Choices of this area by subject."""

from initiatives.choices.ideas import IDEA_LOOKS, Anonymity, DecisionKind, IdeaState
from initiatives.choices.initiatives import (
    ATTENTION_WORDS,
    INITIATIVE_LOOKS,
    LIGHT_LOOKS,
    Better,
    InitiativeState,
    Light,
    PartRole,
)

__all__ = [
    "ATTENTION_WORDS",
    "IDEA_LOOKS",
    "INITIATIVE_LOOKS",
    "LIGHT_LOOKS",
    "Anonymity",
    "Better",
    "DecisionKind",
    "IdeaState",
    "InitiativeState",
    "Light",
    "PartRole",
]
