"""Choices of this area by subject."""

from initiatives.choices.gates import GATE_LOOKS, NEED_WORDS, GateDecision, Section, Stage
from initiatives.choices.ideas import IDEA_LOOKS, Anonymity, DecisionKind, IdeaState, Verdict
from initiatives.choices.initiatives import (
    ATTENTION_WORDS,
    COMPUTED_LOOKS,
    INITIATIVE_LOOKS,
    LIGHT_LOOKS,
    Better,
    InitiativeState,
    Light,
    PartRole,
)

__all__ = [
    "ATTENTION_WORDS",
    "COMPUTED_LOOKS",
    "GATE_LOOKS",
    "IDEA_LOOKS",
    "INITIATIVE_LOOKS",
    "LIGHT_LOOKS",
    "NEED_WORDS",
    "Anonymity",
    "Better",
    "DecisionKind",
    "GateDecision",
    "IdeaState",
    "InitiativeState",
    "Light",
    "PartRole",
    "Section",
    "Stage",
    "Verdict",
]
