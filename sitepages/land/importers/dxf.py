"""Plots out of a drawing: closed polylines, the code as a text or a block with attributes inside each. Pure.

X of the drawing is the easting, Y the northing; in metres, or millimetres when the drawing says so.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import ezdxf.recover
from ezdxf import path as paths
from ezdxf.document import Drawing
from ezdxf.lldxf.const import DXFError
from shapely import STRtree
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon

from sitepages.land.codes import usual_code, without_word
from sitepages.land.importers.attributes import column_of
from sitepages.land.importers.reading import Drawn, FileRefused, Reading, open_ring
from sitepages.land.tolerances import MAX_PLOTS, MAX_VERTICES, SAME_POINT_M

CODE = re.compile(r"[A-ZĐ]{1,4}[-–. ]?[0-9]{1,4}[A-Z]?")
AREA = re.compile(  # (24.141 m²), S = 24141.4 m2, 2,4 ha; alone on its line it needs no unit
    r"(?:^|[\s,;:]+|(?=\())\(?(?:(?:S|DT|Diện tích|Area)\s*[=:]\s*)?[0-9][0-9.,\s]*(?:m2|m²|ha)\.?\)?$"
    r"|^\(?(?:(?:S|DT|Diện tích|Area)\s*[=:]\s*)?[0-9][0-9.,\s]*\)?$",
    re.IGNORECASE,
)
CORNER = re.compile(r"[A-ZĐ][0-9]{1,3}")  # M1, M2 ... beside the corners; a code has a hyphen where both stand
UNITS = {0: 1.0, 6: 1.0, 4: 0.001}
UNIT_NAMES = {0: "m", 1: "inch", 2: "foot", 4: "mm", 5: "cm", 6: "m", 7: "km"}
RECTANGLE = 0.999  # of the smallest rectangle around it
SHEET = 2.0  # times a plot: the frame of a sheet that shows this plot alone
ARC_M = 0.01  # how far a flattened arc may leave the true one


@dataclass(slots=True)
class Outline:
    layer: str
    points: list[tuple[float, float]]
    gap: float  # between its ends; 0 when it is closed


@dataclass(slots=True)
class Label:
    at: tuple[float, float]
    code: str
    corner: bool  # may be the name of a corner instead
    raw: dict[str, Any] = field(default_factory=dict)


def read_dxf(data: bytes, reading: Reading) -> None:
    """Outlines with a code inside are plots; without one they are told if their layer holds plots."""
    drawing = _drawing(data, reading.name)
    units = int(drawing.header.get("$INSUNITS", 0))
    if units not in UNITS:
        raise FileRefused("drawing_unit", file=reading.name, units=UNIT_NAMES.get(units, str(units)))
    reading.states("drawing_units", units=UNIT_NAMES[units])
    outlines = list(_outlines(drawing, UNITS[units]))
    labels = list(_labels(drawing, UNITS[units]))
    if len(outlines) > 5 * MAX_PLOTS:
        raise FileRefused("too_much", file=reading.name, limit=MAX_PLOTS)
    _match(outlines, labels, reading)
    if not outlines:
        raise FileRefused("no_closed_outlines", file=reading.name)
    if not reading.plots and not reading.findings:
        reading.found("no_labels", file=reading.name, count=len(outlines))


def _drawing(data: bytes, name: str) -> Drawing:
    try:
        drawing, _auditor = ezdxf.recover.read(io.BytesIO(data))
    except (DXFError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused("unreadable_file", file=name, form="DXF") from error
    return drawing


def _outlines(drawing: Drawing, unit: float) -> Iterator[Outline]:
    entities: Any = drawing.modelspace().query("LWPOLYLINE POLYLINE")
    for entity in entities:
        try:
            points = [(v.x * unit, v.y * unit) for v in paths.make_path(entity).flattening(ARC_M / unit)]
        except (DXFError, TypeError, ValueError):
            continue
        if len(points) < 3 or len(points) > 10 * MAX_VERTICES:
            continue
        (x, y), (u, v) = points[0], points[-1]
        gap = ((x - u) ** 2 + (y - v) ** 2) ** 0.5
        if gap < SAME_POINT_M:  # a flattened arc that closes the line ends beside its first point, not on it
            points[-1] = points[0]
        yield Outline(str(entity.dxf.layer), points, 0.0 if entity.is_closed or gap < SAME_POINT_M else gap)


def _labels(drawing: Drawing, unit: float) -> Iterator[Label]:
    entities: Any = drawing.modelspace().query("TEXT MTEXT INSERT")
    for entity in entities:
        if entity.dxftype() == "INSERT":
            raw = {tag.dxf.tag.lower(): _clean(tag.dxf.text) for tag in entity.attribs}
            code = next((value for tag, value in raw.items() if column_of(tag) == "code"), "")
        else:
            raw = {}
            code = _in_text(entity.plain_text() if entity.dxftype() == "MTEXT" else entity.dxf.text)
        if code:
            place = entity.dxf.insert
            corner = not raw and CORNER.fullmatch(code) is not None
            yield Label((place.x * unit, place.y * unit), usual_code(code) or code, corner, raw)


def _in_text(text: str) -> str:
    """The code a text beside or in an outline gives: alone, after the word for plot, or with an area after it or
    on a line of its own; "" where it says anything else.
    """
    lines = [line for part in re.split(r"\n|\\P", text) if (line := AREA.sub("", _clean(part)))]
    if len(lines) != 1:
        return ""
    bare = without_word(lines[0])
    return bare if CODE.fullmatch(bare) or (bare != lines[0] and usual_code(bare)) else ""


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _match(outlines: list[Outline], labels: list[Label], reading: Reading) -> None:
    shapes = [Polygon(outline.points).buffer(0) for outline in outlines]
    inside = {index: _own(found) for index, found in _labels_inside(shapes, labels).items()}
    frames = _frames(shapes, inside)
    plot_layers = {outline.layer for index, outline in enumerate(outlines) if index in inside and index not in frames}
    left_out = 0
    for index, outline in enumerate(outlines):
        found = inside.get(index, [])
        codes = sorted({label.code for label in found})
        if index in frames:
            _frame(outline, codes, frames[index], reading)
        elif outline.layer not in plot_layers:
            left_out += 1
        elif not codes:
            x, y = outline.points[0]
            reading.found("missing_label", layer=outline.layer[:40], x=round(x, 1), y=round(y, 1))
        elif len(codes) > 1:
            reading.found("several_labels", layer=outline.layer[:40], labels=", ".join(codes)[:60])
        else:
            _plot(outline, codes[0], found, reading)
    if left_out:
        reading.states("outlines_left_out", count=left_out)


def _own(labels: list[Label]) -> list[Label]:
    """Without the names of corners, where a plot's own code stands beside them."""
    return [label for label in labels if not label.corner] or labels


# --- The frame of the sheet ---


def _frames(shapes: list[Polygon], inside: dict[int, list[Label]]) -> dict[int, set[str]]:
    """Rectangles around labelled outlines -> the codes these have: no plot has other plots inside.

    Around a single one: without a code of its own and far larger, for it may be a plot and that its building line.
    """
    frames: dict[int, set[str]] = {}
    labelled = sorted(inside)
    tree = STRtree([shapes[index] for index in labelled])
    for index in sorted(range(len(shapes)), key=lambda index: -shapes[index].area):
        shape = shapes[index]
        within = {labelled[int(place)] for place in tree.query(shape, predicate="contains")} - {index, *frames}
        codes = {label.code for other in within for label in inside[other]}
        own = {label.code for label in inside.get(index, ())} - codes
        roomy = not own and all(shape.area > SHEET * shapes[other].area for other in within)
        if (len(within) > 1 or (within and roomy)) and _is_rectangle(shape):
            frames[index] = codes
    return frames


def _is_rectangle(shape: Polygon) -> bool:
    return bool(shape.area > RECTANGLE * shape.minimum_rotated_rectangle.area)


def _frame(outline: Outline, codes: list[str], around: set[str], reading: Reading) -> None:
    """Told; asked where a text on the sheet could have been the code of a plot as large as the sheet."""
    facts: dict[str, Any] = {"layer": outline.layer[:40], "count": len(around)}
    if set(codes) - around:
        reading.found("frame_labelled", error=False, **facts, labels=", ".join(codes)[:60])
    else:
        reading.states_once("sheet_frame", **facts)


def _labels_inside(shapes: list[Polygon], labels: list[Label]) -> dict[int, list[Label]]:
    """Outline -> the labels in it; a label inside several belongs to the smallest."""
    out: dict[int, list[Label]] = {}
    if not shapes or not labels:
        return out
    tree = STRtree(shapes)
    for label in labels:
        around = [int(index) for index in tree.query(ShapelyPoint(label.at), predicate="intersects")]
        if around:
            out.setdefault(min(around, key=lambda index: shapes[index].area), []).append(label)
    return out


def _plot(outline: Outline, label: str, labels: list[Label], reading: Reading) -> None:
    code = reading.plot_code(label, outline.layer[:40])
    if not code:
        return
    if any(plot.code == code for plot in reading.plots):
        reading.found("duplicate_code", code, file=reading.name, row=outline.layer[:40])
        return
    if outline.gap:
        reading.found("line_not_closed", code, apart=round(outline.gap, 3))
    raw = {tag: value for label in labels for tag, value in label.raw.items()}
    reading.plots.append(Drawn(code, open_ring(outline.points), outline.layer[:40], raw))
