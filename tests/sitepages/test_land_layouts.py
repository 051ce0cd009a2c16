"""Adjacency on any layout of a park: cut at will, with streets, slivers, T-junctions, corners that only touch.

The oracle is shapely's, and knows nothing of edges: where two outlines lie within a reach of one another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box
from shapely.ops import split

from sitepages.land import geometry
from sitepages.land.geometry import Ring
from sitepages.land.tolerances import MAX_GAP_M, MIN_SHARED_M

pytestmark = pytest.mark.once

CORNER = (440_000.0, 2_368_000.0)
SMALL = 30.0  # m2: less is no plot
# What lies along a cut: nothing, a sliver that is nobody's road, a path, a street.
WIDTHS = st.sampled_from([0.0, 0.0, 0.0, 0.1, 0.3, 0.45, 0.7, 1.0, 6.0, 12.0])
cuts = st.lists(
    st.tuples(st.integers(0, 30), st.floats(0.15, 0.85), st.floats(0.15, 0.85), st.booleans(), WIDTHS),
    min_size=1,
    max_size=9,
)


def cut(shape: Polygon, low: float, high: float, across: bool, width: float) -> Iterator[Polygon]:
    """The shape in two along a line from side to side, as slanted as its ends lie, with a street along it."""
    x0, y0, x1, y1 = shape.bounds
    ends = (
        ((x0 - 1, y0 + low * (y1 - y0)), (x1 + 1, y0 + high * (y1 - y0)))
        if across
        else ((x0 + low * (x1 - x0), y0 - 1), (x0 + high * (x1 - x0), y1 + 1))
    )
    line = LineString(ends)
    for part in split(shape, line).geoms:
        rest = part.difference(line.buffer(width / 2, cap_style="flat")) if width else part
        yield from (one for one in getattr(rest, "geoms", [rest]) if isinstance(one, Polygon))


def layout(found: list[tuple[Any, ...]]) -> dict[str, Ring]:
    shapes = [box(CORNER[0], CORNER[1], CORNER[0] + 240, CORNER[1] + 180)]
    for which, low, high, across, width in found:
        shape = shapes.pop(which % len(shapes))
        shapes += [one for one in cut(shape, low, high, across, width) if one.area > SMALL]
        if not shapes:
            return {}
    rings = (tuple((x, y) for x, y in shape.exterior.coords[:-1]) for shape in shapes)
    return {f"SX-{number:02}": ring for number, ring in enumerate(rings, start=1)}


def within(first: Ring, second: Ring, reach: float) -> float:
    """Metres of the first outline that lie within reach of the second, ends and corners and all."""
    return float(Polygon(first).exterior.intersection(Polygon(second).exterior.buffer(reach)).length)


@settings(max_examples=120, deadline=None)
@given(cuts, st.randoms(use_true_random=False))
def test_neither_names_nor_order_nor_the_first_corner_decide(found: list[Any], random: Any) -> None:
    park = layout(found)
    pairs = geometry.contiguous_pairs(park)
    codes = list(park)
    random.shuffle(codes)
    assert geometry.contiguous_pairs({code: park[code] for code in codes}) == pairs
    names = dict(zip(park, codes, strict=True))
    renamed = geometry.contiguous_pairs({names[code]: ring for code, ring in park.items()})
    assert {frozenset(pair): metres for pair, metres in renamed.items()} == {
        frozenset(names[code] for code in pair): metres for pair, metres in pairs.items()
    }
    for first, second in combinations(park, 2):
        there = geometry.shared_boundary_m(park[first], park[second])
        assert there == geometry.shared_boundary_m(park[second], park[first])
        assume(abs(there - MIN_SHARED_M) > 0.01)  # at the very limit the last bit of a sum may decide
    begun = {code: (*ring[len(ring) // 2 :], *ring[: len(ring) // 2])[::-1] for code, ring in park.items()}
    assert geometry.contiguous_pairs(begun).keys() == pairs.keys()


@settings(max_examples=120, deadline=None)
@given(cuts)
def test_a_long_common_line_is_adjacency_and_a_touch_is_none(found: list[Any]) -> None:
    park = layout(found)
    pairs = geometry.contiguous_pairs(park)
    for pair in combinations(sorted(park), 2):
        first, second = park[pair[0]], park[pair[1]]
        if within(first, second, 1e-6) >= MIN_SHARED_M + 0.01:  # on the line itself
            assert pair in pairs
        elif (
            min(within(first, second, MAX_GAP_M + 0.01), within(second, first, MAX_GAP_M + 0.01)) < MIN_SHARED_M - 0.01
        ):
            assert pair not in pairs  # corners, T-junctions at their foot, short stretches


@settings(max_examples=120, deadline=None)
@given(cuts, st.floats(0.6, 20), st.floats(0.2, 0.8), st.floats(0.2, 0.8))
def test_no_pair_is_adjacent_over_a_road(found: list[Any], road: float, low: float, high: float) -> None:
    """Whatever the park, a road cut right through it leaves no pair across."""
    park = layout(found)
    line = LineString([(CORNER[0] + low * 240, CORNER[1] - 1), (CORNER[0] + high * 240, CORNER[1] + 181)])
    across = line.buffer(road / 2, cap_style="flat")
    pieces: dict[str, Ring] = {}
    for code, ring in park.items():
        rest = Polygon(ring).difference(across)
        for number, one in enumerate(getattr(rest, "geoms", [rest])):
            if isinstance(one, Polygon) and one.area > SMALL:
                pieces[f"{code}{chr(65 + number)}"] = tuple((x, y) for x, y in one.exterior.coords[:-1])
    (x0, y0), (x1, y1) = line.coords
    left = {
        code: (x1 - x0) * (Polygon(ring).centroid.y - y0) > (y1 - y0) * (Polygon(ring).centroid.x - x0)
        for code, ring in pieces.items()
    }
    for first, second in geometry.contiguous_pairs(pieces):
        assert left[first] == left[second]


def test_a_line_askew_is_measured_the_same_from_both_sides() -> None:
    """Along a wedge one side is longer than the other; at the limit the name decided."""
    angle = math.radians(18)
    first = ((0.0, 0.0), (4.9, 0.0), (4.9, -20.0), (0.0, -20.0))
    tip = (5.1 * math.cos(angle), 5.1 * math.sin(angle))
    second = ((0.0, 0.0), tip, (tip[0], 20.0), (0.0, 20.0))
    there, back = geometry.shared_boundary_m(first, second), geometry.shared_boundary_m(second, first)
    assert there == back
    one = geometry.contiguous_pairs({"A": first, "B": second})
    assert one.keys() == geometry.contiguous_pairs({"A": second, "B": first}).keys()
