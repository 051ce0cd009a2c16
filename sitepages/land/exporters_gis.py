"""Plots as GeoPackage and Shapefile, in VN-2000 / TM-3 106-30 (EPSG:9213). Pure.

GDAL writes files, not memory, so both are written into a folder of their own that is gone afterwards.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import pyogrio.raw
import shapely
from shapely.geometry import Polygon

from sitepages.land.exporters import COLUMNS, attributes
from sitepages.land.facts import LandFacts
from sitepages.land.importers.attributes import SHAPEFILE_ALIASES

WHOLE = {
    "phase",
    "max_floors",
    "power_kva",
    "water_m3_day",
    "wastewater_m3_day",
    "fibre_gbps",
    "soil_bearing_kpa",
}
TEXTS = {"code", "zone", "land_use_vi", "land_use_en", "status", "power_redundancy"}
DATES = {"available_from", "lease_until"}


def plots_gpkg(land: LandFacts) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plots.gpkg")
        _write(path, land, "GPKG", list(COLUMNS))
        return path.read_bytes()


def plots_shapefile(land: LandFacts) -> bytes:
    """A zip of the Shapefile's parts; names as the importer reads them, letters in UTF-8."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder, "plots.shp"), land, "ESRI Shapefile", [SHAPEFILE_ALIASES[column] for column in COLUMNS])
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
        return out.getvalue()


def _write(path: Path, land: LandFacts, driver: str, names: Sequence[str]) -> None:
    rows = [attributes(plot, land) for plot in land.plots]
    arrays, masks = zip(*(_column(column, [row[column] for row in rows]) for column in COLUMNS), strict=True)
    outlines = numpy.array([shapely.to_wkb(Polygon(plot.ring)) for plot in land.plots], dtype=object)
    pyogrio.raw.write(
        str(path),
        outlines,
        list(arrays),
        list(names),
        field_mask=list(masks),
        layer="plots",
        driver=driver,
        geometry_type="Polygon",
        crs="EPSG:9213",
        encoding="UTF-8",
    )


def _column(column: str, values: Sequence[Any]) -> tuple[Any, Any]:
    """The column as an array of its type, and where it is not known."""
    unknown = numpy.array([value is None for value in values], dtype=bool)
    if column in TEXTS:
        return numpy.array(["" if value is None else value for value in values], dtype=object), unknown
    if column in DATES:
        days = [date.fromisoformat(value) if value else None for value in values]
        return numpy.array(days, dtype="datetime64[D]"), unknown
    kind = "int32" if column in WHOLE else "float64"
    return numpy.array([0 if value is None else value for value in values], dtype=kind), unknown
