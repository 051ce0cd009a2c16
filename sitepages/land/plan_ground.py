"""What a plan measures of the land, once for all drawings of the same: frame, outlines, places of words. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from shapely.geometry import Polygon
from shapely.geometry import box as rectangle

from sitepages.land.geometry import Ring, area_m2
from sitepages.land.index import Drawn
from sitepages.land.plan_options import DrawnLand, Layer

MARGIN_M = 90
SIMPLER_M = 1.0
ZONES_NAMED = ("SX", "RD", "DV", "CG", "LG", "DC", "HT")
FAR_M = 700  # a zone's code stands a second time on a plot so far from the first

MARKED = frozenset({"substation", "water_plant", "wastewater_plant"})
CUT_M, CODE_M = 28.0, 14.0  # on a cut-out codes keep so far from its sides, and from those of their plot

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The corner the drawing starts from, and its size, in metres."""

    x: float
    y: float
    width: float
    height: float

    def at(self, easting: float, northing: float) -> tuple[float, float]:
        return easting - self.x, self.y - northing


@dataclass(frozen=True, eq=False)
class PlanGround:
    """The land as drawings need it; what costs time at thousands of plots is worked out on first use and stays.

    `drawn` keeps what surrounds the plots, by how it was asked.
    """

    frame: Frame
    plots: Mapping[str, Drawn]
    layers: tuple[Layer, ...]
    drawn: dict[tuple[object, ...], str] = field(default_factory=dict)

    @cached_property
    def boxes(self) -> Mapping[str, Box]:
        """Code -> west, south, east, north."""
        return {code: box_of(plot.ring) for code, plot in self.plots.items()}

    @cached_property
    def simple(self) -> Mapping[str, str]:
        """Code -> outline to the metre, in steps from point to point."""
        return {code: _simple(plot.ring, self.frame) for code, plot in self.plots.items()}

    @cached_property
    def zone_places(self) -> tuple[tuple[str, float, float], ...]:
        """Zone codes for small screens, where plot codes are too small to read."""
        zones: dict[str, list[Drawn]] = {zone: [] for zone in ZONES_NAMED}
        for plot in self.plots.values():
            if plot.zone in zones:
                zones[plot.zone].append(plot)
        return tuple((zone, x, y) for zone, plots in zones.items() for x, y in _zone_places(plots, self.frame))

    @cached_property
    def marked(self) -> tuple[tuple[float, float], ...]:
        """Where marks of stations stand, on the sheet."""
        return tuple(point_of(layer.geometry, self.frame) for layer in self.layers if layer.kind in MARKED)

    def within(self, box: Box) -> dict[str, Drawn]:
        """The plots that show in a cut-out."""
        west, south, east, north = box
        return {
            code: self.plots[code]
            for code, (left, low, right, high) in self.boxes.items()
            if right >= west and left <= east and high >= south and low <= north
        }


def ground_of(land: DrawnLand, layers: Sequence[Layer]) -> PlanGround:
    return PlanGround(frame_of(land, layers), {plot.code: plot for plot in land.plots}, tuple(layers))


def frame_of(land: DrawnLand, layers: Sequence[Layer]) -> Frame:
    """Around the park's boundary, or all plots where there is none."""
    rings = [ring for layer in layers if layer.kind == "boundary" for ring in lines_of(layer.geometry)]
    points = [point for ring in rings or [plot.ring for plot in land.plots] for point in ring] or [(0.0, 0.0)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low, top = min(xs) - MARGIN_M, max(ys) + MARGIN_M
    return Frame(math.floor(low), math.ceil(top), round(max(xs) + MARGIN_M - low), round(top - min(ys) + MARGIN_M))


def box_of(ring: Ring) -> Box:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs), min(ys), max(xs), max(ys)


# --- Geometry to paths ---


def lines_of(geometry: Mapping[str, Any]) -> list[Sequence[Sequence[float]]]:
    """All rings or lines of a GeoJSON geometry."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "MultiPolygon":
        return [ring for polygon in coordinates for ring in polygon]
    return list(coordinates) if kind in {"Polygon", "MultiLineString"} else [coordinates]


def path_of(lines: Iterable[Sequence[Sequence[float]]], frame: Frame, close: bool = True) -> str:
    return "".join(line_of(tuple((p[0], p[1]) for p in line), frame, close) for line in lines)


@lru_cache(maxsize=4096)
def line_of(points: Ring, frame: Frame, close: bool = True) -> str:
    if close and points[0] == points[-1]:
        points = points[:-1]
    drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in (frame.at(*point) for point in points))
    return f"M{drawn}{'Z' if close else ''}"


@lru_cache(maxsize=20_000)
def middle_of(ring: Ring) -> tuple[float, float]:
    """Where a plot's label stands: its centroid, or a point inside where that falls out."""
    shape = Polygon(ring)
    point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return point.x, point.y


@lru_cache(maxsize=4096)
def middle_shown(ring: Ring, shown: Box) -> tuple[float, float] | None:
    """The middle of what a cut-out shows of a plot, clear of its edge; None where that is too little for a code."""
    west, south, east, north = shown
    inside = Polygon(ring).intersection(rectangle(west + CUT_M, south + CUT_M / 2, east - CUT_M, north - CUT_M / 2))
    roomy = inside.buffer(-CODE_M)
    part = max(getattr(roomy, "geoms", [roomy]), key=lambda shape: shape.area)
    if part.is_empty:
        return None
    point = part.centroid if part.contains(part.centroid) else part.representative_point()
    return point.x, point.y


def point_of(geometry: Mapping[str, Any], frame: Frame) -> tuple[float, float]:
    return frame.at(geometry["coordinates"][0], geometry["coordinates"][1])


def _simple(ring: Ring, frame: Frame) -> str:
    points = [frame.at(*point) for point in Polygon(ring).simplify(SIMPLER_M).exterior.coords[:-1]]
    whole = [(round(x), round(y)) for x, y in points]
    (x, y), rest = whole[0], whole[1:]
    steps = []
    for a, b in rest:
        steps.append(f"{a - x} {b - y}")
        x, y = a, b
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _zone_places(plots: Sequence[Drawn], frame: Frame) -> list[tuple[float, float]]:
    """A zone's code stands on its largest plot, and on the largest one far from it."""
    places: list[tuple[float, float]] = []
    for plot in sorted(plots, key=lambda plot: -area_m2(plot.ring)):
        x, y = frame.at(*middle_of(plot.ring))
        if all(math.dist((x, y + 20), other) > FAR_M for other in places):
            places.append((x, y + 20))
        if len(places) == 2:
            break
    return places
