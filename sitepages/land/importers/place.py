"""Whether what was drawn lies around the park; where it does not, which usual mistake put it elsewhere. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sitepages.land.geometry import Point, Ring
from sitepages.land.importers import crs
from sitepages.land.importers.reading import Drawn, DrawnLayer, Reading
from sitepages.land.tolerances import in_window

HARD_BY_M = 1_000.0
NEAR_M = 100.0
LINES = ("LineString", "MultiLineString")
Fits = Callable[[float, float], bool]
UTM_OR_ZONE = 105.0  # the meridian of UTM 48N too: the numbers alone do not say which


def check_place(reading: Reading, rings: list[Drawn], system: str) -> None:
    """Findings of plots and layers (in EPSG:9213 by now) that lie elsewhere."""
    _plots(reading, rings, system)
    for layer in reading.layers:
        _layer(reading, layer, system)


def _plots(reading: Reading, rings: list[Drawn], system: str) -> None:
    swapped = {finding.plot for finding in reading.findings if finding.code == "swapped_axes"}
    away = [drawn for drawn in rings if drawn.code not in swapped and not all(in_window(*p) for p in drawn.ring)]
    if away and len(away) == len(rings):
        first = next((drawn for drawn in away if drawn.code in reading.known), away[0])
        if found := _mistake(first.ring, system, in_window, reading.known.get(first.code)):
            reading.found(found[0], **found[1])
            return
    beside = _beside([drawn.ring for drawn in rings if drawn not in away])
    for drawn in away:
        if beside and (found := _mistake(drawn.ring, system, beside, reading.known.get(drawn.code))):
            reading.found(found[0], drawn.code, **found[1])
            continue
        point = next(p for p in drawn.ring if not in_window(*p))
        code = "outside_window" if _in_country(point) else "outside_vietnam"
        reading.found(code, drawn.code, **_at(drawn, point))


def _layer(reading: Reading, layer: DrawnLayer, system: str) -> None:
    points = points_of(layer)
    away = [point for point in points if not in_window(*point)]
    if not away:
        return
    if len(away) == len(points) and (found := _mistake(points, system, in_window)):
        reading.found(f"layer_{found[0]}", **layer.facts, **found[1])
        return
    x, y = away[0]
    reaches = len(away) < len(points) and layer.geometry["type"] in LINES and all(map(_in_country, away))
    code = "layer_reaches_out" if reaches else "layer_elsewhere"
    reading.found(code, error=not reaches, **layer.facts, x=round(y, 1), y=round(x, 1))


def points_of(layer: DrawnLayer) -> list[Point]:
    """All points of a layer, in whatever depth they stand."""
    return list(_points(layer.geometry["coordinates"]))


def _points(coordinates: Any) -> Iterator[Point]:
    if isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)


def _beside(rings: Sequence[Ring]) -> Fits | None:
    """Whether a point lies among these plots or hard by: where a plot of the same file is to be expected."""
    xs, ys = ([point[axis] for ring in rings for point in ring] for axis in (0, 1))
    if not xs:
        return None
    low, high, bottom, top = min(xs), max(xs), min(ys), max(ys)
    return lambda x, y: low - HARD_BY_M <= x <= high + HARD_BY_M and bottom - HARD_BY_M <= y <= top + HARD_BY_M


def _mistake(
    points: Sequence[Point], system: str, fits: Fits, known: Ring | None = None
) -> tuple[str, dict[str, Any]] | None:
    """The finding for points that another meridian would put where they are to be expected; `known`: where the
    plot lies on the site.
    """
    if system in crs.GEOGRAPHIC:
        return _converted(points, fits)
    raw = _raw(points, system)
    fit = _fitting_zone(raw, system, fits)
    if not fit:
        return None
    there = crs.to_park(raw[:1], fit)[0]
    facts = {"stated": crs.name_of(system), "km": round(math.dist(points[0], there) / 1000, 1)}
    if crs.ZONES[fit] == UTM_OR_ZONE:
        name = _utm_or_zone(raw, known)
        return ("wrong_meridian", {"meridian": name, **facts}) if name else ("utm_or_zone", facts)
    return "wrong_meridian", {"meridian": crs.meridian_text(crs.ZONES[fit]), **facts}


def _utm_or_zone(raw: Sequence[Point], known: Ring | None) -> str:
    """Which of the two it is, where the plot's place on the site tells; "" where nothing does."""
    names = {"EPSG:5897": crs.meridian_text(UTM_OR_ZONE), "EPSG:3405": "105°00′ (UTM 48N, k = 0.9996)"}
    for code, name in names.items():
        there = crs.to_park(raw[:1], code)[0]
        if known and min(math.dist(there, point) for point in known) < NEAR_M:
            return name
    return ""


def _converted(points: Sequence[Point], fits: Fits) -> tuple[str, dict[str, Any]] | None:
    """Degrees: whether numbers of the park's own zone were turned to them by another meridian."""
    for code, meridian in crs.ZONES.items():
        there = crs.from_park(points[:3], code) if code != crs.PARK else []
        if there and all(math.isfinite(x) and math.isfinite(y) and fits(x, y) for x, y in there):
            name = crs.meridian_text(meridian) + (" (TM-3 / UTM 48N)" if meridian == UTM_OR_ZONE else "")
            return "converted_meridian", {"meridian": name, "km": round(math.dist(points[0], there[0]) / 1000, 1)}
    return None


def _raw(points: Sequence[Point], system: str) -> list[Point]:
    """The plane coordinates as written: back from the park's system."""
    return list(points[:3]) if system == crs.PARK else crs.from_park(points[:3], system)


def _fitting_zone(raw: Sequence[Point], system: str, fits: Fits) -> str:
    if system != crs.PARK and all(fits(*point) for point in raw):
        return crs.PARK
    return crs.zone_that_fits(raw, fits)


def _in_country(point: Point) -> bool:
    return -100_000 <= point[0] <= 1_100_000 and 850_000 <= point[1] <= 2_700_000


def _at(drawn: Drawn, point: Point) -> dict[str, Any]:
    index = drawn.ring.index(point)
    return {"point": drawn.label(index), "x": round(point[1], 3), "y": round(point[0], 3)}
