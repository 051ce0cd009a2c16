"""Coordinates, areas and contiguity on the projected plane."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from sitepages.land import geometry
from sitepages.land.geometry import Point, Ring
from sitepages.services.demo_park import PARK
from tests.sitepages import park_files

CORNER = (440_000.0, 2_368_000.0)


def rectangle(x: float, y: float, wide: float, high: float) -> Ring:
    return ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))


def placed(ring: Sequence[Point], degrees: float = 0.0, by: Point = CORNER) -> Ring:
    """Turned about the origin and set down in the park, as unrounded as arithmetic leaves it."""
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return tuple((by[0] + x * cos - y * sin, by[1] + x * sin + y * cos) for x, y in ring)


def contiguous(first: Sequence[Point], second: Sequence[Point], degrees: float = 0.0) -> bool:
    return bool(geometry.contiguous_pairs({"A": placed(first, degrees), "B": placed(second, degrees)}))


# --- Coordinates ---


def test_the_test_vector_of_the_domain_facts_to_the_millimetre() -> None:
    assert geometry.to_local([(105.9289, 21.4056)]) == [(440594.316, 2367965.463)]
    (lon, lat) = geometry.to_wgs84([(440594.316, 2367965.463)])[0]
    assert (lon, lat) == pytest.approx((105.9289, 21.4056), abs=1e-7)


@given(st.lists(st.tuples(st.floats(433_000, 448_000), st.floats(2_360_000, 2_376_000)), max_size=20))
def test_out_and_back_is_the_same_place_within_two_centimetres(points: list[Point]) -> None:
    back = geometry.to_local(geometry.to_wgs84(points))
    assert len(back) == len(points)
    assert all(math.dist(a, b) < 0.02 for a, b in zip(points, back, strict=True))


def test_every_plot_lies_where_its_published_boundary_does() -> None:
    published = json.loads((PARK / "plots.geojson").read_text(encoding="utf-8"))
    rings = park_files.demo().rings
    assert len(published["features"]) == len(rings)
    for feature in published["features"]:
        ours = Polygon(geometry.boundary_wgs84(rings[feature["properties"]["code"]])["coordinates"][0])  # type: ignore[index]  # JSON
        theirs = Polygon(feature["geometry"]["coordinates"][0])
        assert ours.hausdorff_distance(theirs) < 3e-7  # degrees: 3 cm


# --- Areas ---

radii = st.lists(st.floats(1, 500), min_size=3, max_size=40)


def star(radii_: Sequence[float]) -> Ring:
    """A simple polygon: corners at even angles, each as far out as it likes."""
    step = 2 * math.pi / len(radii_)
    return tuple((r * math.cos(i * step), r * math.sin(i * step)) for i, r in enumerate(radii_))


@given(radii, st.floats(0, 360))
def test_area_is_shapelys_wherever_the_polygon_lies(radii_: list[float], degrees: float) -> None:
    ring = placed(star(radii_), degrees)
    assert geometry.area_m2(ring) == pytest.approx(Polygon(star(radii_)).area, abs=1e-3)


@given(radii)
def test_direction_turns_the_sign_only_and_the_boundary_is_always_counter_clockwise(radii_: list[float]) -> None:
    ring = placed(star(radii_))
    backwards = tuple(reversed(ring))
    assert geometry.signed_area(ring) > 0 > geometry.signed_area(backwards)
    for one in (ring, backwards):
        shell = geometry.boundary_wgs84(one)["coordinates"][0]  # type: ignore[index]  # JSON
        assert shell[0] == shell[-1]
        assert len(shell) == len(ring) + 1
        assert geometry.signed_area([tuple(point) for point in shell[:-1]]) > 0


def test_sides_lead_back_to_the_first_point() -> None:
    assert geometry.sides_m(rectangle(0, 0, 30, 40)) == [30, 40, 30, 40]
    assert geometry.sides_m(((0, 0), (3, 4))) == [5, 5]


@pytest.mark.parametrize(
    ("ring", "crosses"),
    [
        (rectangle(0, 0, 10, 10), False),
        (((0, 0), (10, 10), (10, 0), (0, 10)), True),
        (((0, 0), (10, 0), (20, 0)), True),  # no area
        (((0, 0), (10, 0), (10, 10), (5, 0), (0, 10)), True),  # touches its own side
    ],
)
def test_an_outline_that_meets_itself_crosses(ring: Ring, crosses: bool) -> None:
    assert geometry.crosses_itself(ring) is crosses


# --- Contiguity ---

HOUSE = rectangle(0, 0, 20, 20)


def test_the_demo_park_has_179_contiguous_pairs() -> None:
    pairs = geometry.contiguous_pairs(park_files.demo().rings)
    assert len(pairs) == 179
    assert all(first < second for first, second in pairs)
    assert min(pairs.values()) >= geometry.MIN_SHARED_M


def test_contiguity_does_not_depend_on_names_or_order() -> None:
    rings = park_files.demo().rings
    renamed = {f"{999 - index:03d}": code for index, code in enumerate(rings)}
    pairs = geometry.contiguous_pairs({new: rings[old] for new, old in renamed.items()})
    assert {tuple(sorted((renamed[a], renamed[b]))) for a, b in pairs} == set(geometry.contiguous_pairs(rings))


def test_shared_boundary_is_the_same_from_both_sides() -> None:
    rings = park_files.demo().rings
    for (first, second), metres in geometry.contiguous_pairs(rings).items():
        assert geometry.shared_boundary_m(rings[second], rings[first]) == pytest.approx(metres, abs=0.5)


@pytest.mark.parametrize("degrees", [0, 17.3, 45, 90, 211.7])
@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param(rectangle(20, 0, 20, 20), True, id="wall to wall"),
        pytest.param(rectangle(20.5, 0, 20, 20), True, id="gap of 0.50 m"),
        pytest.param(rectangle(20.51, 0, 20, 20), False, id="gap of 0.51 m"),
        pytest.param(rectangle(20, 15, 20, 20), True, id="5.00 m shared"),
        pytest.param(rectangle(20, 15.01, 20, 20), False, id="4.99 m shared"),
        pytest.param(rectangle(20.5, 15, 20, 20), True, id="both at their limits"),
        pytest.param(rectangle(20, 20, 20, 20), False, id="corner to corner"),
        pytest.param(rectangle(20.3, 20.3, 20, 20), False, id="corners 0.4 m apart"),
        pytest.param(rectangle(32, 0, 20, 20), False, id="a road between"),
        pytest.param(rectangle(21, 0, 20, 20), False, id="a path of one metre"),
        pytest.param(rectangle(19.95, 0, 20, 20), True, id="5 cm over the line"),
        pytest.param(((20, 0), (60, 1), (60, -20), (20.4, -20)), False, id="corner to corner, askew"),
        pytest.param(((20, 10), (40, 0), (40, 20)), False, id="a point against a wall"),
        pytest.param(((20, 2), (40, 2), (40, 18), (20, 18), (20.3, 10)), True, id="a wall with a dent"),
    ],
)
def test_what_is_contiguous_and_what_is_not(other: Ring, expected: bool, degrees: float) -> None:
    assert contiguous(HOUSE, other, degrees) is expected
    assert contiguous(other, HOUSE, degrees) is expected


def test_a_boundary_cut_into_pieces_is_counted_once() -> None:
    left = rectangle(0, 0, 20, 20)
    pieces = ((20, 0), (40, 0), (40, 20), (20, 20), (20, 14), (20.2, 14), (20.2, 6), (20, 6))
    assert geometry.shared_boundary_m(placed(left), placed(pieces)) == pytest.approx(20, abs=0.01)
    # Two edges of the other plot beside the same three metres are three metres, not six.
    thin = ((20, 0), (40, 0), (40, 20), (20.1, 3), (20, 3))
    assert geometry.shared_boundary_m(placed(left), placed(thin)) < 5


def test_two_short_stretches_add_up() -> None:
    comb = ((20, 0), (30, 0), (30, 20), (20, 20), (20, 17), (25, 17), (25, 3), (20, 3))
    assert geometry.shared_boundary_m(placed(HOUSE), placed(comb)) == pytest.approx(6, abs=0.01)
    assert contiguous(HOUSE, comb)


sizes = st.sampled_from([20, 55, 59, 59.49, 59.5, 59.6, 60])  # cells of 60 m: gaps around the limit


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), sizes, sizes), min_size=2, max_size=5, unique_by=lambda r: r[:2]
    ),
    st.floats(0, 360),
)
def test_turned_copies_of_a_park_have_the_same_pairs(cells: list[tuple[int, int, int, int]], degrees: float) -> None:
    park = {f"P{i}": rectangle(x * 60, y * 60, wide, high) for i, (x, y, wide, high) in enumerate(cells)}
    straight = geometry.contiguous_pairs({code: placed(ring) for code, ring in park.items()})
    turned = geometry.contiguous_pairs({code: placed(ring, degrees) for code, ring in park.items()})
    assert straight.keys() == turned.keys()
    for pair, metres in straight.items():
        assert turned[pair] == pytest.approx(metres, abs=0.11)


def test_the_demo_park_turned_is_the_same_park() -> None:
    rings = park_files.demo().rings
    straight = set(geometry.contiguous_pairs(rings))
    for degrees in (30, 123.4):
        turned = {
            code: placed([(x - CORNER[0], y - CORNER[1]) for x, y in ring], degrees) for code, ring in rings.items()
        }
        assert set(geometry.contiguous_pairs(turned)) == straight


# --- Overlap ---


@pytest.mark.parametrize(("over", "found"), [(0.04, False), (0.06, True), (5, True), (-1, False)])
def test_an_overlap_is_a_finding_from_one_square_metre(over: float, found: bool) -> None:
    rings = {"A": placed(HOUSE), "B": placed(rectangle(20 - over, 0, 20, 20))}
    pairs = geometry.overlapping_pairs(rings)
    assert bool(pairs) is found
    if found:
        assert pairs["A", "B"] == pytest.approx(20 * over, abs=0.05)


def test_the_demo_parks_neighbours_overlap_by_rounding_only() -> None:
    assert geometry.overlapping_pairs(park_files.demo().rings) == {}


def test_declared_areas_agree_with_the_plane_within_a_thousandth() -> None:
    rings = park_files.demo().rings
    with (PARK / "plots.csv").open(encoding="utf-8-sig", newline="") as file:
        declared = {row["code"]: float(row["area_m2"]) for row in csv.DictReader(file)}
    assert declared.keys() == rings.keys()
    for code, ring in rings.items():
        assert geometry.area_m2(ring) == pytest.approx(declared[code], rel=0.001)
