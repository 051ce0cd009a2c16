"""What the workbooks of money have alike: formats by what a figure counts, and sheets that print as they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

A4 = 9
ENTRY = "#FFF4C2"
OPEN = "#8A3A0C"  # what hangs on something: identity's oxide
# Whole dong; cents of dollars.
AMOUNTS = {"USD": "#,##0.00", "VND": "#,##0"}


@dataclass(frozen=True)
class Looks:
    """The formats of a workbook; `entry_*` are cells the reader may change."""

    title: Format
    open_title: Format
    note: Format
    open_note: Format
    head: Format
    head_right: Format
    text: Format
    label: Format
    year: Format
    unsure: Format
    link: Format
    total_label: Format
    entry: Format
    entry_percent: Format
    entry_rate: Format
    money: dict[str, Format]
    entry_money: dict[str, Format]
    total: dict[str, Format]
    unsure_money: dict[str, Format]
    at_most: dict[str, Format]


def looks(book: Workbook) -> Looks:
    """Made once for a workbook."""
    head = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "bg_color": "#EDF3EE"}
    unsure = {"font_color": OPEN, "italic": True, "valign": "top"}
    total = {"bold": True, "top": 2}

    def amounts(before: str = "", **more: object) -> dict[str, Format]:
        return {
            currency: book.add_format({"num_format": before + form, "valign": "top", **more})
            for currency, form in AMOUNTS.items()
        }

    return Looks(
        title=book.add_format({"bold": True, "font_size": 14}),
        open_title=book.add_format({"bold": True, "font_size": 14, "font_color": OPEN}),
        note=book.add_format({"font_color": "#46544C"}),
        open_note=book.add_format({"bold": True, "font_color": OPEN}),
        head=book.add_format(head),
        head_right=book.add_format({**head, "align": "right"}),
        text=book.add_format({"text_wrap": True, "valign": "top"}),
        label=book.add_format({"valign": "top"}),
        year=book.add_format({"num_format": "0", "align": "left", "valign": "top"}),
        unsure=book.add_format({**unsure, "align": "right"}),
        link=book.add_format({"font_color": "#0A5A3B", "underline": 1, "valign": "top", "text_wrap": True}),
        total_label=book.add_format(total),
        entry=book.add_format({"num_format": "#,##0", "bg_color": ENTRY, "valign": "top"}),
        entry_percent=book.add_format({"num_format": "0.0#", "bg_color": ENTRY, "valign": "top"}),
        entry_rate=book.add_format({"num_format": "#,##0.00", "bg_color": ENTRY, "valign": "top"}),
        money=amounts(),
        entry_money=amounts(bg_color=ENTRY),
        total=amounts(**total),
        unsure_money=amounts(**unsure),
        at_most=amounts('"≤ "', **unsure),
    )


def prints(sheet: Worksheet, *, head_row: int | None, columns: Sequence[int], portrait: bool = False) -> None:
    """Widths, A4 across one page, the head repeated on each, page and sheet named at the foot."""
    for column, width in enumerate(columns):
        sheet.set_column(column, column, width)
    sheet.set_paper(A4)
    if not portrait:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    if head_row is not None:
        sheet.repeat_rows(head_row)
    sheet.set_footer(f"&L&8{_('Yên Bình IT park')} · &A&R&8&P/&N")
