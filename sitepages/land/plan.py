"""The plan as SVG: written in Python, deterministic, readable without scripts or styles of its own. Pure.

Drawn in metres of EPSG:9213 from a corner of the frame, northing turned to point up. A solid boundary
means established, a dashed one planned. Colours and patterns come from the page's classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from shapely.geometry import Polygon

from sitepages import figures
from sitepages.land.facts import LandFacts, PlotFacts

MARGIN_M = 90
TICK_M = 200
SHORT_SIDE_M = 60  # shorter sides carry no length on the cut-out
CROP_MARGIN_M = 140
ZONES_NAMED = ("SX", "RD", "DV", "CG", "LG", "DC", "HT")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the plan; `geometry` is GeoJSON with (easting, northing) pairs."""

    kind: str
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What to show. `yours` is marked as the reader's own, `alts` are further options, `pins` number sets of plots.

    `dim`: plots beside the options step back; `faded`: plots outside a filter; `crop`: cut out around one plot.
    `address` is where a plot leads, with {code}; empty: no links. `words`: status -> the reader's word.
    """

    label: str
    words: Mapping[str, str]
    lang: str
    address: str = ""
    yours: tuple[str, ...] = ()
    alts: tuple[tuple[str, ...], ...] = ()
    pins: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dim: bool = False
    faded: frozenset[str] = frozenset()
    crop: str = ""
    established: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)  # gate, substation: words beside their marks


@dataclass(frozen=True, slots=True)
class Frame:
    """The corner the drawing starts from, and its size, in metres."""

    x: float
    y: float
    width: float
    height: float

    def at(self, easting: float, northing: float) -> tuple[float, float]:
        return easting - self.x, self.y - northing


def draw_plan(land: LandFacts, layers: Sequence[Layer], options: PlanOptions) -> str:
    """The SVG element; codes, names and words are escaped."""
    frame = frame_of(land, layers)
    plots = {plot.code: plot for plot in land.plots}
    role = "group" if options.address else "img"
    parts = [
        f'<svg class="plan" viewBox="{_view_box(frame, plots.get(options.crop))}" role="{role}" '
        f'aria-label="{escape(options.label)}">',
        *_ground(layers, frame, options),
        *_plots(plots, frame, options),
        *_names(plots, layers, frame, options),
        *_marks(layers, frame, options),
        *_pins(plots, frame, options),
        *_cut_out(plots.get(options.crop), frame, options),
        "</svg>",
    ]
    return "".join(parts)


def frame_of(land: LandFacts, layers: Sequence[Layer]) -> Frame:
    """Around the park's boundary, or all plots where there is none."""
    rings = [ring for layer in layers if layer.kind == "boundary" for ring in _lines(layer.geometry)]
    points = [point for ring in rings or [plot.ring for plot in land.plots] for point in ring] or [(0.0, 0.0)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low, top = min(xs) - MARGIN_M, max(ys) + MARGIN_M
    return Frame(math.floor(low), math.ceil(top), round(max(xs) + MARGIN_M - low), round(top - min(ys) + MARGIN_M))


def _view_box(frame: Frame, crop: PlotFacts | None) -> str:
    if crop is None:
        return f"0 0 {frame.width} {frame.height}"
    xs = [frame.at(*point)[0] for point in crop.ring]
    ys = [frame.at(*point)[1] for point in crop.ring]
    wide = max(max(xs) - min(xs), (max(ys) - min(ys)) * 1.4) + 2 * CROP_MARGIN_M
    high = wide / 1.4
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    return f"{middle[0] - wide / 2:.0f} {middle[1] - high / 2:.0f} {wide:.0f} {high:.0f}"


# --- Geometry to paths ---


def _lines(geometry: Mapping[str, Any]) -> list[Sequence[Sequence[float]]]:
    """All rings or lines of a GeoJSON geometry."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "MultiPolygon":
        return [ring for polygon in coordinates for ring in polygon]
    return list(coordinates) if kind in {"Polygon", "MultiLineString"} else [coordinates]


def _path(lines: Iterable[Sequence[Sequence[float]]], frame: Frame, close: bool = True) -> str:
    return "".join(_line(tuple((p[0], p[1]) for p in line), frame, close) for line in lines)


@lru_cache(maxsize=4096)
def _line(points: tuple[tuple[float, float], ...], frame: Frame, close: bool) -> str:
    if close and points[0] == points[-1]:
        points = points[:-1]
    drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in (frame.at(*point) for point in points))
    return f"M{drawn}{'Z' if close else ''}"


@lru_cache(maxsize=4096)
def _middle(ring: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    """Where a plot's label stands: its centroid, or a point inside where that falls out."""
    shape = Polygon(ring)
    point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return point.x, point.y


def _point(geometry: Mapping[str, Any], frame: Frame) -> tuple[float, float]:
    return frame.at(geometry["coordinates"][0], geometry["coordinates"][1])


# --- Parts of the drawing ---


def _ground(layers: Sequence[Layer], frame: Frame, options: PlanOptions) -> Iterator[str]:
    for kind in ("green", "road"):
        for layer in layers:
            if layer.kind == kind:
                yield f'<path class="{kind}" d="{_path(_lines(layer.geometry), frame)}"/>'
    if not options.crop:
        yield from _ticks(frame)
    for layer in layers:
        if layer.kind == "water":
            yield f'<path class="lake" d="{_path(_lines(layer.geometry), frame)}"/>'
        if layer.kind == "boundary":
            solid = " edge--solid" if options.established else ""
            yield f'<path class="edge{solid}" d="{_path(_lines(layer.geometry), frame)}"/>'


def _ticks(frame: Frame) -> Iterator[str]:
    """VN-2000 coordinates on the frame, and crosses where they meet."""
    eastings = range(math.ceil(frame.x / TICK_M) * TICK_M, int(frame.x + frame.width), TICK_M)
    northings = range(math.ceil((frame.y - frame.height) / TICK_M) * TICK_M, int(frame.y), TICK_M)
    for easting in eastings:
        x = easting - frame.x
        yield f'<path class="tick" d="M{x:.0f} 0v18M{x:.0f} {frame.height}v-18"/>'
        yield f'<text class="frame-t" aria-hidden="true" x="{x + 7:.0f}" y="26">{easting}</text>'
    for northing in northings:
        y = frame.y - northing
        yield f'<path class="tick" d="M0 {y:.0f}h18M{frame.width} {y:.0f}h-18"/>'
        yield f'<text class="frame-t" aria-hidden="true" x="24" y="{y + 7:.0f}">{northing}</text>'
    crosses = "".join(f"M{e - frame.x - 9:.0f} {frame.y - n:.0f}h18m-9 -9v18" for e in eastings for n in northings)
    yield f'<path class="tick" d="{crosses}" opacity=".45"/>'


def _plots(plots: Mapping[str, PlotFacts], frame: Frame, options: PlanOptions) -> Iterator[str]:
    shown = {*options.yours, *(code for alt in options.alts for code in alt)}
    yield '<g class="dim">' if options.dim else "<g>"
    for code, plot in plots.items():
        if code not in shown:
            faded = " faded" if code in options.faded else ""
            yield _linked(plot, _shape(plot, f"p p-{plot.status}{faded}", "code", frame), options)
    yield "</g>"
    chosen = [(c, "alt", "on-alt") for alt in options.alts for c in _known(alt, plots)]
    chosen += [(c, "yours", "on-y") for c in _known(options.yours, plots)]
    for code, css, _words in chosen:
        yield _linked(plots[code], _outline(plots[code], f"p {css}", frame), options)
    for code, _css, words in chosen:  # after every fill: a neighbour's would cover them
        yield _code(plots[code], f"code {words}", frame)


def _known(codes: Iterable[str], plots: Mapping[str, PlotFacts]) -> list[str]:
    """A stored result may name a plot that no longer exists: it is not drawn."""
    return [code for code in codes if code in plots]


def _shape(plot: PlotFacts, css: str, text_css: str, frame: Frame) -> str:
    return _outline(plot, css, frame) + _code(plot, text_css, frame)


def _outline(plot: PlotFacts, css: str, frame: Frame) -> str:
    return f'<path class="{css}" d="{_line(plot.ring, frame, True)}"/>'


def _code(plot: PlotFacts, css: str, frame: Frame) -> str:
    x, y = frame.at(*_middle(plot.ring))
    return f'<text class="{css}" aria-hidden="true" x="{x:.0f}" y="{y + 7:.0f}">{escape(plot.code)}</text>'


def _linked(plot: PlotFacts, shape: str, options: PlanOptions) -> str:
    if not options.address:
        return shape
    address, words = escape(options.address.format(code=plot.code)), escape(describe(plot, options))
    return f'<a href="{address}" aria-label="{words}">{shape}</a>'


def describe(plot: PlotFacts, options: PlanOptions) -> str:
    """A plot in words: code, status, area."""
    area = plot.value("area_m2")
    words = [plot.code, options.words.get(plot.status, plot.status)]
    if isinstance(area, (int, float)):
        words.append(figures.area(area, options.lang))
    return ", ".join(words)


def _names(
    plots: Mapping[str, PlotFacts], layers: Sequence[Layer], frame: Frame, options: PlanOptions
) -> Iterator[str]:
    """Zone codes for small screens, where plot codes are too small to read; names of water."""
    if not (options.yours or options.alts or options.crop):
        for zone in ZONES_NAMED:
            for x, y in _zone_places([plot for plot in plots.values() if plot.zone == zone], frame):
                yield f'<text class="zone-t" aria-hidden="true" x="{x:.0f}" y="{y:.0f}">{zone}</text>'
    for layer in layers:
        if layer.kind == "water":
            lake = max((Polygon(line) for line in _lines(layer.geometry)), key=lambda shape: shape.area)
            x, y = frame.at(lake.centroid.x, lake.centroid.y)
            yield f'<text class="water-t" x="{x:.0f}" y="{y + 8:.0f}">{escape(layer.name)}</text>'


def _zone_places(plots: Sequence[PlotFacts], frame: Frame) -> list[tuple[float, float]]:
    """A zone's code stands on its largest plot, and on the largest one far from it."""
    areas = sorted(plots, key=lambda plot: -Polygon(plot.ring).area)
    places: list[tuple[float, float]] = []
    for plot in areas:
        x, y = frame.at(*_middle(plot.ring))
        if len(places) < 2 and all(math.dist((x, y + 20), other) > 700 for other in places):
            places.append((x, y + 20))
    return places


def _marks(layers: Sequence[Layer], frame: Frame, options: PlanOptions) -> Iterator[str]:
    for layer in layers:
        if layer.kind == "substation":
            x, y = _point(layer.geometry, frame)
            yield (
                f'<g aria-hidden="true"><path class="mark" d="M{x - 14:.0f} {y - 14:.0f}h28v28h-28z'
                f'M{x + 3:.0f} {y - 10:.0f}l-8 12h10l-8 10"/>'
                f"{_mark_text(x - 44, y + 38, options.marks.get('substation', ''))}</g>"
            )
        if layer.kind == "gate":
            x, y = _point(layer.geometry, frame)
            yield (
                f'<g aria-hidden="true"><path class="mark" d="M{x - 12:.0f} {y - 14:.0f}l24 14-24 14z"/>'
                f"{_mark_text(x + 20, y + 7, options.marks.get('gate', ''))}</g>"
            )
    if not options.crop:
        x, y = frame.width - 400, frame.height - 80
        north = options.marks.get("north", "N")
        yield (
            f'<g aria-hidden="true"><path class="mark" d="M{x} {y - 16}v16h200v-16M{x + 100} {y - 8}v8"/>'
            f"{_mark_text(x, y - 27, '0')}{_mark_text(x + 160, y - 27, '200 m')}"
            f'<path class="mark" d="M{x + 272} {y + 5}v-76l-13 22M{x + 272} {y - 71}l13 22"/>'
            f"{_mark_text(x + 264, y - 83, north)}</g>"
        )


def _mark_text(x: float, y: float, words: str) -> str:
    return f'<text class="mark-t" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def _pins(plots: Mapping[str, PlotFacts], frame: Frame, options: PlanOptions) -> Iterator[str]:
    for number, codes in options.pins:
        known = _known(codes, plots)
        if not known:
            continue
        top = max((plots[code] for code in known), key=lambda plot: _middle(plot.ring)[1])
        x, y = frame.at(_middle(top.ring)[0], max(point[1] for point in top.ring) - 4)
        yield (
            f'<g aria-hidden="true"><circle class="pin" cx="{x:.0f}" cy="{y:.0f}" r="30"/>'
            f'<text class="pin-t" x="{x:.0f}" y="{y + 15:.0f}">{escape(number)}</text></g>'
        )


def _cut_out(crop: PlotFacts | None, frame: Frame, options: PlanOptions) -> Iterator[str]:
    """Lengths along the longer sides and a ring at each corner of the plot cut out."""
    if crop is None:
        return
    middle = _middle(crop.ring)
    for a, b in zip(crop.ring, (*crop.ring[1:], crop.ring[0]), strict=True):
        length = math.dist(a, b)
        if length < SHORT_SIDE_M:
            continue
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        reach = math.dist((x, y), middle) or 1
        x, y = frame.at(x + (middle[0] - x) / reach * 11, y + (middle[1] - y) / reach * 11)
        angle = (-math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) + 90) % 180 - 90
        shown = figures.number(length, 2, options.lang)
        turned = f"translate({x:.1f} {y + 4:.1f}) rotate({angle:.1f})"
        yield f'<text class="len" aria-hidden="true" transform="{turned}">{shown} m</text>'
        for point in (a, b):
            cx, cy = frame.at(*point)
            yield f'<circle class="vx" cx="{cx:.1f}" cy="{cy:.1f}" r="3.4"/>'
