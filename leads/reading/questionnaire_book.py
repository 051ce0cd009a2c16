"""The workbook of a questionnaire: cells out of one, and our own sheet to fill in. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

# The read-only sheet itself tells nothing of what is hidden, nor of formulas.
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from leads.reading.questionnaire_values import TEXT_LIMIT, Cell, Sheet

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 20, 2_000, 60
MOST_UNPACKED = 20_000_000  # bytes of all that is packed in it: some of it is read whole
ENTRY, HEAD = "#FFF4C2", "#EDF3EE"
FIRST_ROW = 4  # of the questions, from 0


class Unreadable(Exception):
    """No workbook whose cells can be read."""


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """What stands in the sheets, formulas by their stored value; of what is hidden only that it is there.

    Raises Unreadable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [_sheet(one) for one in book.worksheets[:MOST_SHEETS]]
        past = [Sheet(one.title[:60], (), unread=(("", "past_sheets"),)) for one in book.worksheets[MOST_SHEETS:]]
        return (*sheets, *past)
    except Exception as error:  # whatever a broken workbook raises in its reader, it is not readable
        raise Unreadable from error


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """Marks a cell with a formula: one whose value was never stored reads as empty otherwise."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        return {**cell, "formula": True} if element.find(FORMULA_TAG) is not None else cell


def _sheet(sheet: Any) -> Sheet:
    cells: list[Cell] = []
    unread: dict[str, list[str]] = {}
    with sheet._get_source() as source:
        of = sheet.parent
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=of.epoch,
            date_formats=of._date_formats,
            timedelta_formats=of._timedelta_formats,
        )
        for number, row in parser.parse():
            hidden = _is_hidden(parser.row_dimensions.get(str(number)))
            columns = _hidden_columns(parser.column_dimensions)
            for raw in row:
                value, column = _value(raw["value"]), raw["column"]
                ref = f"{get_column_letter(column)}{number}"
                why = _why_not(number, column, hidden=hidden, columns=columns)
                if value in (None, ""):
                    if raw.get("formula") and not why:
                        unread.setdefault("formula", []).append(ref)
                    continue
                if why:
                    unread.setdefault(why, []).append(ref)
                else:
                    raw.pop("formula", None)
                    percent = "%" in str(ReadOnlyCell(sheet, **raw).number_format or "")
                    cells.append(Cell(number, column, ref, value, percent))
            if number > MOST_ROWS and "past_rows" in unread:
                break
    shown = tuple((_places(refs, why), why) for why, refs in unread.items())
    merged = [str(one.ref) for one in parser.merged_cells.mergeCell] if parser.merged_cells else []
    is_hidden = sheet.sheet_state != "visible"
    return Sheet(sheet.title[:60], _beside_merged(cells, merged), is_hidden, () if is_hidden else shown)


def _why_not(row: int, column: int, *, hidden: bool, columns: Sequence[range]) -> str:
    if row > MOST_ROWS:
        return "past_rows"
    if hidden:
        return "hidden_row"
    if any(column in some for some in columns):
        return "hidden_column"
    return "past_columns" if column > MOST_COLUMNS else ""


def _places(refs: Sequence[str], why: str) -> str:
    """The first cells, or from where on."""
    if why.startswith("past"):
        return f"{refs[0]} …"
    return ", ".join(refs[:12]) + (" …" if len(refs) > 12 else "")


def _is_hidden(attributes: Mapping[str, str] | None) -> bool:
    return (attributes or {}).get("hidden") in {"1", "true"}


def _hidden_columns(dimensions: Mapping[str, Mapping[str, str]]) -> list[range]:
    return [
        range(column_index_from_string(letter), int(one.get("max", one["min"])) + 1)
        for letter, one in dimensions.items()
        if _is_hidden(one)
    ]


def _beside_merged(cells: Sequence[Cell], merged: Sequence[str]) -> tuple[Cell, ...]:
    """A text that is merged over several rows stands beside each of them."""
    at = {(one.row, one.column): one for one in cells if isinstance(one.value, str)}
    found = list(cells)
    for ref in merged:
        left, top, right, bottom = range_boundaries(ref)
        first = at.get((top, left))
        if first and left == right and bottom - top < 50:
            letter = get_column_letter(left)
            found += [replace(first, row=row, ref=f"{letter}{row}") for row in range(top + 1, bottom + 1)]
    return tuple(sorted(found, key=lambda one: (one.row, one.column)))


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | datetime | date):
        return value
    return str(value).strip()[:TEXT_LIMIT]


# --- Our own ---


@dataclass(frozen=True)
class Question:
    """A row of our own sheet: `value` as it may be filled in already, `choices` for a list to pick from."""

    label: str
    unit: str = ""
    hint: str = ""
    value: Any = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """`columns`: label, value, unit, note, as the reader knows them."""

    title: str
    lede: str
    sheet: str
    lists: str
    columns: tuple[str, str, str, str]


def own_sheet(questions: Sequence[Question], words: Words) -> bytes:
    """XLSX: one question a row; words to pick from stand on a hidden sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": words.title})
        sheet, lists = book.add_worksheet(words.sheet), book.add_worksheet(words.lists)
        lists.hide()
        looks = _looks(book)
        sheet.write_string(0, 0, words.title, looks["title"])
        sheet.merge_range(1, 0, 1, 3, words.lede, looks["note"])
        sheet.set_row(1, 48)
        for column, (name, width) in enumerate(zip(words.columns, (44, 34, 12, 60), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(FIRST_ROW - 1, column, name, looks["head"])
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for place, one in enumerate(questions):
            _write(sheet, FIRST_ROW + place, one, looks)
            if one.choices:
                for line, word in enumerate(one.choices):
                    lists.write_string(line, place, word)
                letter = get_column_letter(place + 1)
                source = f"='{words.lists}'!${letter}$1:${letter}${len(one.choices)}"
                sheet.data_validation(
                    FIRST_ROW + place, 1, FIRST_ROW + place, 1, {"validate": "list", "source": source}
                )
    return out.getvalue()


def _looks(book: Any) -> Mapping[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    entry = {**top, "bg_color": ENTRY, "border": 1, "border_color": "#C9BF95"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({**top, "font_color": "#46544C"}),
        "head": book.add_format({**top, "bold": True, "bottom": 2, "bg_color": HEAD}),
        "text": book.add_format(top),
        "entry": book.add_format(entry),
        "day": book.add_format({**entry, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _write(sheet: Any, row: int, one: Question, looks: Mapping[str, Any]) -> None:
    sheet.write_string(row, 0, one.label, looks["text"])
    sheet.write_string(row, 2, one.unit, looks["text"])
    sheet.write_string(row, 3, one.hint, looks["note"])
    match one.value:
        case None:
            sheet.write_blank(row, 1, None, looks["entry"])
        case date():
            sheet.write_datetime(row, 1, one.value, looks["day"])
        case int() | float():
            sheet.write_number(row, 1, one.value, looks["entry"])
        case _:
            sheet.write_string(row, 1, str(one.value), looks["entry"])
