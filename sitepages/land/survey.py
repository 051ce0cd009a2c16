"""Reads a surveyor's table of corner points and the table of attributes; finds what is wrong, writes nothing.

Pure. The survey has a row per corner: plot, point number, X (northing), Y (easting), length of the
side to the next point. "Unclosed" means: the last side does not lead back to point 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sitepages.land import geometry
from sitepages.land.findings import Finding

SIDE_TOLERANCE_M = 0.05
SAME_POINT_M = 0.002
AREA_TOLERANCE = 0.001
NORTHING = (2_360_000, 2_376_000)  # the surroundings of the park, +-8 km (domain facts, section 6)
EASTING = (433_000, 448_000)
STATUSES = ("available", "reserved", "leased", "clearance", "not_for_lease")

SURVEY_COLUMNS = {
    "plot": ("Số hiệu lô", "Mã lô", "Plot", "Plot code"),
    "point": ("Số hiệu điểm", "Điểm", "Point"),
    "x": ("X (m)", "X"),
    "y": ("Y (m)", "Y"),
    "side": ("Chiều dài cạnh (m)", "Cạnh (m)", "S (m)", "Side (m)", "Side"),
}


@dataclass(frozen=True, slots=True)
class Corner:
    """One row: point number, northing, easting, listed length of the side to the next point (None if empty)."""

    row: int
    plot: str
    point: int
    x: float
    y: float
    side: float | None


@dataclass
class Read:
    """What a file gave: plots by code, and findings."""

    plots: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def found(self, code: str, plot: str = "", error: bool = True, **facts: Any) -> None:
        self.findings.append(Finding(code, plot, error, facts))


# --- Text, numbers, dates ---


def rows_of(data: bytes, name: str, read: Read) -> list[tuple[int, dict[str, str]]]:
    """(line number, row) of a CSV with one header; UTF-8, with or without a byte order mark."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        read.found("wrong_encoding", file=name)
        return []
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if text.split("\n", 1)[0].count(";") > 1 else ",")
    rows = [
        (number, {(key or "").strip(): (value or "").strip() for key, value in row.items() if isinstance(value, str)})
        for number, row in enumerate(reader, start=2)
    ]
    if not rows:
        read.found("empty_file", file=name)
    return rows


def number(text: str) -> float:
    """A decimal with point or comma and thousands marks: 2368175.428, 2.368.175,428, 2 368 175,428."""
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if "," in plain and "." in plain:
        thousands = "." if plain.rfind(",") > plain.rfind(".") else ","
        plain = plain.replace(thousands, "")
    if plain.count(",") == 1:
        plain = plain.replace(",", ".")
    value = float(plain)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


# --- The survey ---


def read_survey(data: bytes, name: str = "survey") -> Read:
    """Rings by plot code, or findings."""
    read = Read()
    rows = rows_of(data, name, read)
    columns = _columns(rows, name, read)
    if not columns:
        return read
    corners = [corner for number_, row in rows if (corner := _corner(number_, row, columns, read))]
    if corners and all(_swapped(corner) for corner in corners):
        read.found("swapped_axes")
        return read
    for code, group in groupby(corners, key=lambda corner: corner.plot):
        block = list(group)
        if code in read.plots:
            read.found("duplicate_code", code, file=name, row=block[0].row)
            continue
        read.plots[code] = _ring(code, block, read)
    return read


def _columns(rows: Sequence[tuple[int, dict[str, str]]], name: str, read: Read) -> dict[str, str]:
    header = list(rows[0][1]) if rows else []
    columns = {key: next((title for title in titles if title in header), "") for key, titles in SURVEY_COLUMNS.items()}
    for key in ("plot", "point", "x", "y"):
        if rows and not columns[key]:
            read.found("missing_column", file=name, column=SURVEY_COLUMNS[key][0])
    return columns if all(columns[key] for key in ("plot", "point", "x", "y")) else {}


def _corner(row_number: int, row: Mapping[str, str], columns: Mapping[str, str], read: Read) -> Corner | None:
    code = row.get(columns["plot"], "")
    if not code:
        if any(row.values()):
            read.found("missing_code", row=row_number)
        return None
    values: dict[str, float | None] = {}
    for key in ("point", "x", "y", "side"):
        text = row.get(columns[key], "") if columns[key] else ""
        if key == "side" and not text:
            values[key] = None
            continue
        try:
            values[key] = number(text)
        except ValueError:
            read.found("unreadable_number", code, row=row_number, value=text[:40], column=columns[key])
            return None
    return Corner(row_number, code, int(values["point"] or 0), values["x"] or 0.0, values["y"] or 0.0, values["side"])


def _swapped(corner: Corner) -> bool:
    return corner.x < 1_000_000 < corner.y


def _ring(code: str, corners: list[Corner], read: Read) -> geometry.Ring:
    """Check one plot's corners and give its outline as (easting, northing)."""
    if len(corners) > 3 and _same(corners[0], corners[-1]):
        corners = corners[:-1]
    ring = tuple((corner.y, corner.x) for corner in corners)
    if len(ring) < 3:
        read.found("too_few_vertices", code, count=len(ring))
        return ring
    for check in (_check_axes, _check_numbers, _check_sides, _check_shape):
        check(code, corners, ring, read)
    return ring


def _same(first: Corner, last: Corner) -> bool:
    return abs(first.x - last.x) < SAME_POINT_M and abs(first.y - last.y) < SAME_POINT_M


def _check_axes(code: str, corners: Sequence[Corner], ring: geometry.Ring, read: Read) -> None:
    if any(_swapped(corner) for corner in corners):
        read.found("swapped_axes", code)
        return
    for corner in corners:
        if not (NORTHING[0] <= corner.x <= NORTHING[1] and EASTING[0] <= corner.y <= EASTING[1]):
            read.found("outside_window", code, error=False, point=corner.point, x=corner.x, y=corner.y)
            return


def _check_numbers(code: str, corners: Sequence[Corner], ring: geometry.Ring, read: Read) -> None:
    expected = 1
    for corner in corners:
        if corner.point != expected:
            read.found("missing_vertex", code, before=expected - 1, after=corner.point)
            return
        expected += 1


def _check_sides(code: str, corners: Sequence[Corner], ring: geometry.Ring, read: Read) -> None:
    measured = geometry.sides_m(ring)
    for index, (corner, length) in enumerate(zip(corners, measured, strict=True)):
        if length < SAME_POINT_M:
            read.found("duplicate_vertex", code, point=corners[(index + 1) % len(corners)].point)
        elif corner.side is not None and abs(corner.side - length) > SIDE_TOLERANCE_M:
            facts: dict[str, Any] = {"listed": round(corner.side, 2), "measured": round(length, 2)}
            if index == len(corners) - 1:
                read.found("unclosed_ring", code, **facts)
            else:
                read.found("side_mismatch", code, point=corner.point, **facts)


def _check_shape(code: str, corners: Sequence[Corner], ring: geometry.Ring, read: Read) -> None:
    if geometry.crosses_itself(ring):
        read.found("self_crossing", code)


# --- The attributes ---


def _text(limit: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > limit:
            raise ValueError(text)
        return text

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = number(text)
        if value != int(value):
            raise ValueError(text)
        if not low <= value <= high:
            raise OverflowError(text)
        return int(value)

    return parse


def _decimal(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = number(text)
        if not low <= value <= high:
            raise OverflowError(text)
        return value

    return parse


# Column of plots.csv -> how it is read. Empty means unknown, never 0.
ATTRIBUTES: Mapping[str, Callable[[str], Any]] = {
    "land_use_vi": _text(160),
    "land_use_en": _text(160),
    "area_m2": _decimal(1, 2_000_000),
    "phase": _whole(1, 9),
    "available_from": date.fromisoformat,
    "max_coverage_pct": _decimal(0, 100),
    "floor_area_ratio": _decimal(0, 30),
    "max_floors": _whole(0, 100),
    "power_kva": _whole(0, 1_000_000),
    "power_redundancy": _text(8),
    "water_m3_day": _whole(0, 100_000),
    "wastewater_m3_day": _whole(0, 100_000),
    "fibre_gbps": _whole(0, 100_000),
    "road_width_m": _decimal(0, 200),
    "frontage_m": _decimal(0, 10_000),
    "soil_bearing_kpa": _whole(0, 10_000),
    "elevation_m": _decimal(-50, 3_000),
    "lease_usd_m2": _decimal(0, 10_000),
    "service_fee_usd_m2_year": _decimal(0, 1_000),
    "lease_until": date.fromisoformat,
}
KEYED = ("code", "zone", "status")


def read_attributes(data: bytes, zones: Sequence[str], name: str = "attributes") -> Read:
    """Typed attributes by plot code (None = unknown), or findings."""
    read = Read()
    rows = rows_of(data, name, read)
    if rows:
        header = set(rows[0][1])
        for column in sorted({*KEYED, *ATTRIBUTES} - header):
            read.found("missing_column", file=name, column=column)
        for column in sorted(header - {*KEYED, *ATTRIBUTES}):
            read.found("unknown_column", file=name, column=column[:40])
    if read.findings:
        return read
    for row_number, row in rows:
        _attributes_row(row_number, row, zones, name, read)
    return read


def _attributes_row(row_number: int, row: Mapping[str, str], zones: Sequence[str], name: str, read: Read) -> None:
    code = row["code"]
    if not code:
        read.found("missing_code", row=row_number)
        return
    if code in read.plots:
        read.found("duplicate_code", code, file=name, row=row_number)
        return
    values: dict[str, Any] = {}
    for column, choices in (("zone", zones), ("status", STATUSES)):
        values[column] = row[column]
        if row[column] not in choices:
            facts: dict[str, Any] = {
                "row": row_number,
                "value": row[column][:40],
                "column": column,
                "choices": ", ".join(choices),
            }
            read.found("unknown_choice", code, **facts)
    for column, parse in ATTRIBUTES.items():
        values[column] = _value(code, row_number, column, row[column], parse, read)
    read.plots[code] = values


def _value(code: str, row_number: int, column: str, text: str, parse: Callable[[str], Any], read: Read) -> Any:
    if not text:
        return None
    try:
        return parse(text)
    except OverflowError:
        read.found("out_of_range", code, row=row_number, value=text[:40], column=column)
    except ValueError:
        kind = "unreadable_date" if parse is date.fromisoformat else "unreadable_number"
        read.found(kind, code, row=row_number, value=text[:40], column=column)
    return None


# --- Both together ---


@dataclass(frozen=True)
class Survey:
    """A survey and its attributes, checked against one another. Usable when no finding is an error."""

    rings: Mapping[str, geometry.Ring]
    attributes: Mapping[str, Mapping[str, Any]]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        return any(finding.error for finding in self.findings)


def read_both(survey: bytes, attributes: bytes, zones: Sequence[str], known: Sequence[str] = ()) -> Survey:
    """Read both files and compare them; `known` are the codes on the site, of which none may silently vanish."""
    rings, rows = read_survey(survey), read_attributes(attributes, zones)
    findings = [*rings.findings, *rows.findings]
    if not any(finding.error and not finding.plot for finding in findings):
        findings += _compared(rings.plots, rows.plots, known)
    return Survey(rings.plots, rows.plots, tuple(findings))


def _compared(
    rings: Mapping[str, geometry.Ring], rows: Mapping[str, Mapping[str, Any]], known: Sequence[str]
) -> Iterator[Finding]:
    yield from (Finding("no_survey", code) for code in sorted(rows.keys() - rings.keys()))
    yield from (Finding("no_attributes", code) for code in sorted(rings.keys() - rows.keys()))
    yield from (Finding("plot_vanishes", code, error=False) for code in sorted(set(known) - rings.keys()))
    for code in sorted(rings.keys() & rows.keys()):
        yield from _area(code, rings[code], rows[code].get("area_m2"))
    whole = {code: ring for code, ring in rings.items() if len(ring) >= 3 and not geometry.crosses_itself(ring)}
    for (first, second), area in sorted(geometry.overlapping_pairs(whole).items()):
        yield Finding("overlap", first, facts={"other": second, "area": area})


def _area(code: str, ring: geometry.Ring, declared: float | None) -> Iterator[Finding]:
    if declared is None or len(ring) < 3:
        return
    computed = geometry.area_m2(ring)
    if abs(computed - declared) > AREA_TOLERANCE * declared:
        yield Finding("area_mismatch", code, facts={"declared": declared, "computed": round(computed, 1)})
