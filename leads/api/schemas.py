"""The request of POST /api/match as types: strict, closed, documented. Meanings: matching.md sections 1-8."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from leads.api.language import Wish
from leads.matching.values import MOST_MULTIPLIER
from sitepages.incentives.limits import FACT_DAYS

EARLIEST, LATEST = FACT_DAYS


def calendar_day(text: str) -> str:
    """A day as YYYY-MM-DD within reach of the engine's arithmetic; the text itself is kept."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("not_date", "a date as YYYY-MM-DD")
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("date_range", "a date within reach")
    return text


def whole_list(codes: list[str]) -> list[str]:
    if not codes:
        raise PydanticCustomError("empty_list", "at least one zone")
    return codes


Day = Annotated[
    str, Field(strict=True, json_schema_extra={"format": "date", "example": "2028-12-31"}), AfterValidator(calendar_day)
]
Quantity = Annotated[float, Field(strict=True, gt=0, le=1e9, allow_inf_nan=False)]
Basis = Annotated[float, Field(strict=True, ge=1, le=1e7, allow_inf_nan=False)]  # an estimate stays within Quantity
Money = Annotated[float, Field(strict=True, gt=0, le=1e12, allow_inf_nan=False)]

Multiplier = Annotated[float, Field(strict=True, ge=0, le=MOST_MULTIPLIER, allow_inf_nan=False)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Land(Part):
    area_min_m2: Quantity | None = Field(None, description="Least total area, m². Without it only single plots.")
    area_max_m2: Quantity | None = Field(None, description="Greatest total area, m².")
    combine: bool | None = Field(None, description="May adjoining plots be joined? Default true.")
    max_plots: int | None = Field(None, ge=1, le=8, description="Most plots in an option. Default 4.")


class Utilities(Part):
    power_kva: Quantity | None = Field(None, description="Connected power needed, kVA.")
    water_m3_day: Quantity | None = Field(None, description="Water needed, m³ a day.")
    wastewater_m3_day: Quantity | None = Field(None, description="Waste water to discharge, m³ a day.")
    fibre_gbps: Quantity | None = Field(None, description="Fibre capacity needed, Gbps.")


class Budget(Part):
    lease_usd_m2_max: Quantity | None = Field(
        None, description="Highest price, USD per m², once, for the whole remaining land term."
    )
    lease_usd_max: Money | None = Field(None, description="Highest total lease, USD, once.")


class EstimateFrom(Part):
    """What is known instead of land and utilities: gaps are then filled by published ratios, labelled estimates."""

    floor_m2: Basis | None = Field(None, description="Gross floor area to be built, m².")
    storeys: float | None = Field(None, ge=1, le=100, allow_inf_nan=False, description="Storeys; else the usual.")
    staff: Basis | None = Field(None, description="People on site.")
    shifts: float | None = Field(None, ge=1, le=4, allow_inf_nan=False, description="Shifts the staff works in.")
    racks: Basis | None = Field(None, description="Server racks.")
    rack_density: Literal["standard", "dense"] | None = Field(None, description="Default standard.")


class Weights(Part):
    """The investor's sliders: each criterion's published weight is multiplied, 0 leaves it out. Default 1."""

    price: Multiplier | None = None
    zone_fit: Multiplier | None = None
    ready: Multiplier | None = None
    frontage: Multiplier | None = None
    area_fit: Multiplier | None = None
    fewer_plots: Multiplier | None = None
    power: Multiplier | None = None
    water: Multiplier | None = None
    wastewater: Multiplier | None = None
    fibre: Multiplier | None = None


class MatchRequest(Part):
    """What an investor's project needs. Every key but `sector` is optional; a missing one is unknown, never 0."""

    sector: str = Field(description="A sector key, e.g. data_centre, semiconductor_packaging_testing, software.")
    zones: Annotated[list[str], AfterValidator(whole_list)] | None = Field(
        None, max_length=20, description="Only these functional zones; narrows what the sector permits, never widens."
    )
    needed_by: Day | None = Field(None, description="Latest day on which ground and mains must be ready.")
    land: Land | None = None
    utilities: Utilities | None = None
    budget: Budget | None = None
    estimate_from: EstimateFrom | None = Field(
        None, description="Fills what `land` and `utilities` leave open by published ratios; echoed in `assumed`."
    )
    weights: Weights | None = Field(None, description="Sliders by criterion, 0 to 5; not all asked ones 0.")
    project: dict[str, Any] | None = Field(
        None,
        description="Facts of project, company and staff by key of the vocabulary; facts of the zone go in `assume`.",
    )
    assume: dict[str, Any] | None = Field(
        None, description='Facts of the zone to suppose, e.g. {"zone_status": "established"}.'
    )
    order: Literal["score", "cost", "area"] | None = Field(None, description="Default score.")
    diverse: bool | None = Field(None, description="Options share at most half of their plots. Default true.")
    limit: int | None = Field(None, ge=1, le=50, description="Most options. Default 10.")
    lang: Wish | None = Field(
        None,
        description="Language of the sentences, else `lang` of the query, else Accept-Language, else en. "
        "ko, ja, zh answer in English for now.",
    )
    on: Day | None = Field(None, description="The day asked about; today in the province if missing.")
