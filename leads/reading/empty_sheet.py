"""The empty table an officer fills in: our columns, and on a second sheet what the listed ones may say. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter

from leads.reading.lead_sheet import TITLES


def empty_sheet(names: tuple[str, str], listed: Mapping[str, Iterable[str]], lang: str) -> bytes:
    """XLSX. `names`: of the two sheets; `listed`: our field -> the words it may hold, in the language `lang`."""
    out = io.BytesIO()
    titles = {key: spellings[0 if lang == "vi" else 1] for key, spellings in TITLES.items()}
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})  # a telephone number keeps its first 0
        sheet, values = book.add_worksheet(names[0]), book.add_worksheet(names[1])
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(titles.values()):
            sheet.set_column(place, place, max(18, len(title) + 2), text)
            sheet.write_string(0, place, title, bold)
        for place, (key, words) in enumerate(listed.items()):
            values.set_column(place, place, 48)
            values.write_string(0, place, titles[key], bold)
            for line, word in enumerate(words, 1):
                values.write_string(line, place, word)
    return out.getvalue()
