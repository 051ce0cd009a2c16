"""Layers of the plan, one by one and among the plots: empty, crossing, leaving plots out, far off, shifted. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import Polygon, shape
from shapely.ops import unary_union

from sitepages.land.findings import Finding
from sitepages.land.geometry import Ring, crossing_of
from sitepages.land.importers.crs import way_of
from sitepages.land.importers.place import points_of
from sitepages.land.importers.reading import DrawnLayer, Reading
from sitepages.land.tolerances import (
    EDGE_M,
    LAYER_AREA_M2,
    LAYER_FAR_M,
    LAYER_LENGTH_M,
    LAYER_ON_PLOTS_M2,
    MOVED_M,
    OUTSIDE_M2,
    SPREAD_M,
)

BOUNDARY = "boundary"
BESIDE_PLOTS = ("road", "green", "water")
NAMED = 8
WAYS = {
    "rotation_signs": "+towgs84 (rx, ry, rz)",
    "three_translations": "+towgs84 (dx, dy, dz)",
    "no_datum_shift": "VN-2000 / WGS 84",
    "scale_9996": "k = 0.9996",
    "scale_1": "k = 1",
    "utm_for_zone": "UTM 48N / 105°",
}


@dataclass(frozen=True, slots=True)
class LayerOnSite:
    """A layer as it stands: kind, Vietnamese name, GeoJSON geometry in EPSG:9213."""

    kind: str
    name: str
    geometry: Mapping[str, Any]


# --- Each by itself ---


def check_layers(reading: Reading) -> None:
    """Findings of the layers' own shapes (in EPSG:9213 by now); one without any shape is left out."""
    kept = []
    for layer in reading.layers:
        drawn = _shape(layer)
        if drawn is None:
            reading.found("layer_empty", **layer.facts)
            continue
        kept.append(layer)
        if not drawn.is_valid:
            place = crossing_of(drawn)
            at: dict[str, Any] = {"at": list(place)} if place else {}
            reading.found("layer_crossing", **layer.facts, **at)
    reading.layers[:] = kept


def _shape(layer: DrawnLayer) -> Any:
    """The layer as a shape; None where it encloses or runs along nothing."""
    try:
        drawn = shape(layer.geometry)
    except (ShapelyError, ValueError):
        return None
    if drawn.is_empty or not all(map(math.isfinite, drawn.bounds)):
        return None
    kind = layer.geometry["type"]
    if kind.endswith("Polygon"):  # the two halves of a crossing outline cancel out until it is mended
        nothing = shapely.make_valid(drawn).area < LAYER_AREA_M2
    else:
        nothing = kind != "Point" and drawn.length < LAYER_LENGTH_M
    return None if nothing else drawn


def sound_area(geometries: Sequence[Mapping[str, Any]]) -> Any:
    """The areas together; a crossing one as it can be mended, so that a check against it does not vanish.
    None where there is none.
    """
    shapes = [shapely.make_valid(shape(one)) for one in geometries]
    areas = [part for one in shapes for part in getattr(one, "geoms", (one,)) if part.area > 0]
    return unary_union(areas) if areas else None


# --- Among the plots ---


def compare_layers(
    layers: Sequence[DrawnLayer], plots: Mapping[str, Ring], kept: Mapping[str, Ring], site: Sequence[LayerOnSite]
) -> Iterator[Finding]:
    """Of the layers a file brings. `plots`: all there will be, `kept`: those of them the file does not bring."""
    land = {code: Polygon(ring) for code, ring in plots.items()}
    brought = [layer for layer in layers if layer.kind == BOUNDARY]
    boundary = sound_area([layer.geometry for layer in brought])
    if boundary is not None:
        yield from _left_out(brought[0], boundary, {code: land[code] for code in kept})
    stays = [one.geometry for one in site if one.kind == BOUNDARY]
    park = boundary or sound_area(stays) or (unary_union(list(land.values())) if land else None)
    for layer in layers:
        drawn = shapely.make_valid(shape(layer.geometry))
        if park is not None and layer.kind != BOUNDARY and (far := drawn.distance(park)) > LAYER_FAR_M:
            yield Finding("layer_far", "", False, {**layer.facts, "km": round(far / 1000, 1)})
        elif moved := _moved(layer, site):
            yield moved
        elif layer.kind in BESIDE_PLOTS:
            yield from _on_plots(layer, drawn, land)


def _left_out(layer: DrawnLayer, boundary: Any, kept: Mapping[str, Polygon]) -> Iterator[Finding]:
    wide = boundary.buffer(EDGE_M)
    beyond = {code: shapely.make_valid(plot).difference(wide).area for code, plot in sorted(kept.items())}
    out = [code for code, area in beyond.items() if area > OUTSIDE_M2]
    if out:
        named = ", ".join(out[:NAMED]) + (" …" if len(out) > NAMED else "")
        facts = {"count": len(out), "plots": named, "area": round(sum(beyond[code] for code in out), 1)}
        yield Finding("layer_boundary_leaves_out", "", True, {**layer.facts, **facts})


def _on_plots(layer: DrawnLayer, drawn: Any, land: Mapping[str, Polygon]) -> Iterator[Finding]:
    codes = list(land)
    near = shapely.STRtree([land[code] for code in codes]).query(drawn, predicate="intersects") if codes else ()
    common = {codes[int(place)]: drawn.intersection(land[codes[int(place)]]).area for place in near}
    area = sum(common.values())
    if area > LAYER_ON_PLOTS_M2:
        most = sorted((code for code in common if common[code] > 1), key=lambda code: -common[code])
        named = ", ".join(most[:NAMED]) + (" …" if len(most) > NAMED else "")
        facts = {"count": len(most), "plots": named, "area": round(area)}
        yield Finding("layer_on_plots", "", False, {**layer.facts, **facts})


def _moved(layer: DrawnLayer, site: Sequence[LayerOnSite]) -> Finding | None:
    """Point for point beside the layer of that name: the mark of a wrong conversion."""
    new = points_of(layer)
    for one in site:
        if (one.kind, one.name, one.geometry["type"]) != (layer.kind, layer.names[0], layer.geometry["type"]):
            continue
        old = points_of(DrawnLayer(one.kind, (one.name, ""), dict(one.geometry)))
        if len(old) != len(new):
            continue
        move = (new[0][0] - old[0][0], new[0][1] - old[0][1])
        length = math.hypot(*move)
        reach = SPREAD_M + 0.001 * length
        moves = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(old, new, strict=True)]
        if length < MOVED_M or any(math.dist(each, move) > reach for each in moves):
            continue
        way = way_of(move, old[0])
        facts = {**layer.facts, "m": round(length, 2 if length < 10 else 0)}
        if way:
            return Finding("layer_displaced", "", True, {**facts, "way": WAYS[way]})
        if len(new) > 1:  # a single point that moves is what the change itself shows
            return Finding("layer_moved", "", False, facts)
    return None
