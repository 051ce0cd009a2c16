"""From a file's own coordinates to (easting, northing) in EPSG:9213: which axis is which, which system, where. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sitepages.land.geometry import Point
from sitepages.land.importers import crs
from sitepages.land.importers.place import check_place, points_of
from sitepages.land.importers.reading import Drawn, Reading

VIETNAM = ((102.0, 110.0), (8.0, 24.0))  # longitude, latitude


def localise(reading: Reading, chosen: str) -> None:
    """Turn the reading's rings and layers to EPSG:9213 in place, or leave findings that say why not."""
    rings = [drawn for drawn in reading.plots if drawn.ring and not _zeros(drawn, reading)]
    if not rings and not reading.layers:
        return
    system = _system(reading, chosen, rings)
    if reading.surveyors_order:
        for drawn in rings:
            drawn.ring = tuple((second, first) for first, second in drawn.ring)
    degrees = reading.in_degrees = system in crs.GEOGRAPHIC
    if _mistaken_unit(reading, rings, degrees):
        return
    _leave_other_units_out(reading, degrees)
    _set_axes(reading, rings, degrees)
    for drawn in rings:
        drawn.ring = tuple(crs.to_park(drawn.ring, system))
    for layer in reading.layers:
        layer.geometry = {**layer.geometry, "coordinates": _moved(layer.geometry["coordinates"], system)}
    check_place(reading, rings, system)


def _zeros(drawn: Drawn, reading: Reading) -> bool:
    """Corners at 0, 0 were never filled in: they say nothing of the system either."""
    zeros = [index for index, point in enumerate(drawn.ring) if point == (0, 0)]
    if zeros:
        points = ", ".join(drawn.label(index) for index in zeros[:5]) + (" …" if len(zeros) > 5 else "")
        reading.found("zero_coordinates", drawn.code, count=len(zeros), points=points)
    return bool(zeros)


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
    layers = [points_of(layer) for layer in reading.layers] if not rings else []
    every: list[Sequence[Point]] = [*(drawn.ring for drawn in rings[:1]), *layers]
    if any(all(_in_degrees(point) for point in points) == degrees for points in every):
        return False
    reading.found("looks_like_metres" if degrees else "looks_like_degrees")
    return True


def _leave_other_units_out(reading: Reading, degrees: bool) -> None:
    """Single layers in the other unit are told, and no system turns them."""
    kept = []
    for layer in reading.layers:
        if all(_in_degrees(point) for point in points_of(layer)) == degrees:
            kept.append(layer)
        else:
            reading.found("layer_looks_like_metres" if degrees else "layer_looks_like_degrees", **layer.facts)
    reading.layers[:] = kept


def _set_axes(reading: Reading, rings: list[Drawn], degrees: bool) -> None:
    """All the other way round: the file's own order, stated and asked. Only some: those are wrong."""
    turned = [drawn for drawn in rings if _turned(drawn.ring, degrees)]
    turned_layers = [layer for layer in reading.layers if _turned(points_of(layer), degrees)]
    if len(turned) == len(rings) and len(turned_layers) == len(reading.layers):
        for drawn in rings:
            drawn.ring = tuple((second, first) for first, second in drawn.ring)
        for layer in reading.layers:
            layer.geometry = {**layer.geometry, "coordinates": _exchanged(layer.geometry["coordinates"])}
        reading.found("latitude_first" if degrees else "axes_detected", error=False)
        return
    for drawn in turned:
        reading.found("swapped_axes", drawn.code)
    for layer in turned_layers:
        reading.found("layer_swapped_axes", **layer.facts)
    reading.layers[:] = [layer for layer in reading.layers if layer not in turned_layers]
    if not turned and reading.surveyors_order:
        reading.states("axes_surveyors")


def _turned(ring: Sequence[Point], degrees: bool) -> bool:
    if degrees:
        return all(VIETNAM[1][0] <= x <= VIETNAM[1][1] and VIETNAM[0][0] <= y <= VIETNAM[0][1] for x, y in ring)
    return any(y < 1_000_000 < x for x, y in ring)


def _exchanged(coordinates: Any) -> Any:
    if isinstance(coordinates[0], (int, float)):
        return [coordinates[1], coordinates[0]]
    return [_exchanged(part) for part in coordinates]


def _moved(coordinates: Any, system: str) -> Any:
    """Coordinates of any depth in the park's system."""
    if isinstance(coordinates[0], (int, float)):
        return list(crs.to_park([(coordinates[0], coordinates[1])], system)[0])
    if isinstance(coordinates[0][0], (int, float)):
        return [list(point) for point in crs.to_park([(p[0], p[1]) for p in coordinates], system)]
    return [_moved(part, system) for part in coordinates]
