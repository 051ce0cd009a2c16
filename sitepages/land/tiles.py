"""Map tiles beneath the plan: which ones, and where each lies on the projected plane. Pure.

A tile of a web map is a square in another projection; over one tile (about 500 m) the difference from a
parallelogram on ours is millimetres, so three corners place it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from sitepages.land.geometry import Point, to_local, to_wgs84

ZOOM = 16
MOST = 64
Matrix = tuple[float, float, float, float, float, float]


def tiles_over(corners: Iterable[Point], zoom: int = ZOOM) -> list[tuple[tuple[int, int, int], Matrix]]:
    """(z, x, y) of every tile over the corners' box (EPSG:9213), with its matrix; none where it would be too many."""
    lonlat = to_wgs84(corners)
    if not lonlat:
        return []
    west, east = min(p[0] for p in lonlat), max(p[0] for p in lonlat)
    south, north = min(p[1] for p in lonlat), max(p[1] for p in lonlat)
    (left, top), (right, bottom) = _tile(west, north, zoom), _tile(east, south, zoom)
    if (right - left + 1) * (bottom - top + 1) > MOST:
        return []
    return [((zoom, x, y), _matrix(zoom, x, y)) for y in range(top, bottom + 1) for x in range(left, right + 1)]


def picture_matrix(west: float, south: float, east: float, north: float) -> Matrix:
    """Of a picture whose edges lie along the grid of EPSG:9213 (metres)."""
    return east - west, 0.0, 0.0, south - north, west, north


def _tile(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    count = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return math.floor((lon + 180) / 360 * count), math.floor(y * count)


def _corner(zoom: int, x: int, y: int) -> Point:
    count = 2**zoom
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / count))))
    return x / count * 360 - 180, lat


def _matrix(zoom: int, x: int, y: int) -> Matrix:
    corners = [_corner(zoom, x, y), _corner(zoom, x + 1, y), _corner(zoom, x, y + 1)]
    (x0, y0), (x1, y1), (x2, y2) = to_local(corners)
    return x1 - x0, y1 - y0, x2 - x0, y2 - y0, x0, y0
