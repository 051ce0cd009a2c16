"""The money of a match as a workbook with live formulas: change a profit, a payroll or the rate and all follows.

Every formula is written with its value, so that phones and readers without a calculator show it too; text is never
read as a formula. What is not known is a word, never 0.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from leads.models import MatchRun
from leads.portal.incentive_rows import RuleNames, rule_names
from leads.portal.money_full import basis_read
from leads.portal.money_words import NOT_COVERED, goods_words, tax_words
from leads.portal.workbook import looks, prints
from leads.services.law_answer import basis_of, law_day, ordinary_pct, rate_of
from sitepages.incentives.cells import GRANT, TOP_UP, Row
from sitepages.incentives.cit import share_of_year
from sitepages.incentives.stored import basis_words, nothing_known, opened

FIRST = 4  # first data row, counted from 0
INPUTS = ("rate", "usd_vnd", "payroll", "assets", "floor")


def money_xlsx(run: MatchRun, *, rate: Decimal, lang: str) -> bytes:
    """`rate`: percent a year of the present value, editable in the workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Sheets(book, run, rate, lang).write()
    return out.getvalue()


class _Sheets:
    """The sheets: what may be changed, corporate tax, the other money, clauses with their sources."""

    def __init__(self, book: Workbook, run: MatchRun, rate: Decimal, lang: str) -> None:
        self.book, self.run, self.rate, self.lang = book, run, rate, lang
        book.set_properties({"title": _("Tax and money, year by year"), "author": _("Yên Bình IT park")})
        stored = run.answer.get("money") or {}
        self.rows = tuple(opened(stored.get("sure", ())))
        self.usd_vnd = rate_of(stored)
        self.basis = basis_of(run.answer)
        self.names: RuleNames = rule_names(law_day(run.request.get("project") or {}, run.on), lang)
        self.project: Mapping[str, Any] = run.request.get("project") or {}
        self.look = looks(book)
        currency = self.rows[0].currency if self.rows else "USD"
        self.other = "VND" if currency == "USD" else "USD"
        self.money, self.entry = self.look.money[currency], self.look.entry_money[currency]
        self.total, self.unsure = self.look.total[currency], self.look.unsure

    def write(self) -> None:
        self._inputs()
        self._corporate_tax()
        self._others()
        self._sources()

    # --- what may be changed ---

    def _inputs(self) -> None:
        sheet = self.book.add_worksheet(_("Inputs"))
        prints(sheet, head_row=None, columns=(70, 20), portrait=True)
        sheet.write_string(0, 0, _("Tax and money, year by year"), self.look.title)
        sheet.write_string(1, 0, _("Yellow cells may be changed; the other sheets follow."), self.look.note)
        look = self.look
        rows = (
            ("rate", _("Discount rate, % a year"), float(self.rate), look.entry_percent),
            ("usd_vnd", _("VND for USD 1 (illustrative until sourced)"), _plain(self.usd_vnd), look.entry_rate),
            ("payroll", _("Payroll a year, USD (minimum tax)"), self.project.get("payroll_usd_year"), look.entry),
            ("assets", _("Tangible assets, USD (minimum tax)"), self.project.get("tangible_assets_usd"), look.entry),
            ("floor", _("Minimum effective rate, %"), 15, look.entry_percent),
        )
        for index, (name, label, value, form) in enumerate(rows, start=3):
            sheet.write_string(index, 0, label, look.label)
            if value is None:
                sheet.write_blank(index, 1, None, form)
            else:
                sheet.write_number(index, 1, float(value), form)
            self.book.define_name(name, f"='{sheet.get_name()}'!$B${index + 1}")
        sheet.write_string(10, 0, _("Not covered"), look.head)
        for index, line in enumerate(map(str, NOT_COVERED), start=11):
            sheet.write_string(index, 0, line, look.text)

    # --- corporate tax ---

    def _corporate_tax(self) -> None:
        tax = [row for row in self.rows if row.tax == "cit"]
        if not tax:
            return
        top_ups = {row.year: row for row in self.rows if row.tax == TOP_UP}
        sheet = self._sheet(
            _("Corporate tax"),
            (
                _("Year"),
                _("Taxable profit"),
                _("Rate, %"),
                _("Extra deduction"),
                _("Tax at the ordinary rate"),
                _("Payable"),
                _("Spared"),
                _("Carve-out: % of payroll"),
                _("Carve-out: % of assets"),
                _("Minimum tax (at most, without payroll or assets)"),
                _("Spared less minimum tax"),
                _("At today's value"),
                _("At today's value, at most"),
                _("The same in VND") if tax[0].currency == "USD" else _("The same in USD"),
                _("Rule and clause"),
            ),
        )
        for index, row in enumerate(tax, start=FIRST):
            self._tax_row(sheet, index, row, top_ups.get(row.year))
        if nothing_known(tax):
            self._no_total(sheet, FIRST + len(tax), (4, 5, 6, *range(9, 14)))
            return
        self._totals(sheet, FIRST, FIRST + len(tax), "EFGJKLMN", self._tax_sums(tax, top_ups))

    def _tax_row(self, sheet: Worksheet, index: int, row: Row, top_up: Row | None) -> None:
        n = index + 1
        sheet.write_number(index, 0, row.year, self.look.year)
        sheet.write_string(index, 14, self._rule(row), self.look.text)
        if row.payable is None or row.baseline is None or row.rate_pct is None:
            sheet.write_string(index, 1, _("not known"), self.unsure)
            if row.rate_pct is not None:
                sheet.write_number(index, 2, float(row.rate_pct), self.look.entry_percent)
            return
        ordinary = ordinary_pct(self.run.answer, row.year)
        profit = row.baseline * 100 / ordinary
        extra = profit - row.payable * 100 / row.rate_pct if row.rate_pct else Decimal(0)
        saving = row.baseline - row.payable
        taken = Decimal(0)
        sheet.write_number(index, 1, float(profit), self.entry)
        sheet.write_number(index, 2, float(row.rate_pct), self.look.entry_percent)
        sheet.write_number(index, 3, float(round(extra, 2)), self.entry)
        sheet.write_formula(index, 4, f"=MAX(0,B{n})*{ordinary}/100", self.money, float(row.baseline))
        sheet.write_formula(index, 5, f"=MAX(0,MAX(0,B{n})-D{n})*C{n}/100", self.money, float(row.payable))
        sheet.write_formula(index, 6, f"=E{n}-F{n}", self.money, float(saving))
        if top_up is not None:
            taken = top_up.payable if top_up.payable is not None else top_up.most or Decimal(0)
            shares = self._shares(top_up)
            sheet.write_number(index, 7, float(shares[0]), self.look.entry_percent)
            sheet.write_number(index, 8, float(shares[1]), self.look.entry_percent)
            carve_out = f"IF(COUNT(payroll,assets)<2,0,(payroll*H{n}+assets*I{n})/100)"
            formula = f"=IF(B{n}<=0,0,MAX(0,floor-100*F{n}/B{n})/100*MAX(0,B{n}-{carve_out}))"
            form = self.money if top_up.cell == "figure" else self.look.unsure_money[row.currency]
            sheet.write_formula(index, 9, formula, form, float(taken))
        sheet.write_formula(index, 10, f"=G{n}-J{n}", self.money, float(saving - taken))
        bound = top_up is not None and top_up.cell == "bound"
        most = f"IF(COUNT(payroll,assets)<2,G{n},K{n})" if bound else f"K{n}"
        self._worth(sheet, index, "K", 11, row, saving - taken)
        self._at_most(sheet, index, 12, most, row, saving if bound else saving - taken)

    def _shares(self, top_up: Row) -> tuple[Decimal, Decimal]:
        """Shares of payroll and assets that the year leaves out."""
        version = self.names.versions.get(top_up.incentive)
        tables = (version.record.get("parameters") or {}) if version else {}
        keys = ("substance_payroll_pct", "substance_assets_pct")
        found = [share_of_year(tables[key], top_up.year) if tables.get(key) else Decimal(0) for key in keys]
        return found[0], found[1]

    def _tax_sums(self, tax: Sequence[Row], top_ups: Mapping[int, Row]) -> list[Decimal]:
        known = [
            row for row in tax if row.payable is not None and row.baseline is not None and row.rate_pct is not None
        ]
        taken = [top_ups[row.year] for row in known if row.year in top_ups]
        base = sum((row.baseline or Decimal(0) for row in known), Decimal(0))
        due = sum((row.payable or Decimal(0) for row in known), Decimal(0))
        more = sum((one.payable if one.payable is not None else one.most or Decimal(0) for one in taken), Decimal(0))
        by_year = {one.year: one.payable if one.payable is not None else one.most or Decimal(0) for one in taken}
        worth = sum(
            (self._today(row, (row.saving or Decimal(0)) - by_year.get(row.year, Decimal(0))) for row in known),
            Decimal(0),
        )
        open_ones = [row for row in known if row.year in top_ups and top_ups[row.year].cell == "bound"]
        given = sum((self._today(row, by_year[row.year]) for row in open_ones), Decimal(0))
        net = base - due - more
        return [base, due, base - due, more, net, worth, worth + given, self._other_currency(known, net)]

    # --- the rest ---

    def _others(self) -> None:
        rows = [row for row in self.rows if row.tax not in {"cit", TOP_UP}]
        if not rows:
            return
        head = (
            _("Year"),
            _("Tax"),
            _("Without the rule"),
            _("Payable or receivable"),
            _("Spared"),
            _("At today's value"),
            _("At today's value, at most"),
            _("The same in VND") if rows[0].currency == "USD" else _("The same in USD"),
            _("Rule and clause"),
        )
        sheet = self._sheet(_("Other money"), head)
        for index, row in enumerate(rows, start=FIRST):
            self._other_row(sheet, index, row)
        known = [row for row in rows if row.saving is not None]
        spared = sum((row.saving or Decimal(0) for row in known), Decimal(0))
        worth = sum((self._today(row, row.saving or Decimal(0)) for row in known), Decimal(0))
        grants = [row for row in rows if _is_bound_grant(row)]
        if nothing_known(rows):  # a sum of nothing known is not 0
            self._no_total(sheet, FIRST + len(rows), range(4, 8))
            return
        most = worth + sum((self._today(row, row.most or Decimal(0)) for row in grants), Decimal(0))
        sums = [spared, worth, most, self._other_currency(known, spared)]
        self._totals(sheet, FIRST, FIRST + len(rows), "EFGH", sums)

    def _other_row(self, sheet: Worksheet, index: int, row: Row) -> None:
        n = index + 1
        sheet.write_number(index, 0, row.year, self.look.year)
        of = f": {goods_words(row.of, self.lang)}" if row.of else ""
        sheet.write_string(index, 1, tax_words(row.tax, self.lang) + of, self.look.text)
        sheet.write_string(index, 8, self._rule(row), self.look.text)
        if row.saving is None or row.payable is None:
            sheet.write_string(index, 3, _("not known"), self.unsure)
            if _is_bound_grant(row) and row.most is not None:
                self._at_most(sheet, index, 6, str(row.most), row, row.most)
            return
        sheet.write_number(index, 3, float(row.payable), self.entry)
        if row.tax == GRANT:
            sheet.write_formula(index, 4, f"=D{n}", self.money, float(row.saving))
        else:
            sheet.write_number(index, 2, float(row.baseline or 0), self.entry)
            sheet.write_formula(index, 4, f"=C{n}-D{n}", self.money, float(row.saving))
        self._worth(sheet, index, "E", 5, row, row.saving)
        self._at_most(sheet, index, 6, f"E{n}", row, row.saving)

    # --- shared ---

    def _sheet(self, title: str, head: Sequence[str]) -> Worksheet:
        sheet = self.book.add_worksheet(title)
        sheet.write_string(0, 0, title, self.look.title)
        currency = self.rows[0].currency
        words = _("Amounts in %(currency)s. What is not known is left out of the sums.")
        sheet.write_string(1, 0, words % {"currency": currency}, self.look.note)
        for column, name in enumerate(head):
            words_in = column in {0, len(head) - 1} or name == _("Tax")
            sheet.write_string(FIRST - 1, column, name, self.look.head if words_in else self.look.head_right)
        widths = [8, *[34 if name == _("Tax") else 18 for name in head[1:-1]], 70]
        prints(sheet, head_row=FIRST - 1, columns=widths)
        sheet.freeze_panes(FIRST, 1)
        return sheet

    def _sources(self) -> None:
        """The clauses that the cells rest on, with what was read, of which day, and where it opens."""
        lines = basis_read(self.rows, self.run)
        if not lines:
            return
        sheet = self.book.add_worksheet(_("Clauses and sources"))
        head = (
            _("Law"),
            _("Article, clause"),
            _("Certainty"),
            _("What was read"),
            _("Date of the source"),
            _("Opens at"),
        )
        sheet.write_string(0, 0, _("Clauses it rests on"), self.look.title)
        for column, name in enumerate(head):
            sheet.write_string(FIRST - 1, column, name, self.look.head)
        for index, line in enumerate(lines, start=FIRST):
            read = f"{line.source_kind}: {line.source}"
            told = (line.law, line.clauses, line.certainty, read, line.source_date or _("not known"))
            for column, text in enumerate(told):
                sheet.write_string(index, column, text, self.look.text)
            if link := line.link or line.official:
                sheet.write_url(index, len(told), link, self.look.link, string=link[:255])
            else:
                sheet.write_string(index, len(told), _("no link held"), self.look.text)
        prints(sheet, head_row=FIRST - 1, columns=(44, 30, 18, 46, 18, 60))
        sheet.freeze_panes(FIRST, 1)

    def _worth(self, sheet: Worksheet, index: int, column: str, at: int, row: Row, saving: Decimal) -> None:
        """The present value and, beyond the most it may be, the other currency, from the saving in `column`."""
        n = index + 1
        worth = f"={column}{n}/(1+rate/100)^(A{n}-{self.run.on.year})"
        sheet.write_formula(index, at, worth, self.money, float(self._today(row, saving)))
        sign = "*" if row.currency == "USD" else "/"
        other = f'=IF(usd_vnd="","",{column}{n}{sign}usd_vnd)'
        sheet.write_formula(
            index, at + 2, other, self.look.money[self.other], float(self._other_currency([row], saving))
        )

    def _at_most(self, sheet: Worksheet, index: int, at: int, most: str, row: Row, saving: Decimal) -> None:
        """The present value without what is only a bound of a cost, and with what is one of a grant."""
        worth = f"={most}/(1+rate/100)^(A{index + 1}-{self.run.on.year})"
        sheet.write_formula(index, at, worth, self.money, float(self._today(row, saving)))

    def _no_total(self, sheet: Worksheet, after: int, columns: Iterable[int]) -> None:
        sheet.write_string(after, 0, _("Total"), self.look.total_label)
        for column in columns:
            sheet.write_string(after, column, _("not known"), self.unsure)

    def _totals(self, sheet: Worksheet, first: int, after: int, columns: str, values: Sequence[Decimal]) -> None:
        last = max(ord(column) for column in columns) - ord("A")
        for column in range(last + 1):
            sheet.write_blank(after, column, None, self.total)
        sheet.write_string(after, 0, _("Total"), self.look.total_label)
        for column, value in zip(columns, values, strict=True):
            formula = f"=SUM({column}{first + 1}:{column}{after})"
            at = ord(column) - ord("A")
            form = self.look.total[self.other] if at == last else self.total
            sheet.write_formula(after, at, formula, form, float(value))

    def _today(self, row: Row, saving: Decimal) -> Decimal:
        return saving / (1 + self.rate / 100) ** (row.year - self.run.on.year)

    def _other_currency(self, rows: Sequence[Row], amount: Decimal) -> Decimal:
        if not self.usd_vnd or not rows:
            return Decimal(0)
        return amount * self.usd_vnd if rows[0].currency == "USD" else amount / self.usd_vnd

    def _rule(self, row: Row) -> str:
        parts = (self.names.of_rules.get(row.incentive, ""), basis_words(row, self.basis, self.lang))
        return " · ".join(part for part in parts if part)


def _is_bound_grant(row: Row) -> bool:
    return row.tax == GRANT and row.cell == "bound"


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
