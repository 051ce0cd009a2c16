"""The money of a match as a workbook with live formulas: change a profit, a payroll or the rate and all follows.

Every formula is written with its value, so that phones and readers without a calculator show it too; text is never
read as a formula. What is not known is a word, never 0. What comes only if a condition holds has sheets of its own,
which no total of the sure money reads.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from leads.models import MatchRun
from leads.portal.incentive_rows import rule_names
from leads.portal.money_full import basis_read
from leads.portal.money_page import GROUP, Hanging, group_open, hanging, kept_law, nothing_sure
from leads.portal.money_sheets import FIRST, Ground, Made, MoneySheets, hangs_on, of_today, only_if
from leads.portal.money_words import NOT_COVERED
from leads.portal.workbook import OPEN, looks, prints
from leads.services.law_answer import basis_of, law_day, rate_of
from leads.vocabulary import Vocabulary
from sitepages.incentives.cells import Row
from sitepages.incentives.stored import opened

INPUTS = ("rate", "usd_vnd", "payroll", "assets", "floor")


def money_xlsx(run: MatchRun, *, rate: Decimal, vocabulary: Vocabulary, lang: str) -> bytes:
    """`rate`: percent a year of the present value, editable in the workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Sheets(book, run, rate, vocabulary, lang).write()
    return out.getvalue()


class _Sheets:
    """The sheets: what may be changed, the sure money, the money that comes only if, clauses with their sources."""

    def __init__(self, book: Workbook, run: MatchRun, rate: Decimal, vocabulary: Vocabulary, lang: str) -> None:
        self.book, self.run, self.vocabulary, self.lang = book, run, vocabulary, lang
        book.set_properties({"title": _("Tax and money, year by year"), "author": _("Yên Bình IT park")})
        self.stored: Mapping[str, Any] = run.answer.get("money") or {}
        self.project: Mapping[str, Any] = run.request.get("project") or {}
        self.look = looks(book)
        self.ground = Ground(
            book=book,
            look=self.look,
            run=run,
            names=rule_names(law_day(self.project, run.on), lang),
            basis=basis_of(run.answer),
            rate=rate,
            usd_vnd=rate_of(self.stored),
            lang=lang,
        )
        self.sure = tuple(opened(self.stored.get("sure", ())))
        now = (run.answer.get("kept_law") or {}).get("now")
        self.today = tuple(opened(now["money"]["sure"])) if now else ()
        self.others = [(one, tuple(opened(one["rows"]))) for one in self.stored.get("if", ())]

    def write(self) -> None:
        self._inputs()
        MoneySheets(self.ground, self.sure).write()
        if self.today:
            MoneySheets(self.ground, self.today, of_today()).write()
        if self.others:
            self._only_if()
        self._sources()

    # --- what may be changed ---

    def _inputs(self) -> None:
        sheet = self.book.add_worksheet(_("Inputs"))
        prints(sheet, head_row=None, columns=(70, 20), portrait=True)
        sheet.write_string(0, 0, _("Tax and money, year by year"), self.look.title)
        sheet.write_string(1, 0, _("Yellow cells may be changed; the other sheets follow."), self.look.note)
        told = (nothing_sure() if not self.sure else "", kept_law(self.run, self.lang))
        sheet.write_string(2, 0, " ".join(filter(None, told)), self.look.note)
        look = self.look
        rows = (
            ("rate", _("Discount rate, % a year"), float(self.ground.rate), look.entry_percent),
            ("usd_vnd", _("VND for USD 1 (illustrative until sourced)"), _plain(self.ground.usd_vnd), look.entry_rate),
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

    # --- only if ---

    def _only_if(self) -> None:
        """A list of the conditions with their totals, then the sheets of each."""
        head = (
            _("No."),
            _("Hangs on"),
            _("Who decides"),
            _("Rules"),
            _("Corporate tax: spared less minimum tax"),
            _("Other money: spared"),
            _("Sheets"),
        )
        sheet = self.book.add_worksheet(_("Only if"))
        sheet.set_tab_color(OPEN)
        sheet.write_string(0, 0, _("Only if: other money, never added to the sure money"), self.look.open_title)
        words = _("Each stands by itself, in place of the sure money: compared, never added.")
        sheet.write_string(1, 0, words, self.look.open_note)
        for column, name in enumerate(head):
            sheet.write_string(FIRST - 1, column, name, self.look.head_right if column in {4, 5} else self.look.head)
        waits = group_open(self.stored)
        for number, (stored, rows) in enumerate(self.others, start=1):
            told = hanging(stored, self.ground.names.of_rules, self.vocabulary, self.lang)
            made = MoneySheets(
                self.ground, rows, hangs_on(number, _what(told), group_open=waits and GROUP not in stored["hangs_on"])
            ).write()
            self._line(sheet, number, told, rows, made)
        prints(sheet, head_row=FIRST - 1, columns=(8, 44, 30, 60, 22, 22, 34))
        sheet.freeze_panes(FIRST, 1)

    def _line(
        self, sheet: Worksheet, number: int, told: Hanging, rows: Sequence[Row], made: tuple[Made | None, Made | None]
    ) -> None:
        index = FIRST + number - 1
        sheet.write_number(index, 0, number, self.look.year)
        for column, text in enumerate((told.hangs_on, told.decided_by, told.rules), start=1):
            sheet.write_string(index, column, text, self.look.text)
        for column, one in enumerate(made, start=4):
            if one is not None and one.total is None:
                sheet.write_string(index, column, _("not known"), self.look.unsure)
            elif one is not None and one.total is not None:
                form = self.look.unsure_money[rows[0].currency]
                sheet.write_formula(index, column, f"='{one.name}'!{one.cell}", form, float(one.total))
        names = [one.name for one in made if one is not None]
        if names:
            link = f"internal:'{names[0]}'!A1"
            sheet.write_url(index, 6, link, self.look.link, string="; ".join(names))
        else:
            sheet.write_string(index, 6, only_if(number) + ": " + _("not known"), self.look.unsure)

    def _sources(self) -> None:
        """The clauses that the cells rest on, with what was read, of which day, and where it opens."""
        rows = (*self.sure, *self.today, *(row for _one, some in self.others for row in some))
        lines = basis_read(rows, self.run)
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


def _what(told: Hanging) -> str:
    """The condition of a set in words: what it hangs on, who decides, and that a decision may give less."""
    less = _("The decision on the project may give less.").rstrip(".") if told.ceiling else ""
    return " · ".join(part for part in (told.hangs_on, told.decided_by, less) if part)


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
