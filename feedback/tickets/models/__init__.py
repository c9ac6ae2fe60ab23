"""Tickets: what is served, what was asked, its way through the departments, and the clocks that run on it."""

from .approval import OPEN_APPROVAL, Approval, ApprovalRule, ApprovalSeat
from .article import PUBLISHED, Article, ArticleUse
from .catalogue import CatalogueService, ServiceStep
from .clock import Clock
from .duty import DUTY_ONCE, Duty
from .escalation import LEVEL_ONCE, Escalation, EscalationLevel
from .failure import Charge, Failure
from .handling import HandlingBand, HandlingNorm
from .inbound import InboundAddress, InboundMail
from .jump import Jump, JumpPass, JumpPolicy, Overtaken
from .one_button import OneButton, Settlement
from .problem import ALIVE_PROBLEM, WAITING_PROBLEM, Problem, ProblemInitiative, ProblemTicket
from .promise import OPEN_PROMISE, Promise
from .purpose import Purpose, PurposeRead
from .question import OPEN_QUESTION, Asked, Openness, Question
from .resolution import Resolution
from .routing import RULE_PLACE, Routed, RoutingRule
from .service_form import FormVersion, TicketAnswers
from .starting_text import StartingText
from .ticket import OPEN_ROWS, StateSpan, Step, Ticket
from .watch import Watch

__all__ = [
    "ALIVE_PROBLEM",
    "DUTY_ONCE",
    "LEVEL_ONCE",
    "OPEN_APPROVAL",
    "OPEN_PROMISE",
    "OPEN_QUESTION",
    "OPEN_ROWS",
    "PUBLISHED",
    "RULE_PLACE",
    "WAITING_PROBLEM",
    "Approval",
    "ApprovalRule",
    "ApprovalSeat",
    "Article",
    "ArticleUse",
    "Asked",
    "CatalogueService",
    "Charge",
    "Clock",
    "Duty",
    "Escalation",
    "EscalationLevel",
    "Failure",
    "FormVersion",
    "HandlingBand",
    "HandlingNorm",
    "InboundAddress",
    "InboundMail",
    "Jump",
    "JumpPass",
    "JumpPolicy",
    "OneButton",
    "Openness",
    "Overtaken",
    "Problem",
    "ProblemInitiative",
    "ProblemTicket",
    "Promise",
    "Purpose",
    "PurposeRead",
    "Question",
    "Resolution",
    "Routed",
    "RoutingRule",
    "ServiceStep",
    "Settlement",
    "StartingText",
    "StateSpan",
    "Step",
    "Ticket",
    "TicketAnswers",
    "Watch",
]
