"""The rows of the permission table of this area, and its routes, by subject."""

from initiatives.permissions import (
    benefits,
    challenges,
    coverage,
    evaluations,
    ideas,
    initiatives,
    participation,
    programmes,
    services,
    steering,
    tags,
    templates,
    thanks,
    work,
)

__all__ = [
    "benefits",
    "challenges",
    "coverage",
    "evaluations",
    "ideas",
    "initiatives",
    "participation",
    "programmes",
    "services",
    "steering",
    "tags",
    "templates",
    "thanks",
    "work",
]
