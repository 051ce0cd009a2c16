"""One outline at a time: corners enough, none missing or doubled; sides as listed; closed; not crossing. Pure."""

from __future__ import annotations

import math
from typing import Any

from sitepages.land import geometry
from sitepages.land.importers.reading import Drawn, Reading
from sitepages.land.tolerances import MAX_VERTICES, SAME_POINT_M, SIDE_M

# Not in its own system: what its sides measure there is no news. Without a plot: the whole file.
ELSEWHERE = {
    "zero_coordinates",
    "swapped_axes",
    "outside_vietnam",
    "wrong_meridian",
    "utm_or_zone",
    "converted_meridian",
    "looks_like_metres",
    "looks_like_degrees",
}


def check_rings(reading: Reading) -> None:
    """Findings of every outline of the reading (in EPSG:9213 by now)."""
    wrong = {finding.plot for finding in reading.findings if finding.code in ELSEWHERE}
    if "" in wrong:
        return
    for drawn in reading.plots:
        if drawn.ring and drawn.code not in wrong:
            _check(drawn, reading)


def _check(drawn: Drawn, reading: Reading) -> None:
    if len(drawn.ring) > MAX_VERTICES:
        reading.found("too_many_vertices", drawn.code, count=len(drawn.ring), limit=MAX_VERTICES)
        return
    if len(drawn.ring) < 3:
        reading.found("too_few_vertices", drawn.code, count=len(drawn.ring))
        return
    _check_numbers(drawn, reading)
    _check_sides(drawn, reading)
    _check_shape(drawn, reading)


def _check_numbers(drawn: Drawn, reading: Reading) -> None:
    for index, number in enumerate(drawn.numbers):
        if number != index + 1:
            before = drawn.label(index - 1) if index else "0"
            reading.found("missing_vertex", drawn.code, before=before, after=drawn.label(index))
            return


def _check_sides(drawn: Drawn, reading: Reading) -> None:
    last = len(drawn.ring) - 1
    for index, length in enumerate(geometry.sides_m(drawn.ring)):
        listed = drawn.sides[index] if index < len(drawn.sides) else None
        if length < SAME_POINT_M:
            after = (index + 1) % len(drawn.ring)
            reading.found("duplicate_vertex", drawn.code, point=drawn.label(after), **_at(drawn, after))
        elif listed is not None and abs(listed - length) > SIDE_M:
            facts: dict[str, Any] = {"listed": round(listed, 2), "measured": round(length, 2)}
            if index == last:
                reading.found("unclosed_ring", drawn.code, **facts, **_at(drawn, index))
            else:
                reading.found("side_mismatch", drawn.code, point=drawn.label(index), **facts, **_at(drawn, index))


def _check_shape(drawn: Drawn, reading: Reading) -> None:
    if any(finding.plot == drawn.code and finding.code == "duplicate_vertex" for finding in reading.findings):
        return
    if not all(math.isfinite(value) for point in drawn.ring for value in point):
        return
    if geometry.crosses_itself(drawn.ring):
        reading.found("self_crossing", drawn.code, **_crossing(drawn))


def _crossing(drawn: Drawn) -> dict[str, Any]:
    place = geometry.crossing_point(drawn.ring)
    return {"at": [round(value, 3) for value in place]} if place else {}


def _at(drawn: Drawn, index: int) -> dict[str, Any]:
    """Where to look, for the picture: [easting, northing]."""
    return {"at": list(drawn.ring[index])}
