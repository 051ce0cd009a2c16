"""The land as files for others. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from sitepages.land import geometry
from sitepages.land.facts import LandFacts, PlotFacts

# The attribute names of plots.csv, in its order.
COLUMNS = (
    "code",
    "zone",
    "land_use_vi",
    "land_use_en",
    "area_m2",
    "status",
    "phase",
    "available_from",
    "max_coverage_pct",
    "floor_area_ratio",
    "max_floors",
    "power_kva",
    "power_redundancy",
    "water_m3_day",
    "wastewater_m3_day",
    "fibre_gbps",
    "road_width_m",
    "frontage_m",
    "soil_bearing_kpa",
    "elevation_m",
    "lease_usd_m2",
    "service_fee_usd_m2_year",
    "lease_until",
)


def plots_geojson(land: LandFacts) -> dict[str, Any]:
    """All plots as GeoJSON (WGS 84, rings counter-clockwise as RFC 7946 asks); unknown facts are null."""
    return {
        "type": "FeatureCollection",
        "on": land.on.isoformat(),
        "version": land.version,
        "illustrative": land.illustrative,
        "features": [feature(plot, land) for plot in land.plots],
    }


def feature(plot: PlotFacts, land: LandFacts) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": plot.code,
        "properties": attributes(plot, land),
        "geometry": geometry.boundary_wgs84(plot.ring),
    }


def attributes(plot: PlotFacts, land: LandFacts) -> dict[str, Any]:
    """Column of plots.csv -> value; dates as text, unknown None."""
    return {column: _value(plot, column, land) for column in COLUMNS}


def _value(plot: PlotFacts, column: str, land: LandFacts) -> Any:
    if column in {"code", "zone"}:
        return getattr(plot, column)
    if column == "status":
        return plot.status if plot.status_known else None
    if column in {"land_use_vi", "land_use_en"}:
        known = plot.facts["land_use"].known
        return plot.land_use[0 if column == "land_use_vi" else 1] or None if known else None
    value = plot.value(column)
    return value.isoformat() if isinstance(value, date) else value
