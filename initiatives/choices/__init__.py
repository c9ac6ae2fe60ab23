"""Choices of this area by subject."""

from initiatives.choices.benefits import BENEFIT_LOOKS, BenefitState
from initiatives.choices.challenges import CHALLENGE_LOOKS, ChallengeState
from initiatives.choices.gates import GATE_LOOKS, NEED_WORDS, GateDecision, Section, Stage
from initiatives.choices.ideas import IDEA_LOOKS, Anonymity, DecisionKind, IdeaState, Verdict
from initiatives.choices.initiatives import (
    ATTENTION_WORDS,
    COMPUTED_LOOKS,
    DECISION_WORDS,
    INITIATIVE_LOOKS,
    LIGHT_LOOKS,
    TYPE_LOOKS,
    Better,
    InitiativeState,
    InitiativeType,
    Light,
    PartRole,
)
from initiatives.choices.services import SERVICE_LOOKS, EvidenceKind, Serves, ServiceState

__all__ = [
    "ATTENTION_WORDS",
    "BENEFIT_LOOKS",
    "CHALLENGE_LOOKS",
    "COMPUTED_LOOKS",
    "DECISION_WORDS",
    "GATE_LOOKS",
    "IDEA_LOOKS",
    "INITIATIVE_LOOKS",
    "LIGHT_LOOKS",
    "NEED_WORDS",
    "SERVICE_LOOKS",
    "TYPE_LOOKS",
    "Anonymity",
    "BenefitState",
    "Better",
    "ChallengeState",
    "DecisionKind",
    "EvidenceKind",
    "GateDecision",
    "IdeaState",
    "InitiativeState",
    "InitiativeType",
    "Light",
    "PartRole",
    "Section",
    "Serves",
    "ServiceState",
    "Stage",
    "Verdict",
]
