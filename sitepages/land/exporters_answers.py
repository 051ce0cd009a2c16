"""The answer sheet as XLSX: one row per question, two columns per plot (answer, source). Pure."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`cells`: per plot the answer (a figure, a date or words), whether it is known, and its source in words."""

    order: int
    group: str
    key: str
    question: str
    unit: str
    cells: Sequence[tuple[str | float | date, bool, str]]


@dataclass(frozen=True, slots=True)
class SheetWords:
    sheet: str
    about_sheet: str
    titles: tuple[str, str, str, str]  # number, group, question, unit
    answer: str
    source: str
    about: Sequence[tuple[str, str]]


def answers_xlsx(plots: Sequence[str], rows: Sequence[SheetRow], words: SheetWords) -> bytes:
    """Figures are figures and dates are dates; all else is text, never read as a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        _answers(book, plots, rows, words)
        about = book.add_worksheet(words.about_sheet)
        about.set_column(0, 0, 30)
        about.set_column(1, 1, 90)
        for line, (name, value) in enumerate(words.about):
            about.write_string(line, 0, name)
            about.write_string(line, 1, value)
    return out.getvalue()


def _answers(book: Any, plots: Sequence[str], rows: Sequence[SheetRow], words: SheetWords) -> None:
    look = {
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "unknown": book.add_format({"italic": True, "font_color": "#8A3A0C", "valign": "top", "text_wrap": True}),
        "source": book.add_format({"font_size": 9, "font_color": "#46544C", "text_wrap": True, "valign": "top"}),
        "figure": book.add_format({"num_format": "#,##0.##", "align": "left", "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
    }
    sheet = book.add_worksheet(words.sheet)
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, width in enumerate((7, 16, 38, 12, *(26, 44) * len(plots))):
        sheet.set_column(place, place, width)
    titles = [*words.titles, *(title.format(plot=plot) for plot in plots for title in (words.answer, words.source))]
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, look["head"])
    for line, row in enumerate(rows, 1):
        sheet.write_number(line, 0, row.order, look["text"])
        sheet.write_string(line, 1, row.group, look["text"])
        sheet.write_string(line, 2, row.question, look["text"])
        sheet.write_string(line, 3, row.unit, look["text"])
        for place, (value, known, source) in enumerate(row.cells):
            _cell(sheet, line, 4 + 2 * place, value, known, look)
            sheet.write_string(line, 5 + 2 * place, source, look["source"])


def _cell(sheet: Any, line: int, place: int, value: str | float | date, known: bool, look: dict[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, look["date"])
    elif isinstance(value, (int, float)):
        sheet.write_number(line, place, value, look["figure"])
    else:
        sheet.write_string(line, place, value, look["text" if known else "unknown"])
