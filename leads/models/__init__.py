"""Models of the demand side."""

from leads.models.desk import CalendarDay, Department, Leave, OfficeHours, Officer, RoutingRule
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
from leads.models.profile import CostSheet, LandSnapshot, MatchRun, ScoreWeights

__all__ = [
    "CalendarDay",
    "Consent",
    "ConsentText",
    "CostSheet",
    "Department",
    "Due",
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
    "ReferenceCounter",
    "RoutingRule",
    "ScoreWeights",
]
