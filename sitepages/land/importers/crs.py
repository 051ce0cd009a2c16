"""Coordinate systems: which ones a file may be in, what a definition really says, and the way to EPSG:9213. Pure.

Domain facts, section 6: ignoring the datum shift costs 224 m, three translations only 0.379 m, rotation
signs as printed on Vietnamese sites 0.761 m, k = 0.9996 instead of 0.9999 711 m, k = 1 237 m.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from sitepages.land.geometry import Point
from sitepages.land.importers.reading import FileRefused, Reading

PARK = "EPSG:9213"
WGS84 = "EPSG:4326"
# EPSG code -> central meridian of a three-degree zone (k 0.9999, false easting 500,000 m).
ZONES: Mapping[str, float] = {
    "EPSG:9205": 103.0,
    "EPSG:9206": 104.0,
    "EPSG:9207": 104.5,
    "EPSG:9208": 104.75,
    "EPSG:5897": 105.0,
    "EPSG:9209": 105.5,
    "EPSG:9210": 105.75,
    "EPSG:9211": 106.0,
    "EPSG:9212": 106.25,
    "EPSG:9213": 106.5,
    "EPSG:9214": 107.0,
    "EPSG:9215": 107.25,
    "EPSG:9216": 107.5,
    "EPSG:5899": 107.75,
    "EPSG:5898": 108.0,
    "EPSG:9217": 108.25,
    "EPSG:9218": 108.5,
}
UTM: Mapping[str, float] = {"EPSG:3405": 105.0, "EPSG:3406": 111.0}
OTHERS = {WGS84: "WGS 84", "EPSG:4756": "VN-2000", "EPSG:32648": "WGS 84 / UTM 48N", "EPSG:3405": "VN-2000 / UTM 48N"}
GEOGRAPHIC = {WGS84, "EPSG:4756"}
SHIFT = (-191.90441429, -39.30318279, -111.45032835, 0.00928836, -0.01975479, 0.00427372, 0.252906278)
MAX_DEFINITION = 20_000


def choices() -> list[tuple[str, str]]:
    """The systems a person may choose, the park's own first."""
    zones = [(code, f"VN-2000 / TM-3 {meridian_text(meridian)}") for code, meridian in ZONES.items()]
    zones.sort(key=lambda zone: zone[0] != PARK)
    return [(code, f"{name} ({code})") for code, name in [zones[0], *OTHERS.items(), *zones[1:]]]


def meridian_text(degrees: float) -> str:
    """106.5 -> 106°30'."""
    whole = int(degrees)
    return f"{whole}°{round((degrees - whole) * 60):02d}′"


def name_of(code: str) -> str:
    return dict(choices()).get(code, code)


def identify(definition: str) -> str:
    """The EPSG code a definition (EPSG text, URN, WKT, PROJ) amounts to; "" for an empty one.

    Raises FileRefused with a code of its own for each usual mistake in a definition.
    """
    text = definition.strip()
    if not text:
        return ""
    if found := re.fullmatch(r"(?:urn:ogc:def:crs:)?(?:EPSG|OGC):(?:[0-9.]*:)?(\w+)", text, re.IGNORECASE):
        text = WGS84 if found[1].upper() in {"CRS84", "CRS84H", "4979"} else f"EPSG:{found[1]}"
        return _known(text, text)
    if len(text) > MAX_DEFINITION or (not text.isprintable() and "\n" not in text):
        raise FileRefused("unknown_crs", crs=text[:60])
    try:
        crs = CRS.from_user_input(text)
    except CRSError as error:
        raise FileRefused("unknown_crs", crs=text[:60]) from error
    return _amounts_to(crs, text)


def stated_by(definition: str, reading: Reading) -> str:
    """The system a file states. One that is refused counts for nothing where a person chose another; that is told."""
    try:
        return identify(definition)
    except FileRefused:
        if not reading.chosen:
            raise
        text = " ".join(definition.split())[:60]
        reading.states("crs_refused", stated=text, crs=name_of(reading.chosen))
        return ""


def _known(code: str, text: str) -> str:
    if code in ZONES or code in OTHERS:
        return code
    raise FileRefused("unknown_crs", crs=" ".join(text.split())[:60])


def _amounts_to(crs: CRS, text: str) -> str:
    bound = crs.is_bound
    if bound:
        _check_shift(crs)
        crs = crs.source_crs or crs
    elif "unknown" in _datum(crs):
        raise FileRefused("no_datum_shift", crs=" ".join(text.split())[:60])
    if not crs.is_projected:
        return _known(f"EPSG:{crs.to_epsg(min_confidence=20)}", text)
    return _known(_zone(crs, bound), text)


def _datum(crs: CRS) -> str:
    return crs.datum.name.lower().replace("_", " ") if crs.datum else "unknown"


def _zone(crs: CRS, bound: bool) -> str:
    """The zone a Transverse Mercator definition means, by its meridian, scale and datum; "" if it is none of ours.
    Of a `bound` one the shift was looked at, which says more than the datum's name.
    """
    values = _parameters(crs)
    meridian = values.get("longitude of natural origin", values.get("longitude of origin", 0.0))
    scale = values.get("scale factor at natural origin", values.get("scale factor at projection origin", 1.0))
    zones = ZONES if abs(scale - 0.9999) < 1e-9 else UTM if abs(scale - 0.9996) < 1e-9 else {}
    found = next((code for code, m in zones.items() if abs(m - meridian) < 1e-6), "")
    if not found and zones is not ZONES:
        raise FileRefused("wrong_scale", scale=scale, meridian=meridian_text(meridian))
    wgs84 = not bound and re.search(r"world geodetic|wgs ?(19)?84", _datum(crs)) is not None
    if zones is UTM and wgs84:
        return "EPSG:32648" if found == "EPSG:3405" else ""
    if wgs84:
        raise FileRefused("wgs84_plane", crs=crs.name[:60] if crs.name != "unknown" else "+datum=WGS84")
    return found if bound or re.search(r"viet ?nam|vn[- ]?2000", _datum(crs)) else ""


def _parameters(crs: CRS) -> dict[str, float]:
    operation = crs.coordinate_operation
    return {p.name.lower(): float(p.value) for p in operation.params} if operation else {}


def _check_shift(crs: CRS) -> None:
    """The seven parameters of a bound definition against EPSG:6960 (position vector)."""
    stated = crs.coordinate_operation.towgs84 if crs.coordinate_operation else []
    given = [round(float(p), 9) for p in stated]
    given += [0.0] * (7 - len(given))
    if all(abs(a - b) < 1e-6 for a, b in zip(given, SHIFT, strict=True)):
        return
    if not any(given):
        raise FileRefused("no_datum_shift", crs="+towgs84=0,0,0")
    same_place = all(abs(a - b) < 0.01 for a, b in zip(given[:3], SHIFT[:3], strict=True))
    if same_place and not any(given[3:]):
        raise FileRefused("three_translations")
    if same_place and all(abs(a + b) < 1e-6 for a, b in zip(given[3:6], SHIFT[3:6], strict=True)):
        raise FileRefused("rotation_signs")
    raise FileRefused("other_shift", shift=", ".join(f"{value:g}" for value in given))


@cache
def _to_park(code: str) -> Transformer:
    return Transformer.from_crs(code, PARK, always_xy=True)


def to_park(points: Sequence[Point], code: str) -> list[Point]:
    """Points of a system (easting, northing or longitude, latitude) as (easting, northing) of EPSG:9213, mm."""
    if code == PARK or not points:
        return [(round(x, 3), round(y, 3)) for x, y in points]
    xs, ys = _to_park(code).transform([p[0] for p in points], [p[1] for p in points])
    return [(round(x, 3), round(y, 3)) for x, y in zip(xs, ys, strict=True)]


def from_park(points: Sequence[Point], code: str) -> list[Point]:
    """The way back: (easting, northing) of EPSG:9213 as plane coordinates of another system, unrounded."""
    transformer = Transformer.from_crs(PARK, code, always_xy=True)
    return [transformer.transform(*point) for point in points]


# --- What a wrong conversion does to a point of the park ---

TM = "+proj=tmerc +lat_0=0 +lon_0=106.5 +k={k} +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +no_defs"
_SIGNS = tuple(-value if 3 <= index <= 5 else value for index, value in enumerate(SHIFT))
WRONG_WAYS: Mapping[str, tuple[float, tuple[float, ...]]] = {
    "rotation_signs": (0.9999, _SIGNS),
    "three_translations": (0.9999, SHIFT[:3]),
    "no_datum_shift": (0.9999, (0.0, 0.0, 0.0)),
    "scale_9996": (0.9996, SHIFT),
    "scale_1": (1.0, SHIFT),
}


UTM_FOR_ZONE = "utm_for_zone"  # UTM 48N and the three-degree zone of the same meridian, one taken for the other
WAYS = (*WRONG_WAYS, UTM_FOR_ZONE)


@cache
def _wrong(way: str) -> Transformer:
    k, shift = WRONG_WAYS[way]
    towgs84 = "+towgs84=" + ",".join(str(value) for value in shift)
    return Transformer.from_crs(WGS84, f"{TM.format(k=k)} {towgs84}", always_xy=True)


def wrong_shift(way: str, at: Point) -> Point:
    """How far (metres east, north) that mistake moves a point of the park when WGS 84 is turned to VN-2000."""
    if way == UTM_FOR_ZONE:
        x, y = to_park(from_park([at], "EPSG:3405"), "EPSG:5897")[0]
        return x - at[0], y - at[1]
    lon, lat = Transformer.from_crs(PARK, WGS84, always_xy=True).transform(*at)
    x, y = _wrong(way).transform(lon, lat)
    return x - at[0], y - at[1]


def way_of(move: Point, at: Point) -> str:
    """The usual mistake that moves a point just so, in either direction; "" if none does."""
    for way in WAYS:
        shift = wrong_shift(way, at)
        reach = 0.03 + 0.002 * math.hypot(*shift)
        if math.dist(move, shift) < reach or math.dist(move, (-shift[0], -shift[1])) < reach:
            return way
    return ""


def zone_that_fits(points: Sequence[Point], fits: Any) -> str:
    """The three-degree zone in which these plane coordinates would satisfy `fits(easting, northing)`; "" if none."""
    for code in ZONES:
        if code != PARK and all(fits(*point) for point in to_park(points[:3], code)):
            return code
    return ""
