"""A surveyor's table: corner points row by row, "Bảng liệt kê tọa độ góc ranh", from CSV or XLSX. Pure.

X is the northing and Y the easting. The side to the next point stands in a column, or on a row of its
own between two points; the first point may be repeated at the end; a plot's code may stand on its
first row only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sitepages.land.codes import is_code, usual_code
from sitepages.land.importers.attributes import code_titles, column_of
from sitepages.land.importers.cells import coordinate, number
from sitepages.land.importers.reading import Drawn, FileRefused, Reading, shown
from sitepages.land.importers.tables import Row, find_header
from sitepages.land.tolerances import SAME_POINT_M

TITLES = {
    "plot": ("Số hiệu lô", "Mã lô", "Lô", "Lô đất", "Ký hiệu lô", "Số hiệu thửa", "Plot", "Plot code", "Code"),
    "point": ("Số hiệu điểm", "Điểm", "Tên điểm", "STT điểm", "Số hiệu đỉnh", "Point", "Point no", "Vertex"),
    "x": ("X", "X m", "Tọa độ X", "Toạ độ X", "Northing", "N", "Bắc"),
    "y": ("Y", "Y m", "Tọa độ Y", "Toạ độ Y", "Easting", "E", "Đông"),
    "side": ("Chiều dài cạnh", "Cạnh", "S", "Chiều dài", "Khoảng cách", "Side", "Side length", "Length", "Distance"),
}
NEEDED = ("x", "y")
NUMBERED = re.compile(r"[MĐPmđp.\-\s]*([0-9]{1,6})(?:\.0+)?")  # 4, M4, P.4; A, B and 4a are names
METRES_A_DEGREE = 111_320  # of latitude; a degree of longitude is less, so that nothing near is missed


@dataclass(slots=True)
class Corner:
    """One row: what the point is called, northing, easting, listed length of the side to the next (None if empty)."""

    row: int
    plot: str
    label: str
    x: float
    y: float
    side: float | None

    @property
    def number(self) -> int | None:
        """The number in the label; None where points are called by letters."""
        found = NUMBERED.fullmatch(self.label)
        return int(found[1]) if found else None


def is_survey(rows: Sequence[Row]) -> bool:
    """Whether a table has columns of coordinates (else it can only be one of attributes)."""
    _at, columns = find_header(rows, TITLES, NEEDED)
    return all(key in columns for key in NEEDED)


def read_survey_table(rows: Sequence[Row], reading: Reading, code: str) -> None:
    """Plots into the reading; `code` names the plot of a table that has no column for it."""
    at, columns = find_header(rows, TITLES, ("plot", "point", *NEEDED))
    reading.surveyors_order = True
    corners = _corners(
        above_notes(rows[at + 1 :], lambda cells: _is_note(cells, columns), reading), columns, reading, code
    )
    told = {finding.plot for finding in reading.findings}
    seen: set[str] = set()
    for plot, group in groupby(corners, key=lambda corner: corner.plot):
        block = list(group)
        if plot in seen:
            reading.found("duplicate_code", plot, file=reading.name, row=block[0].row)
            continue
        seen.add(plot)
        if not is_code(plot):
            reading.plot_code(plot, block[0].row)
            continue
        if plot in told:
            continue  # a corner could not be read: what follows from its absence is no news
        reading.plots.append(_drawn(plot, block, reading))
    if not reading.plots and not reading.findings:
        raise FileRefused("nothing_inside", file=reading.name)


def above_notes(rows: Sequence[Row], is_note: Callable[[Sequence[Any]], bool], reading: Reading) -> Sequence[Row]:
    """The rows of the table itself: who drew it, the day, a total below it are told, and no plots."""
    end = len(rows)
    while end and is_note(rows[end - 1][1]):
        end -= 1
    for line, cells in rows[end:]:
        reading.states_once("note_left_out", row=line, text=shown(" ".join(str(cell) for cell in cells if cell)))
    return rows[:end]


def _is_note(cells: Sequence[Any], columns: dict[str, int]) -> bool:
    """A line of words: no code of a plot, no numbered corner, no figure where the coordinates stand."""
    plot, label = shown(_cell(cells, columns, "plot") or ""), _label(cells, columns)
    if usual_code(plot) or any(is_figure(_cell(cells, columns, key)) for key in NEEDED):
        return False
    if plot:
        return True
    return (
        " " in label
        or (len(label) > 1 and not any(sign.isdigit() for sign in label))
        or (not label and not is_figure(_cell(cells, columns, "side")))
    )


def is_figure(cell: Any) -> bool:
    """Whether a cell holds a figure, or what was meant to be one: "2368O01.2", but not "Ngày 12 tháng 5"."""
    if isinstance(cell, str):
        return any(sign.isdigit() for sign in cell) and not re.search(r"[^\W\d_]{2,}", cell)
    return cell is not None


def missing_columns(rows: Sequence[Row], reading: Reading, code: str) -> bool:
    """Whether the table lacks a column that a survey needs; told one by one."""
    _at, columns = find_header(rows, TITLES, ("plot", "point", *NEEDED))
    needed = ("x", "y") if code else ("plot", "x", "y")
    lacking = [key for key in needed if key not in columns]
    for key in lacking:
        fault = "no_plot_column" if key == "plot" else "missing_column"
        reading.found(fault, file=reading.name, column=TITLES[key][0])
    return bool(lacking)


def _corners(rows: Sequence[Row], columns: dict[str, int], reading: Reading, code: str) -> list[Corner]:
    corners: list[Corner] = []
    begins: dict[str, Corner] = {}
    without: list[int] = []
    plot = code
    for line, cells in rows:
        named = _named(_cell(cells, columns, "plot"), line, reading)
        if _between(cells, columns):
            if corners:
                corners[-1].side = _number(cells, columns, "side", line, corners[-1].plot, reading)
            continue
        plot = named or _carried(plot, code, cells, columns, begins.get(plot))
        if not plot:
            without.append(line)
            continue
        corner = _corner(line, plot, cells, columns, reading, corners)
        if corner:
            corners.append(corner)
            begins.setdefault(plot, corner)
    for first, last in _runs(without):
        reading.found("missing_code", row=first if first == last else f"{first}–{last}")
    return corners


def _named(cell: Any, line: int, reading: Reading) -> str:
    """A plot's code in its usual form; what is none stays as written and is told once, with its first row."""
    written = shown(cell if cell is not None else "")
    return reading.plot_code(written, line) if usual_code(written) else written


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the rows that follow one another: a plot of forty corners is one finding."""
    for _gap, group in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        run = [line for _place, line in group]
        yield run[0], run[-1]


def _carried(plot: str, code: str, cells: Sequence[Any], columns: dict[str, int], begin: Corner | None) -> str:
    """A merged cell gives a plot's code on its first row only: it holds until point 1 (or A) begins again."""
    if code or not plot:
        return code
    label = _label(cells, columns)
    first = label == "1" or (begin is not None and label == begin.label)
    repeats = first and begin is not None and _same(begin, cells, columns)
    return plot if not first or repeats else ""


def _same(first: Corner, cells: Sequence[Any], columns: dict[str, int]) -> bool:
    try:
        x, y = coordinate(_cell(cells, columns, "x")), coordinate(_cell(cells, columns, "y"))
    except ValueError:
        return False
    return _apart(first, x, y) < 1


def _apart(corner: Corner, x: float, y: float) -> float:
    """Metres, also in a table of degrees (which none but angles up to 180 can be)."""
    degrees = all(abs(value) <= 180 for value in (corner.x, corner.y, x, y))
    return math.hypot(corner.x - x, corner.y - y) * (METRES_A_DEGREE if degrees else 1)


def _cell(cells: Sequence[Any], columns: dict[str, int], key: str) -> Any:
    position = columns.get(key)
    return cells[position] if position is not None and position < len(cells) else None


def _between(cells: Sequence[Any], columns: dict[str, int]) -> bool:
    """A row that carries nothing but the length of the side between two points."""
    others = [_cell(cells, columns, key) for key in ("point", "x", "y")]
    return all(cell in (None, "") for cell in others) and _cell(cells, columns, "side") not in (None, "")


def _corner(
    line: int, plot: str, cells: Sequence[Any], columns: dict[str, int], reading: Reading, before: Sequence[Corner]
) -> Corner | None:
    x = _number(cells, columns, "x", line, plot, reading)
    y = _number(cells, columns, "y", line, plot, reading)
    side = _number(cells, columns, "side", line, plot, reading)
    if x is None or y is None:
        return None
    label = _label(cells, columns)
    if not label:  # no names given: in the order of the rows
        label = str(1 + (before[-1].number or 0)) if before and before[-1].plot == plot else "1"
    return Corner(line, plot, label, x, y, side)


def _label(cells: Sequence[Any], columns: dict[str, int]) -> str:
    """What a point is called: 4, M4, A; a spreadsheet's 4.0 is 4."""
    cell = _cell(cells, columns, "point")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else shown("" if cell is None else cell)


def _number(
    cells: Sequence[Any], columns: dict[str, int], key: str, line: int, plot: str, reading: Reading
) -> float | None:
    value = _cell(cells, columns, key)
    if value in (None, ""):
        if key in NEEDED:
            reading.found("empty_coordinate", plot, row=line, column=TITLES[key][0])
        return None
    try:
        return coordinate(value) if key in NEEDED else number(value)
    except ValueError:
        reading.found("unreadable_number", plot, row=line, value=shown(value), column=TITLES[key][0])
        return None


def _drawn(plot: str, corners: list[Corner], reading: Reading) -> Drawn:
    """Close the outline: a repeated first point is dropped, one that comes back elsewhere is told."""
    first, last = corners[0], corners[-1]
    apart = _apart(first, last.x, last.y)
    if len(corners) > 3 and apart < SAME_POINT_M:
        corners = corners[:-1]
    elif len(corners) > 3 and last.label == first.label:
        reading.found("not_back_at_first", plot, point=first.label, apart=round(apart, 3))
        corners = corners[:-1]
    numbers = [corner.number for corner in corners]
    return Drawn(
        code=plot,
        ring=tuple((corner.x, corner.y) for corner in corners),
        where=str(corners[0].row),
        labels=tuple(corner.label for corner in corners),
        numbers=tuple(number for number in numbers if number is not None) if None not in numbers else (),
        sides=tuple(corner.side for corner in corners),
    )


def read_attribute_table(rows: Sequence[Row], reading: Reading) -> None:
    """A table of attributes: one row per plot, into plots without an outline."""
    at = next((i for i, (_l, cells) in enumerate(rows[:30]) if sum(bool(column_of(c)) for c in cells) > 1), 0)
    header = rows[at][1]
    titles = [column_of(title) for title in header]
    if "code" not in titles:
        reading.found("no_code_column", file=reading.name, titles=code_titles())
        return
    for title, known in zip(header, titles, strict=True):
        if title not in (None, "") and not known:
            reading.found("unknown_column", error=False, file=reading.name, column=shown(title))
    codes: set[str] = set()
    place = titles.index("code")
    for line, cells in above_notes(rows[at + 1 :], lambda cells: _is_remark(cells, titles, place), reading):
        code = reading.plot_code(_cell(cells, {"code": place}, "code") or "", line)
        if not code:
            continue
        if code in codes:
            reading.found("duplicate_code", code, file=reading.name, row=line)
        else:
            codes.add(code)
            raw = {known: cell for known, cell in zip(titles, cells, strict=False) if known and known != "code"}
            reading.plots.append(Drawn(code, where=str(line), raw=raw))


def _is_remark(cells: Sequence[Any], titles: Sequence[str], place: int) -> bool:
    """Below a table of attributes: words where the code stands, and at most words beside it."""
    code = shown(cells[place] if place < len(cells) and cells[place] is not None else "")
    beside = [cell for cell, title in zip(cells, titles, strict=False) if title and title != "code" and cell]
    words = all(isinstance(cell, str) and " " in cell for cell in beside)
    return words and not usual_code(code) and not is_figure(code)
