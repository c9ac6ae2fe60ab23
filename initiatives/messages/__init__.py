"""What people are told about ideas and initiatives, by subject."""

from initiatives.messages import (
    actions,
    benefits,
    challenges,
    evaluations,
    follows,
    gates,
    ideas,
    initiatives,
    programmes,
    services,
    steering,
    thanks,
)

__all__ = [
    "actions",
    "benefits",
    "challenges",
    "evaluations",
    "follows",
    "gates",
    "ideas",
    "initiatives",
    "programmes",
    "services",
    "steering",
    "thanks",
]
