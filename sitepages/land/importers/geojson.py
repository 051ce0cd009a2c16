"""Plots and layers of the plan out of GeoJSON, read by json and checked here: no other library opens it. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitepages.land.importers import crs
from sitepages.land.importers.attributes import Unprintable, code_titles, column_of, plain_text
from sitepages.land.importers.cells import decode
from sitepages.land.importers.reading import Drawn, DrawnLayer, FileRefused, Reading, open_ring, shown
from sitepages.land.tolerances import MAX_PLOTS

LAYERS = (
    "boundary",
    "road",
    "green",
    "water",
    "centreline",
    "power_line",
    "fibre",
    "substation",
    "wastewater_plant",
    "water_plant",
    "gate",
)
LAYER_SHAPES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("boundary", "road", "green", "water"), ("Polygon", "MultiPolygon")),
    **dict.fromkeys(("centreline", "power_line", "fibre"), ("LineString", "MultiLineString")),
    **dict.fromkeys(("substation", "wastewater_plant", "water_plant", "gate"), ("Point",)),
}
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
TITLES_SHOWN = 12
IGNORED = {"kind", "name_vi", "name_en", "certainty"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A plot as a file has it: its code as written ("" for none), attributes, a GeoJSON-like geometry."""

    code: str
    raw: Mapping[str, Any]
    geometry: Mapping[str, Any]
    where: str


def read_geojson(data: bytes, reading: Reading) -> None:
    """Features with a `kind` of ours are layers, those with a `code` (or an id) are plots."""
    document = _document(data, reading.name)
    reading.crs = crs.WGS84  # RFC 7946, unless an older `crs` member says otherwise
    stated = document.get("crs")
    if stated:
        name = stated.get("properties", {}).get("name") if isinstance(stated, dict) else None
        reading.crs = crs.stated_by(str(name or stated)[:200], reading)
    marks = [
        found for pair in enumerate(_features(document, reading.name), start=1) if (found := _feature(*pair, reading))
    ]
    if not no_code_at_all(marks, "no_code_property", reading):
        for mark in marks:
            add_plot(mark, reading)
    if not reading.plots and not reading.layers and not reading.findings:
        raise FileRefused("nothing_inside", file=reading.name)


def _document(data: bytes, name: str) -> dict[str, Any]:
    text, _encoding = decode(data, name)
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FileRefused("unreadable_file", file=name, form="GeoJSON") from error
    if not isinstance(document, dict):
        raise FileRefused("unreadable_file", file=name, form="GeoJSON")
    return document


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _features(document: dict[str, Any], name: str) -> list[Any]:
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list):
        raise FileRefused("unreadable_file", file=name, form="GeoJSON")
    if len(features) > MAX_PLOTS:
        raise FileRefused("too_much", file=name, limit=MAX_PLOTS)
    return features


def _feature(index: int, feature: Any, reading: Reading) -> Mark | None:
    """A plot as it stands in the file; a layer goes into the reading."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        reading.found("not_a_feature", row=index)
        return None
    properties = feature.get("properties") or {}
    geometry = feature.get("geometry") or {}
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        reading.found("not_a_feature", row=index)
        return None
    kind = properties.get("kind")
    if kind is not None:
        _layer(str(kind), properties, geometry, index, reading)
        return None
    code = str(next((v for k, v in properties.items() if column_of(k) == "code" and v), feature.get("id") or ""))
    return Mark(code.strip(), properties, geometry, str(index))


def no_code_at_all(marks: Sequence[Mark], finding: str, reading: Reading) -> bool:
    """Whether no plot of the file has a code: told once, with the properties there are, not plot by plot."""
    if not marks or any(mark.code for mark in marks):
        return False
    titles = dict.fromkeys(shown(title) for mark in marks for title in mark.raw)
    found = ", ".join(list(titles)[:TITLES_SHOWN]) + (" …" if len(titles) > TITLES_SHOWN else "")
    reading.found(finding, file=reading.name, found=found or "–", titles=code_titles())
    return True


def add_plot(mark: Mark, reading: Reading) -> None:
    """One plot from a GeoJSON-like polygon; what cannot be one outline is a finding."""
    code, raw, geometry, where = reading.plot_code(mark.code, mark.where), mark.raw, mark.geometry, mark.where
    if not code:
        return
    if any(plot.code == code for plot in reading.plots):
        reading.found("duplicate_code", code, file=reading.name, row=where)
        return
    if not sound(geometry):
        reading.found("no_outline", code, row=where, kind=shown(geometry.get("type") or "-"))
        return
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if geometry["type"] not in {"Polygon", "MultiPolygon"} or not parts or not parts[0]:
        reading.found("no_outline", code, row=where, kind=shown(geometry["type"]))
        return
    if len(parts) > 1:
        reading.found("several_parts", code, count=len(parts))
    elif len(parts[0]) > 1:
        reading.found("has_hole", code, count=len(parts[0]) - 1)
    ring = parts[0][0]
    if len(ring) > 2 and ring[0][:2] != ring[-1][:2]:
        reading.found("ring_not_closed", code, last=len(ring))
    for title in raw:
        if title not in IGNORED and not column_of(title):
            reading.states_once("column_left_out", column=shown(title))
    reading.plots.append(Drawn(code, open_ring(ring), where, raw))


def sound(geometry: Mapping[str, Any]) -> bool:
    """Whether the coordinates have the depth their type says, and are finite numbers."""
    depth = DEPTH.get(str(geometry.get("type")))
    return depth is not None and _sound(geometry.get("coordinates"), depth)


def _sound(value: Any, depth: int) -> bool:
    if not isinstance(value, list) or not value:
        return False
    if depth:
        return all(_sound(part, depth - 1) for part in value)
    return len(value) >= 2 and all(
        isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) < 1e12 and math.isfinite(v)
        for v in value[:3]
    )


def _layer(kind: str, properties: dict[str, Any], geometry: dict[str, Any], index: int, reading: Reading) -> None:
    if kind not in LAYERS:
        reading.found("unknown_layer", row=index, kind=shown(kind), choices=", ".join(LAYERS))
        return
    if geometry.get("type") not in LAYER_SHAPES[kind]:
        expected = ", ".join(LAYER_SHAPES[kind])
        reading.found("layer_shape", row=index, kind=kind, expected=expected, shape=shown(geometry.get("type") or "-"))
        return
    if not sound(geometry):
        reading.found("layer_no_numbers" if geometry.get("coordinates") else "layer_empty", row=index, kind=kind)
        return
    if not _closed(geometry):
        reading.found("layer_not_closed", row=index, kind=kind)
        return
    words = {key: _words(key, properties[key], index, reading) for key in properties if key != "kind"}
    names = tuple(str(words.get(key) or "")[:120] for key in ("name_vi", "name_en"))
    if not all(names):
        reading.found("layer_name", row=index, kind=kind)
        return
    rest = {k: v for k, v in words.items() if k not in IGNORED and isinstance(v, (str, int, float)) and v != ""}
    shape = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    reading.layers.append(DrawnLayer(kind, (names[0], names[1]), shape, rest, str(index)))


def _closed(geometry: Mapping[str, Any]) -> bool:
    """Whether every ring of an area ends where it begins."""
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return True
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return all(len(ring) < 3 or ring[0][:2] == ring[-1][:2] for part in parts for ring in part)


def _words(title: str, value: Any, index: int, reading: Reading) -> Any:
    """A property's text on one line; what no page can show is a finding, in the title as in the text."""
    try:
        plain_text(title)
        return plain_text(value) if isinstance(value, str) else value
    except Unprintable:
        reading.found("unprintable_text", row=index, value=shown(value), column=shown(title))
        return ""
