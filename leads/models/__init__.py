"""Models of the demand side."""

from leads.models.appointment import Appointment, TakenQuarter
from leads.models.cases import CasesLink
from leads.models.desk import (
    CalendarDay,
    CalendarYear,
    Department,
    DutyTurn,
    HouseVersion,
    Leave,
    OfficeHours,
    Officer,
    Pool,
    PoolMember,
    RoutingRule,
    RuleSet,
    TargetVersion,
)
from leads.models.due import Due
from leads.models.figures import FigureRun, LeadStory, MonthCount
from leads.models.hold import HeldPlot, Hold, WantedPlot
from leads.models.lead import (
    Consent,
    ConsentText,
    Contact,
    Lead,
    LeadEvent,
    LeadLink,
    Mail,
    Organisation,
    ReferenceCounter,
)
from leads.models.pack import AnswerPack
from leads.models.path import LeadPath
from leads.models.post import BadAddress, Incoming, LeadFile
from leads.models.privacy import Breach, BreachNote, PrivacyRequest
from leads.models.profile import CostSheet, LandSnapshot, MatchRun, ScoreWeights, StoredNeed
from leads.models.referral import Referral
from leads.models.room import LeadMessage
from leads.models.seen import AccessRecord
from leads.models.sheet import LeadSheet
from leads.models.triage import Triage
from leads.models.wish import Subscription, Watch
from leads.models.work import Look, ReplyTemplate, SavedFilter, Task

__all__ = [
    "AccessRecord",
    "AnswerPack",
    "Appointment",
    "BadAddress",
    "Breach",
    "BreachNote",
    "CalendarDay",
    "CalendarYear",
    "CasesLink",
    "Consent",
    "ConsentText",
    "Contact",
    "CostSheet",
    "Department",
    "Due",
    "DutyTurn",
    "FigureRun",
    "HeldPlot",
    "Hold",
    "HouseVersion",
    "Incoming",
    "LandSnapshot",
    "Lead",
    "LeadEvent",
    "LeadFile",
    "LeadLink",
    "LeadMessage",
    "LeadPath",
    "LeadSheet",
    "LeadStory",
    "Leave",
    "Look",
    "Mail",
    "MatchRun",
    "MonthCount",
    "OfficeHours",
    "Officer",
    "Organisation",
    "Pool",
    "PoolMember",
    "PrivacyRequest",
    "ReferenceCounter",
    "Referral",
    "ReplyTemplate",
    "RoutingRule",
    "RuleSet",
    "SavedFilter",
    "ScoreWeights",
    "StoredNeed",
    "Subscription",
    "TakenQuarter",
    "TargetVersion",
    "Task",
    "Triage",
    "WantedPlot",
    "Watch",
]
