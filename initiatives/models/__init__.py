"""Ideas with their votes and decisions; initiatives with targets, departments, milestones and reports."""

from initiatives.models.actions import Action, Dependency
from initiatives.models.answers import AnswerBoard, AnswerTime, IdeaObjection, IdeaQuestion
from initiatives.models.challenges import Challenge
from initiatives.models.charter import CharterText
from initiatives.models.evaluations import Evaluation, Scorecard
from initiatives.models.follows import IdeaFollow, InitiativeFollow, WeeklyDigest
from initiatives.models.gates import GateReview
from initiatives.models.ideas import Idea, IdeaDecision, Vote
from initiatives.models.initiatives import Initiative, InitiativeQuerySet
from initiatives.models.merges import IdeaMerge
from initiatives.models.nameless import NamelessPicture, NamelessSubmission, Receipt, ReceiptNote
from initiatives.models.participation import DepartmentPart, PartMonth
from initiatives.models.parts import Milestone, Participation, Reading, StatusReport, Target
from initiatives.models.programmes import CompanyReading, CompanyTarget, Programme
from initiatives.models.reach import Reach
from initiatives.models.services import UseEvidence, ValueService
from initiatives.models.similar import IdeaRaise, IdeaTerm, LikenessLabel, TermCount
from initiatives.models.steering import BudgetEntry, LogEntry, Risk
from initiatives.models.tags import IdeaTag, Tag
from initiatives.models.templates import PlanTemplate
from initiatives.models.thanks import Thanks

__all__ = [
    "Action",
    "AnswerBoard",
    "AnswerTime",
    "BudgetEntry",
    "Challenge",
    "CharterText",
    "CompanyReading",
    "CompanyTarget",
    "DepartmentPart",
    "Dependency",
    "Evaluation",
    "GateReview",
    "Idea",
    "IdeaDecision",
    "IdeaFollow",
    "IdeaMerge",
    "IdeaObjection",
    "IdeaQuestion",
    "IdeaRaise",
    "IdeaTag",
    "IdeaTerm",
    "Initiative",
    "InitiativeFollow",
    "InitiativeQuerySet",
    "LikenessLabel",
    "LogEntry",
    "Milestone",
    "NamelessPicture",
    "NamelessSubmission",
    "PartMonth",
    "Participation",
    "PlanTemplate",
    "Programme",
    "Reach",
    "Reading",
    "Receipt",
    "ReceiptNote",
    "Risk",
    "Scorecard",
    "StatusReport",
    "Tag",
    "Target",
    "TermCount",
    "Thanks",
    "UseEvidence",
    "ValueService",
    "Vote",
    "WeeklyDigest",
]
