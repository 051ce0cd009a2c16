"""The plan as SVG: written in Python, deterministic, readable without scripts or styles of its own. Pure.

Drawn in metres of EPSG:9213 from a corner of the frame, northing turned to point up. A solid boundary
means established, a dashed one planned. Colours and patterns come from the page's classes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from sitepages import figures
from sitepages.land.codes import in_address
from sitepages.land.geometry import Point
from sitepages.land.index import Drawn
from sitepages.land.plan_around import above_plots, beneath_plots, marks
from sitepages.land.plan_ground import Box, Frame, PlanGround, box_of, line_of, middle_of, middle_shown
from sitepages.land.plan_options import PlanOptions

SHORT_SIDE_M = 60  # shorter sides carry no length on the cut-out
CROP_MARGIN_M = 140
OVER_MARK_M = 32  # a code stands so far above a mark it would cover
UNDER_PIN_M = 12  # and so far below its place on a plot with a number
PIN_APART_M = 64  # two numbers at least so far from one another: their discs are 60 m wide
DRAWN_ALONE = 1_000  # beyond so many plots those of one look are one simplified path, and only named ones are links


def draw_plan(ground: PlanGround, options: PlanOptions) -> str:
    """The SVG element; codes, names and words are escaped."""
    frame, plots = ground.frame, ground.plots
    crop = plots.get(options.crop)
    box = _cut(crop) if crop else None
    if box:
        plots = ground.within(box)
    pins = tuple(_placed(plots, frame, options))
    role = "group" if options.address else "img"
    parts = [
        f'<svg class="plan" viewBox="{_view_box(frame, box)}" role="{role}" aria-label="{escape(options.label)}">',
        beneath_plots(ground, options),
        *_plots(plots, ground, options, box, frozenset(pin.code for pin in pins)),
        above_plots(ground, options),
        *_zone_names(ground, options),
        *marks(ground, options, box),
        *map(_drawn, pins),
        *_cut_out(crop, frame, options),
        "</svg>",
    ]
    return "".join(parts)


def _view_box(frame: Frame, box: Box | None) -> str:
    if box is None:
        return f"0 0 {frame.width} {frame.height}"
    west, south, east, north = box
    left, top = frame.at(west, north)
    return f"{left:.0f} {top:.0f} {east - west:.0f} {north - south:.0f}"


def _cut(crop: Drawn) -> Box:
    """The cut-out around a plot."""
    west, south, east, north = box_of(crop.ring)
    wide = max(east - west, (north - south) * 1.4) + 2 * CROP_MARGIN_M
    high = wide / 1.4
    left, top = (west + east - wide) / 2, (south + north + high) / 2
    return left, top - high, left + wide, top


def _plots(
    plots: Mapping[str, Drawn], ground: PlanGround, options: PlanOptions, box: Box | None, pinned: Container[str]
) -> Iterator[str]:
    frame = ground.frame
    shown = {*options.yours, *(code for alt in options.alts for code in alt)}
    rest = [plot for code, plot in plots.items() if code not in shown]
    yield '<g class="dim">' if options.dim else "<g>"
    if len(plots) > DRAWN_ALONE:
        yield from _merged([plot for plot in rest if plot.code not in options.listed], ground, options)
        rest = [plot for plot in rest if plot.code in options.listed]
    for plot in rest:
        yield _linked(
            plot, _outline(plot, f"p {_look(plot, options)}", frame) + _code(plot, "code", ground, box), options
        )
    yield "</g>"
    chosen = [(c, "alt", "on-alt") for alt in options.alts for c in _known(alt, plots)]
    chosen += [(c, "yours", "on-y") for c in _known(options.yours, plots)]
    for code, css, _words in chosen:
        yield _linked(plots[code], _outline(plots[code], f"p {css}", frame), options)
    for code, _css, words in chosen:  # after every fill: a neighbour's would cover them
        yield _code(plots[code], f"code {words}", ground, box, pinned)


def _look(plot: Drawn, options: PlanOptions) -> str:
    return f"p-{plot.status} faded" if plot.code in options.faded else f"p-{plot.status}"


def _merged(plots: Iterable[Drawn], ground: PlanGround, options: PlanOptions) -> Iterator[str]:
    """All plots of one look as one path, to the metre."""
    paths: dict[str, list[str]] = {}
    for plot in plots:
        paths.setdefault(_look(plot, options), []).append(ground.simple[plot.code])
    for look, parts in sorted(paths.items()):
        yield f'<path class="p many {look}" d="{"".join(parts)}"/>'


def _known(codes: Iterable[str], plots: Mapping[str, Drawn]) -> list[str]:
    """A stored result may name a plot that no longer exists: it is not drawn."""
    return [code for code in codes if code in plots]


def _outline(plot: Drawn, css: str, frame: Frame) -> str:
    return f'<path class="{css}" d="{line_of(plot.ring, frame)}"/>'


def _code(plot: Drawn, css: str, ground: PlanGround, box: Box | None, pinned: Container[str] = ()) -> str:
    """The plot's code in the middle of what shows of it, clear of a mark or a number; none where little shows."""
    middle = middle_shown(plot.ring, box) if box else middle_of(plot.ring)
    if middle is None:
        return ""
    x, y = ground.frame.at(*middle)
    if any(abs(x - east) < OVER_MARK_M and abs(y - down) < OVER_MARK_M for east, down in ground.marked):
        y -= OVER_MARK_M
    elif plot.code in pinned:
        y += UNDER_PIN_M
    return f'<text class="{css}" aria-hidden="true" x="{x:.0f}" y="{y + 7:.0f}">{escape(plot.code)}</text>'


def _linked(plot: Drawn, shape: str, options: PlanOptions) -> str:
    if not options.address:
        return shape
    address, words = escape(options.address.format(code=in_address(plot.code))), escape(describe(plot, options))
    return f'<a href="{address}" aria-label="{words}">{shape}</a>'


def describe(plot: Drawn, options: PlanOptions) -> str:
    """A plot in words: code, status, area."""
    area = plot.value("area_m2")
    words = [plot.code, options.words.get(plot.status, plot.status)]
    if isinstance(area, (int, float)):
        words.append(figures.area(area, options.lang))
    return ", ".join(words)


def _zone_names(ground: PlanGround, options: PlanOptions) -> Iterator[str]:
    if options.yours or options.alts or options.crop:
        return
    for zone, x, y in ground.zone_places:
        yield f'<text class="zone-t" aria-hidden="true" x="{x:.0f}" y="{y:.0f}">{zone}</text>'


@dataclass(frozen=True, slots=True)
class Pin:
    """The number of a set, on one of its plots, at a point of the sheet."""

    number: str
    code: str
    x: float
    y: float


def _placed(plots: Mapping[str, Drawn], frame: Frame, options: PlanOptions) -> Iterator[Pin]:
    """A number on each set: on a plot no other set has where there is one, and never over another number."""
    sets = [(number, _known(codes, plots)) for number, codes in options.pins]
    shared = Counter(code for _number, codes in sets for code in set(codes))
    taken: list[Point] = []
    for number, codes in sets:
        if not codes:
            continue
        ranked = sorted(codes, key=lambda code: (shared[code], _height(plots[code])))
        code = next((code for code in ranked if _free(_top(plots[code], frame), taken)), ranked[0])
        x, y = _top(plots[code], frame)
        while not _free((x, y), taken):
            x += PIN_APART_M
        taken.append((x, y))
        yield Pin(number, code, x, y)


def _drawn(pin: Pin) -> str:
    return (
        f'<g aria-hidden="true"><circle class="pin" cx="{pin.x:.0f}" cy="{pin.y:.0f}" r="30"/>'
        f'<text class="pin-t" x="{pin.x:.0f}" y="{pin.y + 15:.0f}">{escape(pin.number)}</text></g>'
    )


def _height(plot: Drawn) -> float:
    """Smaller for what stands higher on the sheet."""
    return -middle_of(plot.ring)[1]


def _top(plot: Drawn, frame: Frame) -> Point:
    """Where a plot's number stands: on its upper edge."""
    return frame.at(middle_of(plot.ring)[0], max(point[1] for point in plot.ring) - 4)


def _free(place: Point, taken: Iterable[Point]) -> bool:
    return all(math.dist(place, other) >= PIN_APART_M for other in taken)


def _cut_out(crop: Drawn | None, frame: Frame, options: PlanOptions) -> Iterator[str]:
    """Lengths along the longer sides and a ring at each corner of the plot cut out."""
    if crop is None:
        return
    middle = middle_of(crop.ring)
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
