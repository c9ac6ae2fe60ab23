"""Tickets: what is served, what was asked, its way through the departments, and the clocks that run on it."""

from .catalogue import CatalogueService, ServiceStep
from .clock import Clock
from .failure import Charge, Failure
from .handling import HandlingBand, HandlingNorm
from .jump import Jump, JumpPass, JumpPolicy, Overtaken
from .promise import OPEN_PROMISE, Promise
from .purpose import Purpose, PurposeRead
from .resolution import Resolution
from .ticket import OPEN_ROWS, StateSpan, Step, Ticket

__all__ = [
    "OPEN_PROMISE",
    "OPEN_ROWS",
    "CatalogueService",
    "Charge",
    "Clock",
    "Failure",
    "HandlingBand",
    "HandlingNorm",
    "Jump",
    "JumpPass",
    "JumpPolicy",
    "Overtaken",
    "Promise",
    "Purpose",
    "PurposeRead",
    "Resolution",
    "ServiceStep",
    "StateSpan",
    "Step",
    "Ticket",
]
