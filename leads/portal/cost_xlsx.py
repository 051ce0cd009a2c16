"""The cost of the location as a workbook: change a quantity, a price, the years or the rate, and the sums follow."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from leads.portal.cost_page import UNITS, line_name, source_words
from leads.portal.workbook import Looks, looks, prints
from leads.services.location_cost import CostLine, LocationCost

HEAD, FIRST = 3, 4  # counted from 0
WIDTHS = (40, 16, 14, 14, 14, 18, 18, 20, 20, 60)
ONCE = ("lease",)
PER = {"lease": "m²", "service_fee": "m²", "power": "kWh", "water": "m³", "wastewater": "m³"}  # where no price says it


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
        _entry(sheet, (1, 1), cost.usd_vnd, look.entry_rate)
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
    yield from (_("Line"), _("Quantity"), _("Least price"), _("Highest price"), _("Currency and unit"))
    yield from (
        _("Least a year, USD"),
        _("Most a year, USD"),
        _("Least in all, USD"),
        _("Most in all, USD"),
        _("Source"),
    )


def _row(sheet: Worksheet, row: int, line: CostLine, cost: LocationCost, look: Looks, lang: str) -> None:
    sheet.write_string(row, 0, line_name(line), look.text)
    sheet.write_string(row, 9, source_words(line, lang), look.text)
    if line.key == "wages":  # stated as a sum a year
        sheet.write_string(row, 4, "USD", look.label)
        _entry(sheet, (row, 5), line.low, look.entry_money["USD"])
        _formula(sheet, (row, 6), f"COUNT(F{row + 1})=1", f"F{row + 1}", line.high, look)
    else:
        _priced(sheet, row, line, look)
    once = line.key in ONCE
    over = line.over(cost.years) or (None, None)
    for index, (price, yearly) in enumerate(zip("CD", "FG", strict=True)):
        if once:
            _formula(sheet, (row, 7 + index), *_times(row, price, "USD"), over[index], look)
        else:
            _formula(
                sheet, (row, 7 + index), f"COUNT({yearly}{row + 1})=1", f"{yearly}{row + 1}*$B$1", over[index], look
            )


def _priced(sheet: Worksheet, row: int, line: CostLine, look: Looks) -> None:
    """Quantity and prices to be changed, or entered where nobody knows them; what a year costs follows."""
    quantity = line.quantity
    _entry(sheet, (row, 1), quantity, look.entry_rate if quantity is not None and quantity % 1 else look.entry)
    ends: tuple[Decimal | None, Decimal | None] = (line.price.low, line.price.high) if line.price else (None, None)
    if line.once is not None and quantity:
        ends = (line.once / quantity,) * 2
    currency = line.price.currency if line.price else "USD"
    for index, end in enumerate(ends):
        _entry(sheet, (row, 2 + index), end, look.entry_rate)
    sheet.write_string(row, 4, f"{currency}/{UNITS[line.price.per] if line.price else PER[line.key]}", look.label)
    if line.key in ONCE:
        return
    for index, (price, value) in enumerate(zip("CD", (line.low, line.high), strict=True)):
        _formula(sheet, (row, 5 + index), *_times(row, price, currency), value, look)


def _times(row: int, price: str, currency: str) -> tuple[str, str]:
    """What must be there, and quantity times price."""
    n = row + 1
    if currency == "VND":
        return f"COUNT(B{n},{price}{n},$B$2)=3", f"ROUND(B{n}*{price}{n}/$B$2,2)"
    return f"COUNT(B{n},{price}{n})=2", f"ROUND(B{n}*{price}{n},2)"


def _entry(sheet: Worksheet, at: tuple[int, int], value: Decimal | None, form: Format) -> None:
    if value is None:
        sheet.write_blank(*at, None, form)
    else:
        sheet.write_number(*at, float(value), form)


def _formula(
    sheet: Worksheet, at: tuple[int, int], known: str, formula: str, value: Decimal | None, look: Looks
) -> None:
    """What is not known is a word until what it needs is entered."""
    word = _("not known")
    form = look.money["USD"] if value is not None else look.unsure_money["USD"]
    sheet.write_formula(*at, f'=IF({known},{formula},"{word}")', form, word if value is None else float(value))


def _total(sheet: Worksheet, after: int, cost: LocationCost, look: Looks) -> None:
    sheet.write_string(after, 0, _("Total of the known lines"), look.total_label)
    for column in range(1, 7):
        sheet.write_blank(after, column, None, look.total_label)
    for letter, value in zip("HI", cost.total, strict=True):
        formula = f"=SUM({letter}{FIRST + 1}:{letter}{after})"
        sheet.write_formula(after, ord(letter) - 65, formula, look.total["USD"], float(value))
