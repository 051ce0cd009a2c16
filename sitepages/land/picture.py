"""A small drawing of one plot with a finding: its outline, what lies beside it, and where to look. Pure.

The page's classes give the colours; numbers are formatted here, never by a template's locale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from sitepages.land.geometry import Point, Ring

WIDE, HIGH, MARGIN = 220.0, 160.0, 14.0


def picture(code: str, rings: Mapping[str, Ring], marks: Sequence[Point], label: str) -> str:
    """The plot `code` among those of `rings` that come near; circles at `marks`. Empty without an outline."""
    ring = rings.get(code, ())
    if len(ring) < 2:
        return ""
    points = [*ring, *marks]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    span = max(max(xs) - min(xs), (max(ys) - min(ys)) * WIDE / HIGH, 1.0)
    scale = (WIDE - 2 * MARGIN) / span
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)

    def at(point: Point) -> tuple[float, float]:
        return WIDE / 2 + (point[0] - middle[0]) * scale, HIGH / 2 - (point[1] - middle[1]) * scale

    reach = span
    beside = {
        name: other
        for name, other in rings.items()
        if name != code and any(abs(x - middle[0]) < reach and abs(y - middle[1]) < reach for x, y in other)
    }
    parts = [f'<svg class="yb-picture" viewBox="0 0 {WIDE:.0f} {HIGH:.0f}" role="img" aria-label="{escape(label)}">']
    parts += [f'<path class="beside" d="{_path([at(p) for p in other])}"/>' for other in beside.values()]
    parts.append(f'<path class="outline" d="{_path([at(p) for p in ring])}"/>')
    parts += [f'<circle class="corner" cx="{x:.1f}" cy="{y:.1f}" r="1.8"/>' for x, y in (at(p) for p in ring)]
    parts += [_name(name, [at(p) for p in other]) for name, other in beside.items()]
    parts += [f'<circle class="here" cx="{x:.1f}" cy="{y:.1f}" r="9"/>' for x, y in (at(p) for p in marks)]
    return "".join([*parts, "</svg>"])


def _name(name: str, points: Sequence[Point]) -> str:
    """A neighbour by its code, where its middle is in the picture."""
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    inside = MARGIN < x < WIDE - MARGIN and MARGIN < y < HIGH - MARGIN / 2
    return f'<text x="{x:.0f}" y="{y + 4:.0f}" aria-hidden="true">{escape(name)}</text>' if name and inside else ""


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
