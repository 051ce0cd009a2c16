"""The monthly report as a workbook: every number a number, one sheet per subject, printed on A4."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from leads.desk.report_values import Cell, Kind, Report, Table
from leads.portal.workbook import looks, prints
from sitepages import figures

FORMS: Mapping[Kind, str] = {
    Kind.COUNT: "#,##0",
    Kind.CHANGE: "+#,##0;\N{MINUS SIGN}#,##0;0",
    Kind.PERCENT: "0%",
    Kind.DAYS: "#,##0.0",
    Kind.AREA: "#,##0.0",
}


def report_xlsx(report: Report, lang: str) -> bytes:
    """In the language in force, which is `lang`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Sheets(book, report, lang).write()
    return out.getvalue()


class _Sheets:
    def __init__(self, book: Workbook, report: Report, lang: str) -> None:
        self.book, self.report, self.lang, self.look = book, report, lang, looks(book)
        book.set_properties({"title": report.title, "author": _("Yên Bình IT park")})
        self.forms: dict[Kind, Format] = {
            kind: book.add_format({"num_format": form, "valign": "top"}) for kind, form in FORMS.items()
        }
        self.big = book.add_format({"bold": True, "font_size": 18, "align": "left", "num_format": "#,##0"})
        self.right = book.add_format({"align": "right", "valign": "top", "text_wrap": True})

    def write(self) -> None:
        subjects: Sequence[tuple[str, tuple[str, ...]]] = (
            (_("The month"), ("month", "moves")),
            (_("Funnel"), ("funnel", "lost")),
            (_("Time"), ("answers", "stays")),
            (_("Outcome and demand"), ("outcome", "unmet")),
            (_("By group"), ("by_department", "by_sector", "by_country", "by_source")),
        )
        for place, (name, keys) in enumerate(subjects):
            found = (self.report.table(key) for key in keys)
            self._sheet(name, [table for table in found if table], first=place == 0)
        self._method()

    def _sheet(self, name: str, tables: Sequence[Table], *, first: bool) -> None:
        sheet = self.book.add_worksheet(name)
        widest = max(len(table.head) for table in tables)
        prints(sheet, head_row=None, columns=(44, *[16] * (widest - 1)))
        row = self._top(sheet)
        if first:
            row = self._headlines(sheet, row)
        for table in tables:
            row = self._table(sheet, table, row) + 1
            if table.key == "funnel":
                self._chart(sheet, name, table, row)
                row += 16

    def _top(self, sheet: Worksheet) -> int:
        """Title, whose figures, as of when; the next free row."""
        report = self.report
        sheet.write_string(0, 0, report.title, self.look.title)
        as_of = figures.moment(report.as_of, self.lang) if report.as_of else _("not counted yet")
        sheet.write_string(1, 0, f"{report.whose}. {_('As of %(at)s.') % {'at': as_of}}", self.look.note)
        if not report.illustrative:
            return 3
        sheet.write_string(
            2, 0, _("Illustrative: there is no real enquiry yet, these are the demo's."), self.look.unsure
        )
        return 4

    def _headlines(self, sheet: Worksheet, row: int) -> int:
        for one in self.report.headlines:
            sheet.write_string(row, 0, one.name, self.look.label)
            self._cell(sheet, row, 1, one.cell, self.big)
            sheet.write_string(row, 2, one.before, self.look.note)
            row += 1
        return row + 1

    def _table(self, sheet: Worksheet, table: Table, row: int) -> int:
        sheet.write_string(row, 0, table.title, self.look.title)
        if table.note:
            row += 1
            sheet.write_string(row, 0, table.note, self.look.note)
        row += 1
        for column, head in enumerate(table.head):
            sheet.write_string(row, column, head, self.look.head_right if column else self.look.head)
        for line in table.rows:
            row += 1
            sheet.write_string(row, 0, line.name, self.look.text)
            for column, cell in enumerate(line.cells, start=1):
                self._cell(sheet, row, column, cell, self.forms.get(cell.kind))
        return row + 1

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, form: Format | None) -> None:
        if cell.value is None:
            sheet.write_string(row, column, _("not known"), self.look.unsure)
        elif isinstance(cell.value, str):
            sheet.write_string(row, column, cell.value, self.right)
        else:
            scale = {Kind.PERCENT: 100, Kind.AREA: 10_000}.get(cell.kind, 1)
            sheet.write_number(row, column, cell.value / scale, form)

    def _chart(self, sheet: Worksheet, name: str, table: Table, row: int) -> None:
        """Who reached each step, drawn from the table above."""
        last, first = row - 2, row - 1 - len(table.rows)
        chart = self.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": table.head[1],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "fill": {"color": "#0A5A3B"},
                "data_labels": {"value": True},
                "gap": 40,
            }
        )
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_legend({"none": True})
        chart.set_title({"name": table.title, "name_font": {"size": 11}})
        chart.set_size({"width": 760, "height": 300})
        sheet.insert_chart(row, 0, chart, {"description": table.title})

    def _method(self) -> None:
        sheet = self.book.add_worksheet(_("How it is counted"))
        prints(sheet, head_row=None, columns=(30, 90), portrait=True)
        row = self._top(sheet)
        for name, words in self.report.method:
            sheet.write_string(row, 0, name, self.look.text)
            sheet.write_string(row, 1, words, self.look.text)
            row += 1
