"""From a file's own coordinates to (easting, northing) in EPSG:9213: which axis is which, which system, where. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from sitepages.land.geometry import Point, Ring
from sitepages.land.importers import crs
from sitepages.land.importers.reading import Drawn, Reading
from sitepages.land.tolerances import in_window

HARD_BY_M = 1_000.0
VIETNAM = ((102.0, 110.0), (8.0, 24.0))  # longitude, latitude


def localise(reading: Reading, chosen: str) -> None:
    """Turn the reading's rings and layers to EPSG:9213 in place, or leave findings that say why not."""
    rings = [drawn for drawn in reading.plots if drawn.ring]
    if not rings and not reading.layers:
        return
    system = _system(reading, chosen, rings)
    if reading.surveyors_order:
        for drawn in rings:
            drawn.ring = tuple((second, first) for first, second in drawn.ring)
    degrees = reading.in_degrees = system in crs.GEOGRAPHIC
    if _mistaken_unit(reading, rings, degrees):
        return
    _set_axes(reading, rings, degrees)
    for drawn in rings:
        drawn.ring = tuple(crs.to_park(drawn.ring, system))
    for layer in reading.layers:
        layer.geometry = {**layer.geometry, "coordinates": _moved(layer.geometry["coordinates"], system)}
    _check_place(reading, rings, system)


def _system(reading: Reading, chosen: str, rings: list[Drawn]) -> str:
    """Chosen by a person, else stated by the file, else what the numbers look like."""
    if chosen and reading.crs and chosen != reading.crs:
        reading.states("crs_overridden", stated=crs.name_of(reading.crs), crs=crs.name_of(chosen))
    elif chosen or reading.crs:
        reading.states("crs_chosen" if chosen else "crs_stated", crs=crs.name_of(chosen or reading.crs))
    if chosen or reading.crs:
        return chosen or reading.crs
    guess = crs.WGS84 if rings and all(_in_degrees(p) for p in rings[0].ring) else crs.PARK
    reading.states("crs_assumed", crs=crs.name_of(guess))
    return guess


def _in_degrees(point: Point) -> bool:
    return abs(point[0]) <= 180 and abs(point[1]) <= 180


def _mistaken_unit(reading: Reading, rings: list[Drawn], degrees: bool) -> bool:
    """Metres under a system of degrees, or degrees under one of metres: nothing can be said beyond that."""
    for drawn in rings:
        if any(not math.isfinite(value) for point in drawn.ring for value in point):
            reading.found("outside_vietnam", drawn.code, x=drawn.ring[0][0], y=drawn.ring[0][1])
            return True
    if not rings or all(_in_degrees(point) for point in rings[0].ring) == degrees:
        return False
    reading.found("looks_like_metres" if degrees else "looks_like_degrees")
    return True


def _set_axes(reading: Reading, rings: list[Drawn], degrees: bool) -> None:
    """All plots the other way round: the file's own order, stated and asked. Only some: those are wrong."""
    turned = [drawn for drawn in rings if _turned(drawn.ring, degrees)]
    if rings and len(turned) == len(rings):
        for drawn in rings:
            drawn.ring = tuple((second, first) for first, second in drawn.ring)
        reading.found("latitude_first" if degrees else "axes_detected", error=False)
    elif turned:
        for drawn in turned:
            reading.found("swapped_axes", drawn.code)
    elif reading.surveyors_order:
        reading.states("axes_surveyors")


def _turned(ring: Ring, degrees: bool) -> bool:
    if degrees:
        return all(VIETNAM[1][0] <= x <= VIETNAM[1][1] and VIETNAM[0][0] <= y <= VIETNAM[0][1] for x, y in ring)
    return any(y < 1_000_000 < x for x, y in ring)


def _moved(coordinates: Any, system: str) -> Any:
    """Coordinates of any depth in the park's system."""
    if not coordinates:
        return coordinates
    if isinstance(coordinates[0], (int, float)):
        return list(crs.to_park([(coordinates[0], coordinates[1])], system)[0])
    if isinstance(coordinates[0][0], (int, float)):
        return [list(point) for point in crs.to_park([(p[0], p[1]) for p in coordinates], system)]
    return [_moved(part, system) for part in coordinates]


def _check_place(reading: Reading, rings: list[Drawn], system: str) -> None:
    swapped = {finding.plot for finding in reading.findings if finding.code == "swapped_axes"}
    away = [drawn for drawn in rings if drawn.code not in swapped and not all(in_window(*p) for p in drawn.ring)]
    planar = system not in crs.GEOGRAPHIC
    if away and len(away) == len(rings) and planar and _wrong_meridian(reading, "", away[0], system, in_window):
        return
    beside = _beside([drawn.ring for drawn in rings if drawn not in away])
    for drawn in away:
        if planar and beside and _wrong_meridian(reading, drawn.code, drawn, system, beside):
            continue
        point = next(p for p in drawn.ring if not in_window(*p))
        code = "outside_window" if _in_country(point) else "outside_vietnam"
        reading.found(code, drawn.code, **_place(drawn, point))


Fits = Callable[[float, float], bool]


def _beside(rings: Sequence[Ring]) -> Fits | None:
    """Whether a point lies among these plots or hard by: where a plot of the same file is to be expected."""
    xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
    if not xs:
        return None
    low, high, bottom, top = min(xs), max(xs), min(ys), max(ys)
    return lambda x, y: low - HARD_BY_M <= x <= high + HARD_BY_M and bottom - HARD_BY_M <= y <= top + HARD_BY_M


def _wrong_meridian(reading: Reading, plot: str, drawn: Drawn, system: str, fits: Fits) -> bool:
    """Told once for a file that lies in another zone as a whole (`plot` ""), else of the plot that does."""
    fit = _fitting_zone(drawn, system, fits)
    if not fit:
        return False
    there = crs.to_park(_raw(drawn, system)[:1], fit)[0]
    reading.found(
        "wrong_meridian",
        plot,
        meridian=crs.meridian_text(crs.ZONES[fit]),
        stated=crs.name_of(system),
        km=round(math.dist(drawn.ring[0], there) / 1000, 1),
    )
    return True


def _in_country(point: Point) -> bool:
    return -100_000 <= point[0] <= 1_100_000 and 850_000 <= point[1] <= 2_700_000


def _place(drawn: Drawn, point: Point) -> dict[str, Any]:
    index = drawn.ring.index(point)
    return {"point": drawn.label(index), "x": round(point[1], 3), "y": round(point[0], 3)}


def _raw(drawn: Drawn, system: str) -> list[Point]:
    """The plane coordinates as written: back from the park's system."""
    if system == crs.PARK:
        return list(drawn.ring)
    return crs.from_park(drawn.ring, system)


def _fitting_zone(drawn: Drawn, system: str, fits: Fits) -> str:
    raw = _raw(drawn, system)
    if system != crs.PARK and all(fits(*point) for point in raw[:3]):
        return crs.PARK
    return crs.zone_that_fits(raw, fits)
