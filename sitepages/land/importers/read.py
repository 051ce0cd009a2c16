"""Reads whatever land file it is given into one survey: outlines in EPSG:9213, typed attributes, layers, findings.

Pure; writes nothing. Findings that block are errors, those that ask are warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from sitepages.land.codes import usual_code
from sitepages.land.findings import Finding
from sitepages.land.geometry import Ring
from sitepages.land.importers import crs as systems
from sitepages.land.importers.attributes import column_of, read_attributes
from sitepages.land.importers.localise import localise
from sitepages.land.importers.reading import DrawnLayer, FileRefused, Reading, shown
from sitepages.land.importers.rings import check_rings
from sitepages.land.importers.sniff import form_of, short
from sitepages.land.importers.survey_table import (
    is_survey,
    missing_columns,
    read_attribute_table,
    read_survey_table,
)
from sitepages.land.importers.tables import Row, csv_rows, xlsx_rows
from sitepages.land.layer_checks import check_layers
from sitepages.land.tolerances import MAX_PLOTS


@dataclass(frozen=True, slots=True)
class LandFile:
    """A file as given: its name (never trusted as a path) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`crs`: EPSG code or PROJ text chosen by a person, "" = as the file says; `code`: the plot of a table
    that names none.
    """

    crs: str = ""
    code: str = ""


def of_layer(finding: Finding) -> bool:
    return finding.code.startswith("layer_")


@dataclass
class Survey:
    """All files together. Usable when no finding is an error.

    `rings` by plot code as (easting, northing) in EPSG:9213; `attributes` by plot code, only the columns
    that were given (None = given as unknown); `layers` in EPSG:9213; `stated` what was decided on the way;
    `in_degrees` the plots whose corners were written in degrees, so to a centimetre only.
    """

    rings: dict[str, Ring] = field(default_factory=dict)
    in_degrees: set[str] = field(default_factory=set)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    layers: list[DrawnLayer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    stated: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        return any(finding.error for finding in self.findings)

    @property
    def whole_file_wrong(self) -> bool:
        """An error that concerns no single plot and no single layer: comparing plots would only add noise."""
        return any(finding.error and not finding.plot and not of_layer(finding) for finding in self.findings)


def read_files(
    files: Sequence[LandFile],
    zones: Sequence[str],
    options: ReadOptions | None = None,
    known: Mapping[str, Ring] | None = None,
) -> Survey:
    """Read each file and join what they say about the same plot; `known` are the outlines on the site."""
    options = options or ReadOptions()
    survey = Survey()
    for file in files:
        try:
            reading = read_file(file, zones, options, known)
        except FileRefused as refused:
            survey.findings.append(refused.finding)
            continue
        _join(survey, reading)
    return survey


def read_file(
    file: LandFile, zones: Sequence[str], options: ReadOptions, known: Mapping[str, Ring] | None = None
) -> Reading:
    """One file's plots in EPSG:9213 with typed attributes. Raises FileRefused when it is not read at all."""
    chosen = systems.identify(options.crs)
    form = form_of(file.name, file.data)
    reading = Reading(short(file.name), form, known=known or {}, chosen=chosen)
    FORMS[form](file.data, reading, options)
    if len(reading.plots) > MAX_PLOTS:
        raise FileRefused("too_much", file=reading.name, limit=MAX_PLOTS)
    localise(reading, chosen)
    check_rings(reading)
    check_layers(reading)
    for drawn in reading.plots:
        read_attributes(drawn, zones, reading)
    return reading


def _table(rows: Sequence[Row], reading: Reading, options: ReadOptions) -> None:
    code = usual_code(options.code)
    if is_survey(rows):
        if options.code and not code:
            reading.found("bad_code_given", file=reading.name, value=shown(options.code)[:20])
        elif not missing_columns(rows, reading, code):
            read_survey_table(rows, reading, code)
    elif _looks_like_attributes(rows):
        read_attribute_table(rows, reading)
    else:
        missing_columns(rows, reading, code)


def _looks_like_attributes(rows: Sequence[Row]) -> bool:
    """A code and one value are enough; without a code, three columns of ours."""
    found = [{column_of(cell) for cell in cells} - {""} for _line, cells in rows[:30]]
    return any(len(columns) > (1 if "code" in columns else 2) for columns in found)


def _csv(data: bytes, reading: Reading, options: ReadOptions) -> None:
    _table(csv_rows(data, reading), reading, options)


def _xlsx(data: bytes, reading: Reading, options: ReadOptions) -> None:
    rows = xlsx_rows(data, reading, lambda rows: is_survey(rows) or _looks_like_attributes(rows))
    _table(rows, reading, options)


def _lazy(module: str, name: str) -> Callable[[bytes, Reading, ReadOptions], None]:
    """A reader whose library (GDAL, ezdxf, an XML reader) is loaded only when such a file comes."""

    def read(data: bytes, reading: Reading, _options: ReadOptions) -> None:
        getattr(import_module(f"sitepages.land.importers.{module}"), name)(data, reading)

    return read


FORMS: Mapping[str, Callable[[bytes, Reading, ReadOptions], None]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "geojson": _lazy("geojson", "read_geojson"),
    "kml": _lazy("kml", "read_kml"),
    "kmz": _lazy("kml", "read_kmz"),
    "dxf": _lazy("dxf", "read_dxf"),
    "shapefile": _lazy("gis", "read_shapefile"),
    "gpkg": _lazy("gis", "read_gpkg"),
}


def _join(survey: Survey, reading: Reading) -> None:
    survey.forms.append(reading.form)
    survey.findings += reading.findings
    survey.stated += reading.stated
    survey.layers += reading.layers
    for drawn in reading.plots:
        if drawn.ring:
            if drawn.code in survey.rings:
                survey.findings.append(
                    Finding("duplicate_code", drawn.code, facts={"file": reading.name, "row": drawn.where})
                )
                continue
            survey.rings[drawn.code] = drawn.ring
            if reading.in_degrees:
                survey.in_degrees.add(drawn.code)
        if drawn.attributes:
            survey.attributes.setdefault(drawn.code, {}).update(drawn.attributes)
