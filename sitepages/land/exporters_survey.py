"""The corner points as a surveyor's table (XLSX): X is the northing, Y the easting, as on the paper one. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from sitepages.land.facts import LandFacts
from sitepages.land.geometry import area_m2, sides_m


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """Titles in the reader's language. `columns`: plot, point, X, Y, side; `about`: lines of the second sheet."""

    sheet: str
    about_sheet: str
    columns: tuple[str, str, str, str, str]
    about: Sequence[tuple[str, str]]
    area: str


def coordinates_xlsx(land: LandFacts, words: SurveyWords) -> bytes:
    """One row per corner, in the order surveyed; millimetres."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold, metres = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.000"})
        sheet = book.add_worksheet(words.sheet)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 4, 16)
        for place, title in enumerate(words.columns):
            sheet.write_string(0, place, title, bold)
        for line, row in enumerate(_rows(land), 1):
            sheet.write_string(line, 0, row[0])
            sheet.write_number(line, 1, row[1])
            for place, value in enumerate(row[2:], 2):
                sheet.write_number(line, place, value, metres)
        _about(book, land, words)
    return out.getvalue()


def _rows(land: LandFacts) -> Iterable[tuple[str, int, float, float, float]]:
    for plot in land.plots:
        sides = sides_m(plot.ring)
        for point, ((easting, northing), side) in enumerate(zip(plot.ring, sides, strict=True), 1):
            yield plot.code, point, northing, easting, round(side, 3)


def _about(book: Any, land: LandFacts, words: SurveyWords) -> None:
    sheet = book.add_worksheet(words.about_sheet)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 70)
    lines = [*words.about, *((f"{words.area} {plot.code}", f"{area_m2(plot.ring):.1f} m²") for plot in land.plots)]
    for line, (name, value) in enumerate(lines):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, value)
