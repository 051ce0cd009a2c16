"""Plans of the money tests, and a reckoner of the workbook's formulas."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from leads.models import MatchRun
from leads.services.matching import run_match
from tests.leads.match.conftest import LOADED

PLAN = {"first_revenue": "2028-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 6_000_000}
BIG = PLAN | {"group_revenue_eur": 2_000_000_000, "rd_spend_usd_year": 500_000}


def run_of(project: dict[str, Any], **more: Any) -> MatchRun:
    request = {"sector": "semiconductor_packaging_testing", "project": project} | more
    return run_match(request=request, source="site", now=LOADED)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).replace("\xa0", " ").split())


class Reckoner:
    """Reckons the workbook's few kinds of formula from its cells, as a spreadsheet would."""

    def __init__(self, body: bytes) -> None:
        self.formulas, self.values = (load_workbook(io.BytesIO(body), data_only=only) for only in (False, True))
        self.named = {
            name: self._cell(self.formulas[place.attr_text.partition("!")[0].strip("'")], place.attr_text[-4:])
            for name, place in self.formulas.defined_names.items()
        }

    def _cell(self, sheet: Worksheet, place: str) -> float | None:
        """None for an empty cell: a spreadsheet reckons with 0 and counts it as none."""
        return sheet[place.rpartition("!")[2].replace("$", "")].value

    def value(self, sheet: Worksheet, place: str) -> Any:
        content = sheet[place].value
        if not isinstance(content, str) or not content.startswith("="):
            return 0 if content is None or isinstance(content, str) else content
        return self._reckoned(sheet, content[1:])

    def _reckoned(self, sheet: Worksheet, formula: str) -> Any:
        elsewhere = re.fullmatch(r"'(.+)'!([A-Z]\d+)", formula)
        if elsewhere:
            return self.value(self.formulas[elsewhere[1]], elsewhere[2])
        area = re.fullmatch(r"SUM\(([A-Z])(\d+):[A-Z](\d+)\)", formula)
        if area:
            column, first, last = area[1], int(area[2]), int(area[3])
            return sum(self.value(sheet, f"{column}{row}") for row in range(first, last + 1))
        text = re.sub(r"\b([A-Z])(\d+)\b", lambda m: f"({self.value(sheet, m[0])!r})", formula)
        text = re.sub(r"COUNT\(([a-z_,]+)\)", self._counted, text)
        for name, value in self.named.items():
            text = re.sub(rf"\b{name}\b", repr(float(value or 0)), text)
        text = _with_choices(text.replace("^", "**").replace("MAX(", "max("))
        return eval(text, {"max": max})  # noqa: S307 (the workbook's own formulas)

    def _counted(self, names: re.Match[str]) -> str:
        return str(sum(self.named[name] is not None for name in names[1].split(",")))


def _with_choices(text: str) -> str:
    """IF(test, yes, no) as Python says it: only the branch taken is reckoned."""
    while "IF(" in text:
        start = text.rindex("IF(")
        depth, parts, end = 0, [""], start + 3
        for sign in text[start + 3 :]:
            end += 1
            depth += (sign == "(") - (sign == ")")
            if depth < 0:
                break
            if sign == "," and not depth:
                parts.append("")
            else:
                parts[-1] += sign
        test, yes, no = (part.strip() for part in parts)
        test = re.sub(r"(?<![<>])=", "==", test)
        text = f"{text[:start]}(({yes}) if {test} else ({no})){text[end:]}"
    return text


def rows_of(run: MatchRun, tax: str) -> Any:
    from leads.services.law_answer import rows_of

    return [row for row in rows_of(run.answer["money"]) if row.tax == tax]


def formulas_as_kept(book: Reckoner) -> int:
    """How many formulas there are; each gives the value that was written with it."""
    checked = 0
    for name in book.formulas.sheetnames:
        for row in book.formulas[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    kept = book.values[name][cell.coordinate].value
                    assert book.value(book.formulas[name], cell.coordinate) == pytest.approx(kept, rel=1e-7, abs=0.011)
                    checked += 1
    return checked
