"""A table of cells out of CSV text or an XLSX sheet, and where its header stands. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from sitepages.land.importers.cells import decode, folded
from sitepages.land.importers.reading import FileRefused, Reading, shown
from sitepages.land.tolerances import MAX_COLUMNS, MAX_ROWS

Row = tuple[int, list[Any]]  # line number from 1, cells
MAX_SHEETS = 20
HEAD = 200  # rows of a sheet that show whether it is a table
HEADER_WITHIN = 30  # rows of title and stamp before the header, at most


def csv_rows(data: bytes, reading: Reading) -> list[Row]:
    """Rows of a CSV; the encoding is stated, the separator is the one that makes most columns."""
    text, encoding = decode(data, reading.name)
    reading.states("encoding", encoding=encoding)
    if not text.strip():
        raise FileRefused("empty_file", file=reading.name)
    separator = max(";\t,|", key=lambda mark: _steadiness(text, mark))
    csv.field_size_limit(100_000)
    try:
        return _within(reading, enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1))
    except csv.Error as error:
        raise FileRefused("unreadable_file", file=reading.name, form="CSV") from error


def _steadiness(text: str, mark: str) -> int:
    """How often the mark occurs in the busiest of the first lines, if at all in more than one."""
    counts = sorted((line.count(mark) for line in text.splitlines()[:HEADER_WITHIN] if line.strip()), reverse=True)
    return counts[0] * (2 if mark in ";\t" else 1) if counts else 0


def xlsx_rows(data: bytes, reading: Reading, is_table: Callable[[Sequence[Row]], bool] = bool) -> list[Row]:
    """Rows of the first sheet that is such a table (any rows are, unless told), else of the first that has rows;
    other tables are told. Formulas count by their stored value.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets[:MAX_SHEETS]
        heads = {sheet.title: _within(reading, _lines(sheet, HEAD, MAX_COLUMNS)) for sheet in sheets}
        tables = [title for title, rows in heads.items() if is_table(rows)]
        filled = [title for title, rows in heads.items() if rows]
        for sheet in sheets:
            if sheet.title == (tables or filled or [""])[0]:
                if sheet.title != filled[0]:
                    reading.states("sheet_read", sheet=shown(sheet.title))
                for other in tables[1:]:
                    reading.states_once("sheet_left_out", sheet=shown(other))
                return _within(reading, _lines(sheet))
    except FileRefused:
        raise
    except (InvalidFileException, BadZipFile, ValueError, KeyError, TypeError, OSError, SyntaxError) as error:
        raise FileRefused("unreadable_file", file=reading.name, form="XLSX") from error
    raise FileRefused("empty_file", file=reading.name)


def _lines(sheet: Any, rows: int | None = None, columns: int | None = None) -> Iterator[tuple[int, Sequence[Any]]]:
    return enumerate((cells[:columns] for cells in sheet.iter_rows(max_row=rows, values_only=True)), start=1)


def _within(reading: Reading, rows: Iterator[tuple[int, Sequence[Any]]]) -> list[Row]:
    out: list[Row] = []
    for line, cells in rows:
        if line > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise FileRefused("too_much", file=reading.name, limit=MAX_ROWS)
        row = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        if any(cell not in (None, "") for cell in row):
            out.append((line, row))
    return out


def find_header(rows: Sequence[Row], titles: Mapping[str, Sequence[str]], needed: Sequence[str]) -> tuple[int, dict]:  # type: ignore[type-arg]
    """(index of the header row, our key -> its column); the row among the first that knows most titles."""
    names = {folded(title): key for key, spellings in titles.items() for title in spellings}
    best: tuple[int, dict[str, int]] = (0, {})
    for index, (_line, cells) in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for position, cell in enumerate(cells):
            key = names.get(folded(cell))
            if key and key not in columns:
                columns[key] = position
        if len(columns) > len(best[1]):
            best = (index, columns)
        if all(key in columns for key in needed):
            return index, columns
    return best
