"""Plots that face each other across one internal street: near enough to build as one if the street were moved.

Pure. Not contiguity (geometry.py): joining such plots needs a change of the detailed plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapely import STRtree, shortest_line, unary_union
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from sitepages.land.geometry import Point
from sitepages.land.tolerances import MAX_GAP_M, MIN_SHARED_M

MAX_STREET_M = 25.0
ALONG_M = 0.5  # sides that drift apart by no more run along each other; a corner opposite a corner soon drifts further
CUT_M = 0.5  # a line that runs through another plot for longer is cut by it; a touched corner is not
ROAD_SHARE = 0.5  # of the gap that must be road, where the plan shows its roads


def street_pairs(
    rings: Mapping[str, Sequence[Point]], roads: Sequence[Mapping[str, object]] = ()
) -> dict[tuple[str, str], float]:
    """Pairs of plots (codes sorted) parted by one street of at most 25 m, nothing else between -> its width in m.

    `roads`: GeoJSON polygons in the same plane; without any, every narrow gap counts as a street.
    """
    codes = sorted(rings)
    shapes = [Polygon(rings[code]) for code in codes]
    tree, paved = STRtree(shapes), unary_union([shape(road) for road in roads]) if roads else None
    left, right = tree.query(shapes, predicate="dwithin", distance=MAX_STREET_M)
    found = {}
    for a, b in sorted((int(a), int(b)) for a, b in zip(left, right, strict=True) if a < b):
        gap = shapes[a].distance(shapes[b])
        if gap > MAX_GAP_M and _faces(shapes[a], shapes[b], gap):
            line = shortest_line(shapes[a], shapes[b])
            between = (shapes[i] for i in tree.query(line) if i not in (a, b))
            if _is_road(line, paved) and not any(line.intersection(other).length > CUT_M for other in between):
                found[codes[a], codes[b]] = round(gap, 1)
    return found


def _faces(first: BaseGeometry, second: BaseGeometry, gap: float) -> bool:
    """Whether the two run along each other for a while."""
    return float(first.boundary.intersection(second.buffer(gap + ALONG_M)).length) >= MIN_SHARED_M


def _is_road(line: BaseGeometry, paved: BaseGeometry | None) -> bool:
    return paved is None or line.intersection(paved).length >= ROAD_SHARE * line.length
