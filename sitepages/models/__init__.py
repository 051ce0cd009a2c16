"""Models of the supply side."""

from sitepages.models.land import (
    ChangeSet,
    FunctionalZone,
    LandVersion,
    ParkLayer,
    Plot,
    PlotEvidence,
    PlotNeighbour,
    PlotReceipt,
    PlotStatusChange,
    SectorPermission,
)
from sitepages.models.law import (
    Citation,
    ExchangeRate,
    FactKey,
    Incentive,
    IncentiveVersion,
    LegalCategory,
    Sector,
)
from sitepages.models.pages import ContentPage, HomePage, NewsIndexPage, NewsPage
from sitepages.models.park import ParkFact
from sitepages.models.pending import PendingForm
from sitepages.models.people import Person
from sitepages.models.policy import ImpactRun, LegalAnswer, LegalQuestion, RuleAct, SourceChange, SourceCheck
from sitepages.models.prices import LocationPrice
from sitepages.models.procedures import ProcedureCase, ProcedureFact, ProcedureNote, ProcedureStep
from sitepages.models.reports import FactReport
from sitepages.models.settings import ParkSettings
from sitepages.models.uses import UseCount

__all__ = [
    "ChangeSet",
    "Citation",
    "ContentPage",
    "ExchangeRate",
    "FactKey",
    "FactReport",
    "FunctionalZone",
    "HomePage",
    "ImpactRun",
    "Incentive",
    "IncentiveVersion",
    "LandVersion",
    "LegalAnswer",
    "LegalCategory",
    "LegalQuestion",
    "LocationPrice",
    "NewsIndexPage",
    "NewsPage",
    "ParkFact",
    "ParkLayer",
    "ParkSettings",
    "PendingForm",
    "Person",
    "Plot",
    "PlotEvidence",
    "PlotNeighbour",
    "PlotReceipt",
    "PlotStatusChange",
    "ProcedureCase",
    "ProcedureFact",
    "ProcedureNote",
    "ProcedureStep",
    "RuleAct",
    "Sector",
    "SectorPermission",
    "SourceChange",
    "SourceCheck",
    "UseCount",
]
