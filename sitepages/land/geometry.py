"""Coordinates, areas and contiguity on the projected plane.

Pure. A ring is an open list of (easting, northing) in metres, VN-2000 / TM-3 106-30 (EPSG:9213).
A surveyor's X is the northing and Y the easting (domain facts, section 6): the survey reader turns
them round, nothing else does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from pyproj import Transformer
from shapely import STRtree
from shapely.geometry import Polygon
from shapely.validation import explain_validity

from sitepages.land.tolerances import (
    MAX_ANGLE_COS,
    MAX_GAP_M,
    MIN_SHARED_M,
    OVERLAP_M2,
    ROUNDING_M,
    SLIVER_M,
    SLIVER_M2,
)

Point = tuple[float, float]
Ring = tuple[Point, ...]


@cache
def _transformer(to_wgs84: bool) -> Transformer:
    source, target = ("EPSG:9213", "EPSG:4326") if to_wgs84 else ("EPSG:4326", "EPSG:9213")
    return Transformer.from_crs(source, target, always_xy=True)


def to_wgs84(points: Iterable[Point]) -> list[Point]:
    """(easting, northing) -> (longitude, latitude), seven decimals (1 cm)."""
    return _transformed(points, True, 7)


def to_local(points: Iterable[Point]) -> list[Point]:
    """(longitude, latitude) -> (easting, northing), millimetres."""
    return _transformed(points, False, 3)


def _transformed(points: Iterable[Point], out: bool, decimals: int) -> list[Point]:
    listed = list(points)
    if not listed:
        return []
    first, second = _transformer(out).transform([p[0] for p in listed], [p[1] for p in listed])
    return [(round(a, decimals), round(b, decimals)) for a, b in zip(first, second, strict=True)]


def signed_area(ring: Sequence[Point]) -> float:
    """Area in m2, positive when the ring runs counter-clockwise."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def area_m2(ring: Sequence[Point]) -> float:
    return abs(signed_area(ring))


def sides_m(ring: Sequence[Point]) -> list[float]:
    """Length of each side, the last leading back to the first point."""
    return [math.dist(a, b) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]


def same_outline(first: Sequence[Sequence[float]], second: Sequence[Sequence[float]], within: float) -> bool:
    """Whether both have the same corners, wherever they begin and whichever way round they go."""
    if len(first) != len(second) or not first:
        return False
    starts = (place for place, point in enumerate(second) if math.dist(first[0], point) <= within)
    ways = (way for start in starts for way in _both_ways(second, start))
    return any(all(math.dist(a, b) <= within for a, b in zip(first, way, strict=True)) for way in ways)


def _both_ways(ring: Sequence[Sequence[float]], start: int) -> tuple[list[Sequence[float]], list[Sequence[float]]]:
    turned = [*ring[start:], *ring[:start]]
    return turned, [turned[0], *reversed(turned[1:])]


def crosses_itself(ring: Sequence[Point]) -> bool:
    """Whether the outline touches or crosses itself anywhere."""
    return not Polygon(ring).is_valid


def crossing_point(ring: Sequence[Point]) -> Point | None:
    """Where the outline first touches or crosses itself; None if it does not, or nobody can say where."""
    return crossing_of(Polygon(ring))


def crossing_of(shape: Any) -> Point | None:
    """The same of any shape, to the millimetre."""
    found = re.search(r"\[(-?[0-9.e+]+) (-?[0-9.e+]+)\]", explain_validity(shape))
    return (round(float(found[1]), 3), round(float(found[2]), 3)) if found else None


def boundary_wgs84(ring: Sequence[Point]) -> dict[str, object]:
    """The ring as a GeoJSON polygon, counter-clockwise as RFC 7946 asks."""
    turned = list(ring) if signed_area(ring) > 0 else list(reversed(ring))
    points = to_wgs84(turned)
    return {"type": "Polygon", "coordinates": [[list(point) for point in [*points, points[0]]]]}


def contiguous_pairs(rings: Mapping[str, Sequence[Point]]) -> dict[tuple[str, str], float]:
    """Pairs of plots (codes sorted) with at least 5 m of shared boundary over gaps of at most 0.5 m -> metres."""
    out = {}
    for first, second in close_pairs(rings):
        shared = shared_boundary_m(rings[first], rings[second])
        if shared >= MIN_SHARED_M - ROUNDING_M:
            out[first, second] = round(shared, 1)
    return out


def overlapping_pairs(rings: Mapping[str, Sequence[Point]]) -> dict[tuple[str, str], float]:
    """Pairs whose areas overlap by more than a rounding error -> m2."""
    shapes = {code: Polygon(ring) for code, ring in rings.items()}
    out = {}
    for first, second in close_pairs(rings):
        common = shapes[first].intersection(shapes[second]).area
        if common > OVERLAP_M2:
            out[first, second] = round(common, 1)
    return out


def slivers(rings: Mapping[str, Sequence[Point]]) -> dict[tuple[str, str], tuple[float, Point]]:
    """Pairs with a gap between them too narrow for a road -> (its area in m2, a point in it)."""
    shapes = {code: Polygon(ring) for code, ring in rings.items()}
    out = {}
    for first, second in close_pairs(rings):
        a, b = shapes[first], shapes[second]
        if a.touches(b) and a.intersection(b).length == 0:
            continue
        both = a.union(b)
        closed = both.buffer(SLIVER_M / 2, join_style="mitre").buffer(-SLIVER_M / 2, join_style="mitre")
        gap = closed.difference(both.buffer(ROUNDING_M))
        if gap.area > SLIVER_M2:
            place = gap.representative_point()
            out[first, second] = (round(gap.area, 1), (round(place.x, 3), round(place.y, 3)))
    return out


def close_pairs(rings: Mapping[str, Sequence[Point]]) -> list[tuple[str, str]]:
    """Pairs whose outlines come within the gap of one another, codes sorted."""
    codes = sorted(rings)
    if not codes:  # an empty tree cannot be asked for what is near
        return []
    shapes = [Polygon(rings[code]) for code in codes]
    left, right = STRtree(shapes).query(shapes, predicate="dwithin", distance=MAX_GAP_M + ROUNDING_M)
    return sorted({(codes[a], codes[b]) for a, b in zip(left, right, strict=True) if a < b})


def shared_boundary_m(first: Sequence[Point], second: Sequence[Point]) -> float:
    """Metres along which the two outlines run beside one another, at most the gap apart.

    Edge by edge: a buffer would add up to a metre at the ends. Where the lines are not parallel one is a little
    longer than the other: the shorter counts, so that neither name nor order decides.
    """
    return min(_beside_m(first, second), _beside_m(second, first))


def _beside_m(first: Sequence[Point], second: Sequence[Point]) -> float:
    """Metres of `first`'s outline along which `second`'s runs beside it."""
    return sum(
        _length(_along(a, b, second)) for a, b in zip(first, (*first[1:], first[0]), strict=True) if math.dist(a, b) > 0
    )


def _along(a: Point, b: Point, ring: Sequence[Point]) -> list[tuple[float, float]]:
    """Intervals of the edge a-b (in metres from a) beside which some edge of the ring runs."""
    found = (_beside(a, b, c, d) for c, d in zip(ring, (*ring[1:], ring[0]), strict=True) if math.dist(c, d) > 0)
    return sorted(interval for interval in found if interval)


def _beside(a: Point, b: Point, c: Point, d: Point) -> tuple[float, float] | None:
    length = math.dist(a, b)
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    if abs(ux * (d[0] - c[0]) + uy * (d[1] - c[1])) / math.dist(c, d) < MAX_ANGLE_COS:
        return None
    # Position along the edge and distance from it, of both ends of the other edge.
    ends = sorted((ux * (p[0] - a[0]) + uy * (p[1] - a[1]), ux * (p[1] - a[1]) - uy * (p[0] - a[0])) for p in (c, d))
    (s0, h0), (s1, h1) = ends
    low, high = max(s0, 0.0), min(s1, length)
    if high <= low:
        return None
    return _within_gap(low, high, s0, h0, (h1 - h0) / (s1 - s0))


def _within_gap(low: float, high: float, s0: float, h0: float, slope: float) -> tuple[float, float] | None:
    """The part of [low, high] where |h0 + slope (s - s0)| is at most the gap."""
    gap = MAX_GAP_M + ROUNDING_M
    if abs(slope) > 1e-12:
        bounds = sorted(s0 + (limit - h0) / slope for limit in (-gap, gap))
        low, high = max(low, bounds[0]), min(high, bounds[1])
    elif abs(h0) > gap:
        return None
    return (low, high) if high > low else None


def _length(intervals: Sequence[tuple[float, float]]) -> float:
    """Total length of a union of sorted intervals."""
    total, reached = 0.0, -math.inf
    for low, high in intervals:
        total += max(0.0, high - max(low, reached))
        reached = max(reached, high)
    return total
