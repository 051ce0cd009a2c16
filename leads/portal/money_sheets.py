"""The sheets of one set of money in a workbook: corporate tax with its minimum tax, and the other money. Live formulas.

The same sheets carry the sure money and, apart and marked, each "only if": then the condition stands in the title, in
a line above the table and in the colour of what is open, so that nobody adds the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from leads.models import MatchRun
from leads.portal.incentive_rows import RuleNames
from leads.portal.money_words import goods_words, tax_words
from leads.portal.workbook import OPEN, Looks, prints
from leads.services.law_answer import LAND_UNTIL, ordinary_pct
from sitepages.incentives.cells import GRANT, TOP_UP, Row
from sitepages.incentives.cit import share_of_year
from sitepages.incentives.plan import Plan
from sitepages.incentives.stored import Basis, basis_words, nothing_known

FIRST = 4  # first data row, counted from 0


@dataclass(frozen=True)
class Ground:
    """What all sheets of a workbook read alike. `rate`: percent a year; `usd_vnd` None: not known."""

    book: Workbook
    look: Looks
    run: MatchRun
    names: RuleNames
    basis: Basis
    rate: Decimal
    usd_vnd: Decimal | None
    lang: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A set that stands apart from the sure money: `title` of its sheets, and what is said `above` its tables.

    `group_open`: whether the minimum tax of this set waits for the group's size.
    """

    title: str
    above: str
    group_open: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet, the cell with its total saving, and that amount; `total` None: not known."""

    name: str
    cell: str
    total: Decimal | None


class MoneySheets:
    """`rows`: of one set, in one currency; `condition` None: the sure money."""

    def __init__(self, ground: Ground, rows: Sequence[Row], condition: Condition | None = None) -> None:
        self.ground, self.rows, self.condition = ground, rows, condition
        self.book, self.look, self.lang = ground.book, ground.look, ground.lang
        self.this_year = ground.run.on.year
        self.plan = Plan(ground.run.request.get("project") or {}, self.this_year, LAND_UNTIL, {}, ground.usd_vnd)
        currency = rows[0].currency if rows else "USD"
        self.other = "VND" if currency == "USD" else "USD"
        self.money, self.entry = self.look.money[currency], self.look.entry_money[currency]
        self.total, self.unsure = self.look.total[currency], self.look.unsure
        dong = currency == "VND"  # payroll and assets are stated in dollars
        self.uncarved = "COUNT(payroll,assets,usd_vnd)<3" if dong else "COUNT(payroll,assets)<2"
        self.from_usd = "*usd_vnd" if dong else ""

    def write(self) -> tuple[Made | None, Made | None]:
        """Corporate tax and the other money; None where there is none of it."""
        return self._corporate_tax(), self._others()

    # --- corporate tax ---

    def _corporate_tax(self) -> Made | None:
        tax = [row for row in self.rows if row.tax == "cit"]
        if not tax:
            return None
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
                _("Minimum tax (at most: only if the group's revenue reaches EUR 750 m)")
                if self.condition and self.condition.group_open
                else _("Minimum tax (at most, without payroll or assets)"),
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
            return Made(sheet.get_name(), "", None)
        sums = self._tax_sums(tax, top_ups)
        self._totals(sheet, FIRST, FIRST + len(tax), "EFGJKLMN", sums)
        return Made(sheet.get_name(), f"K{FIRST + len(tax) + 1}", sums[4])

    def _tax_row(self, sheet: Worksheet, index: int, row: Row, top_up: Row | None) -> None:
        n = index + 1
        sheet.write_number(index, 0, row.year, self.look.year)
        sheet.write_string(index, 14, self._rule(row), self.look.text)
        if row.payable is None or row.baseline is None or row.rate_pct is None:
            sheet.write_string(index, 1, _("not known"), self.unsure)
            if row.rate_pct is not None:
                sheet.write_number(index, 2, float(row.rate_pct), self.look.entry_percent)
            return
        ordinary = ordinary_pct(self.ground.run.answer, row.year)
        stated = self.plan.profit(row.year)  # a loss is no profit of 0
        profit = row.baseline * 100 / ordinary if stated is None else stated
        extra = _extra(profit, row)
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
            carve_out = f"IF({self.uncarved},0,(payroll*H{n}+assets*I{n}){self.from_usd}/100)"
            formula = f"=IF(B{n}<=0,0,MAX(0,floor-100*F{n}/B{n})/100*MAX(0,B{n}-{carve_out}))"
            form = self.money if top_up.cell == "figure" else self.look.unsure_money[row.currency]
            sheet.write_formula(index, 9, formula, form, float(taken))
        sheet.write_formula(index, 10, f"=G{n}-J{n}", self.money, float(saving - taken))
        bound = top_up is not None and top_up.cell == "bound"
        if_bound = f"G{n}" if self.condition and self.condition.group_open else f"IF({self.uncarved},G{n},K{n})"
        most = if_bound if bound else f"K{n}"
        self._worth(sheet, index, "K", 11, row, saving - taken)
        self._at_most(sheet, index, 12, most, row, saving if bound else saving - taken)

    def _shares(self, top_up: Row) -> tuple[Decimal, Decimal]:
        """Shares of payroll and assets that the year leaves out."""
        version = self.ground.names.versions.get(top_up.incentive)
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

    def _others(self) -> Made | None:
        rows = [row for row in self.rows if row.tax not in {"cit", TOP_UP}]
        if not rows:
            return None
        head = (
            _("Year"),
            _("Tax"),
            _("Without the rule"),
            _("Share due, %"),
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
            self._no_total(sheet, FIRST + len(rows), range(5, 9))
            return Made(sheet.get_name(), "", None)
        most = worth + sum((self._today(row, row.most or Decimal(0)) for row in grants), Decimal(0))
        sums = [spared, worth, most, self._other_currency(known, spared)]
        self._totals(sheet, FIRST, FIRST + len(rows), "FGHI", sums)
        return Made(sheet.get_name(), f"F{FIRST + len(rows) + 1}", spared)

    def _other_row(self, sheet: Worksheet, index: int, row: Row) -> None:
        n = index + 1
        sheet.write_number(index, 0, row.year, self.look.year)
        of = f": {goods_words(row.of, self.lang)}" if row.of else ""
        sheet.write_string(index, 1, tax_words(row.tax, self.lang) + of, self.look.text)
        sheet.write_string(index, 9, self._rule(row), self.look.text)
        if row.saving is None or row.payable is None:
            if _is_bound_grant(row) and row.most is not None:
                sheet.write_number(index, 4, float(row.most), self.look.at_most[row.currency])
                self._at_most(sheet, index, 7, f"E{n}", row, row.most)
            else:
                sheet.write_string(index, 4, _("not known"), self.unsure)
            return
        if row.tax == GRANT:
            sheet.write_number(index, 4, float(row.payable), self.entry)
            sheet.write_formula(index, 5, f"=E{n}", self.money, float(row.saving))
        else:
            sheet.write_number(index, 2, float(row.baseline or 0), self.entry)
            sheet.write_number(index, 3, float(_share_due(row)), self.look.entry_percent)
            sheet.write_formula(index, 4, f"=C{n}*D{n}/100", self.money, float(row.payable))
            sheet.write_formula(index, 5, f"=C{n}-E{n}", self.money, float(row.saving))
        self._worth(sheet, index, "F", 6, row, row.saving)
        self._at_most(sheet, index, 7, f"F{n}", row, row.saving)

    # --- shared ---

    def _sheet(self, title: str, head: Sequence[str]) -> Worksheet:
        if self.condition:
            title = f"{self.condition.title} – {title}"
        sheet = self.book.add_worksheet(title)
        sheet.write_string(0, 0, title, self.look.open_title if self.condition else self.look.title)
        if self.condition:
            sheet.set_tab_color(OPEN)
            sheet.write_string(2, 0, self.condition.above, self.look.open_note)
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

    def _worth(self, sheet: Worksheet, index: int, column: str, at: int, row: Row, saving: Decimal) -> None:
        """The present value and, beyond the most it may be, the other currency, from the saving in `column`."""
        n = index + 1
        worth = f"={column}{n}/(1+rate/100)^(A{n}-{self.this_year})"
        sheet.write_formula(index, at, worth, self.money, float(self._today(row, saving)))
        sign = "*" if row.currency == "USD" else "/"
        other = f'=IF(usd_vnd="","",{column}{n}{sign}usd_vnd)'
        sheet.write_formula(
            index, at + 2, other, self.look.money[self.other], float(self._other_currency([row], saving))
        )

    def _at_most(self, sheet: Worksheet, index: int, at: int, most: str, row: Row, saving: Decimal) -> None:
        """The present value without what is only a bound of a cost, and with what is one of a grant."""
        worth = f"={most}/(1+rate/100)^(A{index + 1}-{self.this_year})"
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
        return saving / (1 + self.ground.rate / 100) ** (row.year - self.this_year)

    def _other_currency(self, rows: Sequence[Row], amount: Decimal) -> Decimal:
        if not self.ground.usd_vnd or not rows:
            return Decimal(0)
        return amount * self.ground.usd_vnd if rows[0].currency == "USD" else amount / self.ground.usd_vnd

    def _rule(self, row: Row) -> str:
        parts = (self.ground.names.of_rules.get(row.incentive, ""), basis_words(row, self.ground.basis, self.lang))
        return " · ".join(part for part in parts if part)


def only_if(number: int) -> str:
    """How an "only if" is called in the workbook."""
    return _("Only if %(number)s") % {"number": number}


def hangs_on(number: int, what: str, *, group_open: bool) -> Condition:
    """`number`: its place among the "only if"; `what`: the condition in words, who decides it among them."""
    words = _("Only if: %(what)s. This stands in place of the sure money and is never added to it.")
    return Condition(only_if(number), words % {"what": what}, group_open)


def of_today() -> Condition:
    """Of a project that keeps an older law: the same by the law of the day asked."""
    words = _("By the law of today, for comparison: the project keeps an older law. Never added to the sure money.")
    return Condition(_("Law of today"), words)


def _share_due(row: Row) -> Decimal:
    """Percent of what is due without the rule; where that is nothing the share of the law, else all."""
    if not row.baseline:
        return Decimal(100) if row.rate_pct is None else row.rate_pct
    return (row.payable or Decimal(0)) * 100 / row.baseline


def _extra(profit: Decimal, row: Row) -> Decimal:
    """What is deducted from the profit before the rate; what rounding alone makes of it is none."""
    if not row.rate_pct or row.payable is None or profit <= 0:
        return Decimal(0)
    unit = Decimal(1) if row.currency == "VND" else Decimal("0.01")
    extra = profit - row.payable * 100 / row.rate_pct
    return extra if extra > unit * 100 / row.rate_pct else Decimal(0)


def _is_bound_grant(row: Row) -> bool:
    return row.tax == GRANT and row.cell == "bound"
