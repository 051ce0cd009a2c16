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
from typing import Any, Protocol

from shapely.geometry import Polygon

from sitepages import figures
from sitepages.land.geometry import area_m2
from sitepages.land.index import Drawn

MARGIN_M = 90
TICK_M = 200
SHORT_SIDE_M = 60  # shorter sides carry no length on the cut-out
CROP_MARGIN_M = 140
DRAWN_ALONE = 1_000  # beyond so many plots those of one look are one simplified path, and only named ones are links
SIMPLER_M = 1.0
PLANTS = {"water_plant": "", "wastewater_plant": "m-16 40h32"}  # a drop; waste water stands on a line
ZONES_NAMED = ("SX", "RD", "DV", "CG", "LG", "DC", "HT")


class DrawnLand(Protocol):
    """What a plan is drawn of: the whole land with its facts, or its index."""

    @property
    def plots(self) -> Sequence[Drawn]: ...


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
    `listed`: plots that stay links of their own where there are too many for all. `under`: pictures beneath,
    each with its address and the matrix from its unit square (y down) to local metres.
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
    listed: frozenset[str] = frozenset()
    under: tuple[tuple[str, tuple[float, float, float, float, float, float]], ...] = ()
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


def draw_plan(land: DrawnLand, layers: Sequence[Layer], options: PlanOptions) -> str:
    """The SVG element; codes, names and words are escaped."""
    frame = frame_of(land, layers)
    plots = {plot.code: plot for plot in land.plots}
    if options.crop in plots:
        plots = {plot.code: plot for plot in _within(land.plots, plots[options.crop])}
    role = "group" if options.address else "img"
    parts = [
        f'<svg class="plan" viewBox="{_view_box(frame, plots.get(options.crop))}" role="{role}" '
        f'aria-label="{escape(options.label)}">',
        *_ground(layers, frame, options),
        *_plots(plots, frame, options),
        *_mains(layers, frame),
        *_names(plots, layers, frame, options),
        *_marks(layers, frame, options),
        *_pins(plots, frame, options),
        *_cut_out(plots.get(options.crop), frame, options),
        "</svg>",
    ]
    return "".join(parts)


def frame_of(land: DrawnLand, layers: Sequence[Layer]) -> Frame:
    """Around the park's boundary, or all plots where there is none."""
    rings = [ring for layer in layers if layer.kind == "boundary" for ring in _lines(layer.geometry)]
    points = [point for ring in rings or [plot.ring for plot in land.plots] for point in ring] or [(0.0, 0.0)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low, top = min(xs) - MARGIN_M, max(ys) + MARGIN_M
    return Frame(math.floor(low), math.ceil(top), round(max(xs) + MARGIN_M - low), round(top - min(ys) + MARGIN_M))


def _view_box(frame: Frame, crop: Drawn | None) -> str:
    if crop is None:
        return f"0 0 {frame.width} {frame.height}"
    x, y, wide, high = _cut(crop)
    left, top = frame.at(x, y)
    return f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}"


def _cut(crop: Drawn) -> tuple[float, float, float, float]:
    """Upper left corner (easting, northing), width and height of the cut-out around a plot."""
    xs, ys = [p[0] for p in crop.ring], [p[1] for p in crop.ring]
    wide = max(max(xs) - min(xs), (max(ys) - min(ys)) * 1.4) + 2 * CROP_MARGIN_M
    high = wide / 1.4
    return (min(xs) + max(xs) - wide) / 2, (min(ys) + max(ys) + high) / 2, wide, high


def _within(plots: Iterable[Drawn], crop: Drawn) -> list[Drawn]:
    """The plots that show in the cut-out."""
    left, top, wide, high = _cut(crop)
    return [
        plot
        for plot in plots
        if max(p[0] for p in plot.ring) >= left
        and min(p[0] for p in plot.ring) <= left + wide
        and max(p[1] for p in plot.ring) >= top - high
        and min(p[1] for p in plot.ring) <= top
    ]


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


@lru_cache(maxsize=20_000)
def _middle(ring: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    """Where a plot's label stands: its centroid, or a point inside where that falls out."""
    shape = Polygon(ring)
    point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return point.x, point.y


def _point(geometry: Mapping[str, Any], frame: Frame) -> tuple[float, float]:
    return frame.at(geometry["coordinates"][0], geometry["coordinates"][1])


# --- Parts of the drawing ---


def _ground(layers: Sequence[Layer], frame: Frame, options: PlanOptions) -> Iterator[str]:
    yield from (_picture(href, matrix, frame) for href, matrix in options.under)
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


def _picture(href: str, matrix: tuple[float, float, float, float, float, float], frame: Frame) -> str:
    """A picture of one unit by one, put in its place on the ground by its matrix."""
    a, b, c, d, e, f = matrix
    x, y = frame.at(e, f)
    turned = " ".join(f"{value:.3f}" for value in (a, -b, c, -d, x, y))
    return (
        f'<image class="under" href="{escape(href)}" width="1" height="1" preserveAspectRatio="none" '
        f'transform="matrix({turned})"/>'
    )


def _mains(layers: Sequence[Layer], frame: Frame) -> Iterator[str]:
    """Lines of power and fibre over the plots; hidden until asked for."""
    for kind, css in (("power_line", "power"), ("fibre", "fibre")):
        for layer in layers:
            if layer.kind == kind:
                path = _path(_lines(layer.geometry), frame, close=False)
                yield f'<path class="main {css}" d="{path}"><title>{escape(layer.name)}</title></path>'


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


def _plots(plots: Mapping[str, Drawn], frame: Frame, options: PlanOptions) -> Iterator[str]:
    shown = {*options.yours, *(code for alt in options.alts for code in alt)}
    rest = [plot for code, plot in plots.items() if code not in shown]
    yield '<g class="dim">' if options.dim else "<g>"
    if len(plots) > DRAWN_ALONE:
        yield from _merged([plot for plot in rest if plot.code not in options.listed], frame, options)
        rest = [plot for plot in rest if plot.code in options.listed]
    for plot in rest:
        yield _linked(plot, _shape(plot, f"p {_look(plot, options)}", "code", frame), options)
    yield "</g>"
    chosen = [(c, "alt", "on-alt") for alt in options.alts for c in _known(alt, plots)]
    chosen += [(c, "yours", "on-y") for c in _known(options.yours, plots)]
    for code, css, _words in chosen:
        yield _linked(plots[code], _outline(plots[code], f"p {css}", frame), options)
    for code, _css, words in chosen:  # after every fill: a neighbour's would cover them
        yield _code(plots[code], f"code {words}", frame)


def _look(plot: Drawn, options: PlanOptions) -> str:
    return f"p-{plot.status} faded" if plot.code in options.faded else f"p-{plot.status}"


def _merged(plots: Iterable[Drawn], frame: Frame, options: PlanOptions) -> Iterator[str]:
    """All plots of one look as one path, to the metre."""
    paths: dict[str, list[str]] = {}
    for plot in plots:
        paths.setdefault(_look(plot, options), []).append(_simple(plot.ring, frame))
    for look, parts in sorted(paths.items()):
        yield f'<path class="p many {look}" d="{"".join(parts)}"/>'


@lru_cache(maxsize=20_000)
def _simple(ring: tuple[tuple[float, float], ...], frame: Frame) -> str:
    """An outline to the metre, in steps from point to point."""
    points = [frame.at(*point) for point in Polygon(ring).simplify(SIMPLER_M).exterior.coords[:-1]]
    whole = [(round(x), round(y)) for x, y in points]
    (x, y), rest = whole[0], whole[1:]
    steps = []
    for a, b in rest:
        steps.append(f"{a - x} {b - y}")
        x, y = a, b
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _known(codes: Iterable[str], plots: Mapping[str, Drawn]) -> list[str]:
    """A stored result may name a plot that no longer exists: it is not drawn."""
    return [code for code in codes if code in plots]


def _shape(plot: Drawn, css: str, text_css: str, frame: Frame) -> str:
    return _outline(plot, css, frame) + _code(plot, text_css, frame)


def _outline(plot: Drawn, css: str, frame: Frame) -> str:
    return f'<path class="{css}" d="{_line(plot.ring, frame, True)}"/>'


def _code(plot: Drawn, css: str, frame: Frame) -> str:
    x, y = frame.at(*_middle(plot.ring))
    return f'<text class="{css}" aria-hidden="true" x="{x:.0f}" y="{y + 7:.0f}">{escape(plot.code)}</text>'


def _linked(plot: Drawn, shape: str, options: PlanOptions) -> str:
    if not options.address:
        return shape
    address, words = escape(options.address.format(code=plot.code)), escape(describe(plot, options))
    return f'<a href="{address}" aria-label="{words}">{shape}</a>'


def describe(plot: Drawn, options: PlanOptions) -> str:
    """A plot in words: code, status, area."""
    area = plot.value("area_m2")
    words = [plot.code, options.words.get(plot.status, plot.status)]
    if isinstance(area, (int, float)):
        words.append(figures.area(area, options.lang))
    return ", ".join(words)


def _names(plots: Mapping[str, Drawn], layers: Sequence[Layer], frame: Frame, options: PlanOptions) -> Iterator[str]:
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


def _zone_places(plots: Sequence[Drawn], frame: Frame) -> list[tuple[float, float]]:
    """A zone's code stands on its largest plot, and on the largest one far from it."""
    places: list[tuple[float, float]] = []
    for plot in sorted(plots, key=lambda plot: -_area(plot.ring)):
        x, y = frame.at(*_middle(plot.ring))
        if all(math.dist((x, y + 20), other) > 700 for other in places):
            places.append((x, y + 20))
        if len(places) == 2:
            break
    return places


@lru_cache(maxsize=20_000)
def _area(ring: tuple[tuple[float, float], ...]) -> float:
    return area_m2(ring)


def _marks(layers: Sequence[Layer], frame: Frame, options: PlanOptions) -> Iterator[str]:
    for layer in layers:
        if layer.kind == "substation":
            x, y = _point(layer.geometry, frame)
            yield (
                f'<g class="power-m" aria-hidden="true"><path class="mark" d="M{x - 14:.0f} {y - 14:.0f}h28v28h-28z'
                f'M{x + 3:.0f} {y - 10:.0f}l-8 12h10l-8 10"/>'
                f"{_mark_text(x - 44, y + 38, options.marks.get('substation', ''))}</g>"
            )
        if layer.kind in PLANTS:
            x, y = _point(layer.geometry, frame)
            yield (
                f'<g class="water-m" aria-hidden="true"><title>{escape(layer.name)}</title>'
                f'<path class="mark" d="M{x:.0f} {y - 18:.0f}c-18 22-10 32 0 32s18-10 0-32z{PLANTS[layer.kind]}"/></g>'
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


def _pins(plots: Mapping[str, Drawn], frame: Frame, options: PlanOptions) -> Iterator[str]:
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


def _cut_out(crop: Drawn | None, frame: Frame, options: PlanOptions) -> Iterator[str]:
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
