"""A questionnaire as rows of cells, and what was read of it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from leads.reading.questionnaire import read_questionnaire
from leads.reading.questionnaire_values import Book, Cell, Questionnaire, Sheet


def table(*rows: tuple[Any, ...], name: str = "S") -> Sheet:
    cells = (
        Cell(line, column, f"{chr(64 + column)}{line}", value)
        for line, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if value not in (None, "")
    )
    return Sheet(name, tuple(cells))


def read(known: Book, *rows: tuple[Any, ...]) -> Questionnaire:
    return read_questionnaire([table(*rows)], known)


def taken(found: Questionnaire) -> dict[str, Any]:
    return {path: value for line in found.read for path, value in line.meanings[0].values}


def offered(found: Questionnaire) -> list[list[Any]]:
    return [[one.values[0][1] for one in line.meanings] for line in found.asked]


def saved(fill: Any) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    fill(made)
    made.save(out)
    return out.getvalue()
