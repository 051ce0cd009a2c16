"""The cost of the location as a workbook: change a quantity, a price, the years or the rate, and the sums follow."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from leads.portal.cost_page import NAMES, source_words
from leads.portal.workbook import Looks, looks, prints
from leads.services.location_cost import CostLine, LocationCost

HEAD, FIRST = 3, 4  # counted from 0
WIDTHS = (40, 16, 14, 14, 10, 18, 18, 20, 20, 60)


def cost_xlsx(cost: LocationCost, *, lang: str) -> bytes:
    """Every formula carries its value; what is not known is a word and left out of the sum."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": _("Cost of the location"), "author": _("Yên Bình IT park")})
        sheet, look = book.add_worksheet(_("Cost of the location")), looks(book)
        prints(sheet, head_row=HEAD, columns=WIDTHS)
        sheet.write_string(0, 0, _("Years"), look.label)
        sheet.write_number(0, 1, cost.years, look.entry)
        sheet.write_string(1, 0, _("VND for USD 1 (illustrative until sourced)"), look.label)
        sheet.write_number(1, 1, float(cost.usd_vnd or 1), look.entry_rate)
        sheet.write_string(2, 0, _("Yellow cells may be changed; the sums follow."), look.note)
        for column, name in enumerate(_columns()):
            left = column in {0, 4, 9}
            sheet.write_string(HEAD, column, name, look.head if left else look.head_right)
        sheet.freeze_panes(FIRST, 1)
        for row, line in enumerate(cost.lines, start=FIRST):
            _row(sheet, row, line, cost, look, lang)
        _total(sheet, FIRST + len(cost.lines), cost, look)
    return out.getvalue()


def _columns() -> Iterator[str]:
    yield from (_("Line"), _("Quantity"), _("Least price"), _("Highest price"), _("Currency"))
    yield from (
        _("Least a year, USD"),
        _("Most a year, USD"),
        _("Least in all, USD"),
        _("Most in all, USD"),
        _("Source"),
    )


def _row(sheet: Worksheet, row: int, line: CostLine, cost: LocationCost, look: Looks, lang: str) -> None:
    n, over = row + 1, line.over(cost.years)
    sheet.write_string(row, 0, str(NAMES[line.key]), look.text)
    sheet.write_string(row, 9, source_words(line, lang), look.text)
    if line.price:
        sheet.write_number(row, 2, float(line.price.low), look.entry_rate)
        sheet.write_number(row, 3, float(line.price.high), look.entry_rate)
        sheet.write_string(row, 4, line.price.currency, look.label)
    if line.quantity is not None:
        sheet.write_number(row, 1, float(line.quantity), look.entry_rate if line.quantity % 1 else look.entry)
    if over is None:
        for column in (7, 8):
            sheet.write_string(row, column, _("not known"), look.unsure)
        return
    money = look.money["USD"]
    for index, (column, end) in enumerate(zip("CD", (line.low, line.high), strict=True)):
        if end is None:  # once
            sheet.write_number(row, 7 + index, float(over[index]), money)
            continue
        if line.price:
            divided = "/$B$2" if line.price.currency == "VND" else ""
            formula = f"=ROUND(B{n}*{column}{n}{divided},2)"
            sheet.write_formula(row, 5 + index, formula, money, float(end))
        else:
            sheet.write_number(row, 5 + index, float(end), look.entry_money["USD"])
        yearly = "FG"[index]
        sheet.write_formula(row, 7 + index, f"={yearly}{n}*$B$1", money, float(over[index]))


def _total(sheet: Worksheet, after: int, cost: LocationCost, look: Looks) -> None:
    sheet.write_string(after, 0, _("Total of the known lines"), look.total_label)
    for column in range(1, 7):
        sheet.write_blank(after, column, None, look.total_label)
    for letter, value in zip("HI", cost.total, strict=True):
        formula = f"=SUM({letter}{FIRST + 1}:{letter}{after})"
        sheet.write_formula(after, ord(letter) - 65, formula, look.total["USD"], float(value))
