"""Models of the demand side."""

from leads.models.desk import (
    CalendarDay,
    CalendarYear,
    Department,
    DutyTurn,
    Leave,
    OfficeHours,
    Officer,
    Pool,
    PoolMember,
    RoutingRule,
    RuleSet,
)
from leads.models.due import Due
from leads.models.lead import (
    Consent,
    ConsentText,
    Lead,
    LeadEvent,
    LeadLink,
    Mail,
    Organisation,
    ReferenceCounter,
)
from leads.models.profile import CostSheet, LandSnapshot, MatchRun, ScoreWeights, StoredNeed
from leads.models.referral import Referral
from leads.models.work import Task

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Consent",
    "ConsentText",
    "CostSheet",
    "Department",
    "Due",
    "DutyTurn",
    "LandSnapshot",
    "Lead",
    "LeadEvent",
    "LeadLink",
    "Leave",
    "Mail",
    "MatchRun",
    "OfficeHours",
    "Officer",
    "Organisation",
    "Pool",
    "PoolMember",
    "ReferenceCounter",
    "Referral",
    "RoutingRule",
    "RuleSet",
    "ScoreWeights",
    "StoredNeed",
    "Task",
]
