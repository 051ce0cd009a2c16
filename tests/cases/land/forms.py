"""The same few plots in every form a surveyor sends: tables, GeoJSON, KML, DXF, Shapefile, GeoPackage."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import ezdxf
import numpy
import shapely
import xlsxwriter
from shapely.geometry import Polygon

from sitepages.land import geometry  # first: it tells GDAL which formats it may know

import pyogrio.raw  # isort: skip

Ring = Sequence[tuple[float, float]]
Rings = Mapping[str, Ring]
Facts = Mapping[str, Mapping[str, Any]]
HEADER = ("Số hiệu lô", "Số hiệu điểm", "X (m)", "Y (m)", "Chiều dài cạnh (m)")
Table = list[list[Any]]


def survey(rings: Rings) -> Table:
    """Rows of a surveyor's table, header first: X is the northing."""
    rows: Table = [list(HEADER)]
    for code, ring in rings.items():
        for number, ((east, north), side) in enumerate(zip(ring, geometry.sides_m(ring), strict=True), start=1):
            rows.append([code, number, f"{north:.3f}", f"{east:.3f}", f"{side:.2f}"])
    return rows


def csv_bytes(rows: Table, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Table) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
    return out.getvalue()


def features(rings: Rings, facts: Facts | None = None) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, **(facts or {}).get(code, {})},
            "geometry": geometry.boundary_wgs84(ring),
        }
        for code, ring in rings.items()
    ]


def geojson_bytes(found: list[dict[str, Any]], **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": found}, ensure_ascii=False).encode()


def kml_text(rings: Rings, facts: Facts | None = None) -> str:
    marks = []
    for code, ring in rings.items():
        points = geometry.to_wgs84([*ring, ring[0]])
        data = "".join(
            f"<Data name={quoteattr(key)}><value>{escape(str(value))}</value></Data>"
            for key, value in (facts or {}).get(code, {}).items()
            if value is not None
        )
        drawn = " ".join(f"{x:.7f},{y:.7f},0" for x, y in points)
        marks.append(
            f"<Placemark><name>{escape(code)}</name><ExtendedData>{data}</ExtendedData><Polygon><outerBoundaryIs>"
            f"<LinearRing><coordinates>{drawn}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return head + "".join(marks) + "</Document></kml>"


def zip_bytes(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def dxf_bytes(
    rings: Rings,
    facts: Facts | None = None,
    *,
    units: int = 6,
    labels: bool = True,
    closed: bool = True,
    version: str = "R2010",
) -> bytes:
    drawing = ezdxf.new(version)
    drawing.header["$INSUNITS"] = units
    space = drawing.modelspace()
    block = drawing.blocks.new("PLOT")
    for code, ring in rings.items():
        space.add_lwpolyline(ring, close=closed, dxfattribs={"layer": "LO_DAT"})
        inside = Polygon(ring).representative_point()
        if facts:
            values = {"code": code, **facts.get(code, {})}
            for tag in values:
                if not block.has_attdef(tag.upper()):
                    block.add_attdef(tag.upper(), (0, 0))
            mark = space.add_blockref("PLOT", (inside.x, inside.y))
            mark.add_auto_attribs({k.upper(): "" if v is None else str(v) for k, v in values.items()})
        elif labels:
            space.add_text(code, dxfattribs={"insert": (inside.x, inside.y), "layer": "LO_DAT"})
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode(drawing.output_encoding)


def gis_files(
    rings: Rings, facts: Facts | None = None, driver: str = "ESRI Shapefile", crs: str | None = "EPSG:9213"
) -> dict[str, bytes]:
    """The files GDAL writes for these plots, by ending."""
    codes = list(rings)
    columns = {"code": codes}
    for key in sorted({key for row in (facts or {}).values() for key in row}):
        columns[key] = [(facts or {}).get(code, {}).get(key) for code in codes]
    arrays, masks = [], []
    for values in columns.values():
        unknown = numpy.array([value is None for value in values])
        number = all(value is None or isinstance(value, (int, float)) for value in values)
        filler: Any = 0 if number else ""
        arrays.append(numpy.array([filler if v is None else v for v in values], dtype=float if number else object))
        masks.append(unknown)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plots.gpkg" if driver == "GPKG" else "plots.shp")
        pyogrio.raw.write(
            str(path),
            numpy.array([shapely.to_wkb(Polygon(ring)) for ring in rings.values()], dtype=object),
            arrays,
            list(columns),
            field_mask=masks,
            layer="plots",
            driver=driver,
            geometry_type="Polygon",
            crs=crs,
            encoding="UTF-8",
        )
        return {part.suffix.lstrip("."): part.read_bytes() for part in Path(folder).iterdir()}


def shapefile_bytes(rings: Rings, facts: Facts | None = None, crs: str | None = "EPSG:9213") -> bytes:
    return zip_bytes({f"plots.{end}": data for end, data in gis_files(rings, facts, crs=crs).items()})


def gpkg_bytes(rings: Rings, facts: Facts | None = None) -> bytes:
    return gis_files(rings, facts, driver="GPKG")["gpkg"]
