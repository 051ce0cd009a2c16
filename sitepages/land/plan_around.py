"""What surrounds the plots on a plan: greens, roads, water, the boundary, mains, the frame's figures, marks. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from shapely.geometry import Polygon

from sitepages.land.plan_ground import Box, Frame, PlanGround, lines_of, path_of, point_of
from sitepages.land.plan_options import Layer, Matrix, PlanOptions

TICK_M = 200
PICTURE = 1000  # units of a picture beneath, either way
PLANTS = {"water_plant": "", "wastewater_plant": "m-16 40h32"}  # a drop; waste water stands on a line


def beneath_plots(ground: PlanGround, options: PlanOptions) -> str:
    """What the plots lie upon, with the pictures of `options.under` lowest."""
    cut_out = bool(options.crop)
    asked = ("beneath", cut_out, options.established, options.under)
    if asked not in ground.drawn:
        ground.drawn[asked] = "".join(_ground(ground.layers, ground.frame, options))
    return ground.drawn[asked]


def above_plots(ground: PlanGround, options: PlanOptions) -> str:
    """Mains, hidden until asked for; the names of water."""
    asked = ("above", options.lang)
    if asked not in ground.drawn:
        ground.drawn[asked] = "".join((*_mains(ground.layers, ground.frame), *_waters(ground.layers, ground.frame)))
    return ground.drawn[asked]


def _ground(layers: Sequence[Layer], frame: Frame, options: PlanOptions) -> Iterator[str]:
    yield from (_picture(href, matrix, frame) for href, matrix in options.under)
    for kind in ("green", "road"):
        for layer in layers:
            if layer.kind == kind:
                yield f'<path class="{kind}" d="{path_of(lines_of(layer.geometry), frame)}"/>'
    if not options.crop:
        yield from _ticks(frame)
    for layer in layers:
        if layer.kind == "water":
            yield f'<path class="lake" d="{path_of(lines_of(layer.geometry), frame)}"/>'
        if layer.kind == "boundary":
            solid = " edge--solid" if options.established else ""
            yield f'<path class="edge{solid}" d="{path_of(lines_of(layer.geometry), frame)}"/>'


def _picture(href: str, matrix: Matrix, frame: Frame) -> str:
    """A picture of PICTURE by PICTURE units, put in its place on the ground by its matrix.

    An `img` and not an `image`: one that is hidden, as on a phone, is then not fetched either.
    """
    a, b, c, d, e, f = (value / PICTURE for value in matrix)
    x, y = frame.at(e * PICTURE, f * PICTURE)
    turned = " ".join([*(f"{value:.6f}" for value in (a, -b, c, -d)), f"{x:.3f}", f"{y:.3f}"])
    size = f'width="{PICTURE}" height="{PICTURE}"'
    picture = f'<img src="{escape(href)}" {size} alt="" loading="lazy" decoding="async">'
    return f'<foreignObject class="under" {size} transform="matrix({turned})">{picture}</foreignObject>'


def _mains(layers: Sequence[Layer], frame: Frame) -> Iterator[str]:
    """Lines of power and fibre over the plots; hidden until asked for."""
    for kind, css in (("power_line", "power"), ("fibre", "fibre")):
        for layer in layers:
            if layer.kind == kind:
                path = path_of(lines_of(layer.geometry), frame, close=False)
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


def _waters(layers: Sequence[Layer], frame: Frame) -> Iterator[str]:
    for layer in layers:
        if layer.kind == "water":
            lake = max((Polygon(line) for line in lines_of(layer.geometry)), key=lambda shape: shape.area)
            x, y = frame.at(lake.centroid.x, lake.centroid.y)
            yield f'<text class="water-t" x="{x:.0f}" y="{y + 8:.0f}">{escape(layer.name)}</text>'


def marks(ground: PlanGround, options: PlanOptions, cut: Box | None = None) -> Iterator[str]:
    """Stations, plants, the gate, north and the scale; on a cut-out only what stands in it."""
    frame = ground.frame
    for layer in (layer for layer in ground.layers if cut is None or _inside(layer, cut)):
        if layer.kind == "substation":
            x, y = point_of(layer.geometry, frame)
            yield (
                f'<g class="power-m" aria-hidden="true"><path class="mark" d="M{x - 14:.0f} {y - 14:.0f}h28v28h-28z'
                f'M{x + 3:.0f} {y - 10:.0f}l-8 12h10l-8 10"/>'
                f"{_mark_text(x, y + 38, options.marks.get('substation', ''), middle=True)}</g>"
            )
        if layer.kind in PLANTS:
            x, y = point_of(layer.geometry, frame)
            yield (
                f'<g class="water-m" aria-hidden="true"><title>{escape(layer.name)}</title>'
                f'<path class="mark" d="M{x:.0f} {y - 18:.0f}c-18 22-10 32 0 32s18-10 0-32z{PLANTS[layer.kind]}"/></g>'
            )
        if layer.kind == "gate":
            x, y = point_of(layer.geometry, frame)
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


def _inside(layer: Layer, cut: Box) -> bool:
    west, south, east, north = cut
    east_m, north_m = layer.geometry["coordinates"][:2] if layer.geometry["type"] == "Point" else (west, south)
    return west <= east_m <= east and south <= north_m <= north


def _mark_text(x: float, y: float, words: str, middle: bool = False) -> str:
    how = ' text-anchor="middle"' if middle else ""
    return f'<text class="mark-t" x="{x:.0f}" y="{y:.0f}"{how}>{escape(words)}</text>'
