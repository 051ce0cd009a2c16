"""What the plot doors of the API take and answer, for its description. Values themselves are checked by the filter."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema


class PlotFilter(Schema):
    """Repeat a name for several of its values: `zone=SX&zone=RD`. Facets narrow each other; values of one add up."""

    status: list[str] = Field(
        [], description="available, reserved, leased, clearance, not_for_lease; past its day a status is none"
    )
    zone: list[str] = Field([], description="Functional zone, e.g. SX")
    sector: list[str] = Field([], description="Key of a sector that must be permitted, e.g. data_centre")
    area: list[str] = Field([], description="Bands in ha: 0-1, 1-2, 2-3, 3-")
    price: list[str] = Field([], description="Bands in USD/m2 once for the whole term: 0-80, 80-100, 100-120, 120-")
    power: list[str] = Field([], description="Bands in kVA: 0-500, 500-1000, 1000-2000, 2000-")
    water: list[str] = Field([], description="Bands in m3/day: 0-50, 50-100, 100-200, 200-")
    fibre: list[str] = Field([], description="Bands in Gbps: 0-100, 100-400, 400-")
    ready: list[str] = Field([], description="now, 1y, 2y, later")
    readiness: list[str] = Field([], description="Level proven by published evidence: 0, 1, 2, 3")
    phase: list[str] = Field([], description="1 to 9")
    q: str = Field("", description="Part of a plot code")
    sort: str = Field("code", description="code, area, price, ready")
    # Read by ourselves, so that a refusal is in the caller's language; described as what they are.
    limit: str = Field(
        "100",
        description="Plots on a page, 1 to 1000 (GeoJSON: 1000 if left out)",
        json_schema_extra={"type": "integer", "default": 100, "minimum": 1, "maximum": 1000},
    )
    offset: str = Field(
        "0",
        description="Plots to leave out from the start",
        json_schema_extra={"type": "integer", "default": 0, "minimum": 0},
    )


class FactOut(Schema):
    """A fact with its receipt. `value` is null unless `state` is known; null is never 0."""

    value: str | float | int | None
    unit: str
    state: str = Field(description="known, expired or missing")
    source: str | None
    language: str | None = Field(description="Of a text that is not there in the language asked; else null")
    verified_on: str | None
    verified_by: str | None
    valid_until: str | None
    illustrative: bool
    disputed_on: str | None


class PlotOut(Schema):
    code: str
    zone: str
    status: str | None = Field(description="null while nobody has verified it lately: neither free nor taken")
    status_since: str | None
    status_fact: FactOut | None = Field(description="The status with its receipt")
    sectors_encouraged: list[str]
    sectors_permitted: list[str]
    facts: dict[str, FactOut]
    page: str = Field(description="Address of the plot's page")


class ZoningOut(Schema):
    """Where a line of the zoning comes from; an empty source means that nobody has said."""

    source: str
    certainty: str = Field(description="confirmed, partly or unconfirmed")
    verified_on: str | None
    illustrative: bool


class PlotPageOut(PlotOut):
    zone_receipt: ZoningOut | None = Field(description="Where the functional zone of the plot comes from")
    sectors_receipt: ZoningOut | None = Field(
        description="Where the permitted sectors of the zone come from; null while nothing is recorded of them"
    )
    neighbours: list[str] = Field(description="Plots with at least 5 m of common boundary")
    boundary: dict[str, Any] = Field(description="GeoJSON polygon, WGS 84")
    ring_vn2000: list[list[float]] = Field(description="[easting, northing] in metres, EPSG:9213, as surveyed")
    park_facts: dict[str, FactOut] = Field(
        description="What is the same for every plot, in words of the language asked, by question of the answer sheet"
    )
    files: dict[str, str] = Field(description="What can be taken away, by file name")
    on: str
    version: str
    illustrative: bool


class PlotsOut(Schema):
    """`count` plots pass the filter; `next` and `previous` are addresses or null."""

    on: str
    illustrative: bool
    count: int
    next: str | None
    previous: str | None
    facets: dict[str, dict[str, int]] = Field(
        description='Plots each value would show, the other facets kept; "" = not known'
    )
    plots: list[PlotOut]


class Problems(Schema):
    errors: dict[str, str]
