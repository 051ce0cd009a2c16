"""The workbook of a questionnaire: cells out of one, and our own sheet to fill in. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from leads.reading.questionnaire_values import TEXT_LIMIT, Cell, Sheet

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 20, 2_000, 60
MOST_UNPACKED = 20_000_000  # bytes of all that is packed in it: some of it is read whole
ENTRY, HEAD = "#FFF4C2", "#EDF3EE"
FIRST_ROW = 4  # of the questions, from 0


class Unreadable(Exception):
    """No workbook whose cells can be read."""


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """What stands in the sheets that are shown, formulas by their stored value. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        return tuple(Sheet(one.title[:60], tuple(_cells(one))) for one in shown[:MOST_SHEETS])
    except Exception as error:  # whatever a broken workbook raises in its reader, it is not readable
        raise Unreadable from error


def _cells(sheet: Any) -> Iterator[Cell]:
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            value = _value(cell.value)
            if value not in (None, ""):
                percent = "%" in str(getattr(cell, "number_format", "") or "")
                yield Cell(number, column, f"{get_column_letter(column)}{number}", value, percent)


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
            sheet.write_datetime(row, 1, datetime(one.value.year, one.value.month, one.value.day), looks["day"])  # noqa: DTZ001
        case int() | float():
            sheet.write_number(row, 1, one.value, looks["entry"])
        case _:
            sheet.write_string(row, 1, str(one.value), looks["entry"])
