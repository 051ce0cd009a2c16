"""The money of a match as the pages show it: tables by tax with a chart, sums, what they hang on. A frozen value.

Read from the stored answer; nothing is reckoned twice. Years alike are one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.models import MatchRun
from leads.portal.money_chart import Bar, chart
from leads.portal.money_words import NOT_COVERED, assumptions, goods_words, tax_words, why
from leads.services.law_answer import rate_of
from leads.vocabulary import Vocabulary
from sitepages import figures
from sitepages.incentives.cells import GRANT, TOP_UP, Row
from sitepages.incentives.cit import at_most
from sitepages.incentives.stored import both, nothing_known, opened, spared

Json = Mapping[str, Any]
GROUP = "group_revenue_eur"


@dataclass(frozen=True, slots=True)
class Line:
    """A span of years; "" is not known. `bound` marks a top-up known only as a limit."""

    years: str
    note: str
    due: str
    spared: str
    top_up: str
    bound: bool


@dataclass(frozen=True, slots=True)
class TaxTable:
    """One stream of money. `has_top_up`: with a column of the minimum tax, never left out, with an `asterisk` while it
    hangs on the group's size; `received`: a grant.
    """

    title: str
    caption: str
    lines: tuple[Line, ...]
    total: Line
    has_top_up: bool
    asterisk: bool
    received: bool
    drawing: SafeString
    footnotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hanging:
    """What other money hangs on, in words; `ceiling`: a decision may still give less."""

    rules: str
    hangs_on: str
    decided_by: str
    ceiling: bool


@dataclass(frozen=True, slots=True)
class IfShown(Hanging):
    """Other money with how much it would come to as a sentence, and year by year."""

    told: str
    tables: tuple[TaxTable, ...]


@dataclass(frozen=True, slots=True)
class MoneyShown:
    """All of it; `tables` empty where no figure or year is stated."""

    assumed: str
    tables: tuple[TaxTable, ...]
    supposed: tuple[IfShown, ...]
    question: str
    not_covered: tuple[str, ...]
    rate: str
    kept_law: str
    by_todays_law: tuple[TaxTable, ...]


def money_shown(
    run: MatchRun, *, names: Mapping[str, str], vocabulary: Vocabulary, lang: str, currency: str = "usd"
) -> MoneyShown:
    """`names`: of the rules, by key; `currency` usd or vnd."""
    stored = run.answer.get("money") or {}
    reader = Reader(rate_of(stored), lang, currency)
    sure = tuple(opened(stored.get("sure", ())))
    waiting = _waiting_top_up(stored)
    tables = tuple(reader.tables(sure, waiting))
    return MoneyShown(
        assumed=assumptions(run.request.get("project") or {}, lang) if tables else "",
        tables=tables,
        supposed=tuple(_supposed(stored, reader, names, vocabulary, sure)),
        question=_question(waiting, vocabulary, lang),
        not_covered=tuple(map(str, NOT_COVERED)),
        rate=_rate(run, reader),
        kept_law=kept_law(run, lang),
        by_todays_law=tuple(_by_todays_law(run, lang, currency)),
    )


def _waiting_top_up(stored: Json) -> tuple[Row, ...]:
    """The minimum tax beside the sure tax, where only the group's size is not known."""
    for one in stored.get("if", ()):
        if one["hangs_on"] == [GROUP]:
            return tuple(row for row in opened(one["rows"]) if row.tax == TOP_UP)
    return ()


def group_open(stored: Json) -> bool:
    """Whether the minimum tax waits for the group's size."""
    return any(GROUP in one["hangs_on"] for one in stored.get("if", ()))


def _question(waiting: Sequence[Row], vocabulary: Vocabulary, lang: str) -> str:
    spec = vocabulary.facts.get(GROUP)
    return spec.question.of(lang) if waiting and spec else ""


def _rate(run: MatchRun, reader: Reader) -> str:
    row = run.versions.get("rates", {}).get("USD_VND")
    if not row or reader.rate is None:
        return ""
    words = (
        _("USD 1 = VND %(rate)s (%(day)s, illustrative).")
        if row["illustrative"]
        else _("USD 1 = VND %(rate)s (%(day)s).")
    )
    day = figures.day(date.fromisoformat(row["date"]), reader.lang)
    return words % {"rate": figures.number(row["value"], None, reader.lang), "day": day}


def kept_law(run: MatchRun, lang: str) -> str:
    """Said of a project that keeps an older law; "" of any other."""
    kept = run.answer.get("kept_law")
    if not kept:
        return ""
    changed = {one["id"]: one["verdict"] for one in run.answer["incentives"]}
    others = [one["id"] for one in kept["now"]["incentives"] if changed.get(one["id"]) != one["verdict"]]
    words = ngettext(
        "The project keeps the law of %(day)s. By the law of today %(n)s rule would be judged differently.",
        "The project keeps the law of %(day)s. By the law of today %(n)s rules would be judged differently.",
        len(others),
    )
    return words % {"day": figures.day(date.fromisoformat(kept["on"]), lang), "n": len(others)}


def _by_todays_law(run: MatchRun, lang: str, currency: str) -> Iterator[TaxTable]:
    """Of a project that kept an older law: the same by the law of the day asked."""
    now = (run.answer.get("kept_law") or {}).get("now")
    if now:
        stored = now["money"]
        reader = Reader(rate_of(stored), lang, currency)
        yield from reader.tables(tuple(opened(stored["sure"])), _waiting_top_up(stored))


def _supposed(
    stored: Json, reader: Reader, names: Mapping[str, str], vocabulary: Vocabulary, sure: Sequence[Row]
) -> Iterator[IfShown]:
    offset = (*sure, *map(at_most, _waiting_top_up(stored)))
    ours = (_("an amount not known") if nothing_known(sure) else reader.range(offset)) if sure else ""
    for one in stored.get("if", ()):
        if one["hangs_on"] == [GROUP]:
            continue  # shown as a column of the sure table
        rows = tuple(opened(one["rows"]))
        told = hanging(one, names, vocabulary, reader.lang)
        yield IfShown(
            rules=told.rules,
            hangs_on=told.hangs_on,
            decided_by=told.decided_by,
            ceiling=told.ceiling,
            told=_told(reader.range(rows), against=ours, known=not nothing_known(rows)),
            tables=tuple(reader.tables(rows, (), asterisk=group_open(stored) and GROUP not in one["hangs_on"])),
        )


def hanging(one: Json, names: Mapping[str, str], vocabulary: Vocabulary, lang: str) -> Hanging:
    """`one`: of the "if" of a stored answer; `names`: of the rules, by key."""
    facts = (vocabulary.facts.get(key) for key in one["hangs_on"])
    labels = [spec.label.of(lang) if spec else "" for spec in facts]
    return Hanging(
        rules="; ".join(names.get(key, key) for key in one["rules"]),
        hangs_on="; ".join(label for label in labels if label),
        decided_by="; ".join(decided(text, lang) for text in one["decided_by"]),
        ceiling=one["ceiling"],
    )


def nothing_sure() -> str:
    """Said where no rule surely gives money and no profit is stated: a sum of nothing is not 0."""
    return _("From what was stated, no money is known to be sure.")


def _told(saving: str, *, against: str, known: bool) -> str:
    if not known:
        return _("How much it spares is not known: a figure or a condition is missing.")
    if not against:
        return _("Spares %(saving)s in all; without it no money is known to be sure.") % {"saving": saving}
    return _("Spares %(saving)s in all, instead of %(against)s.") % {"saving": saving, "against": against}


def decided(text: str, lang: str) -> str:
    """`decision_of: Thủ tướng Chính phủ / Prime Minister` in the reader's language."""
    who = text.partition(": ")[2]
    vi, _slash, en = who.partition(" / ")
    return (vi if lang == "vi" else en or vi) or _("by decision")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows into words and figures of one language and currency (usd or vnd)."""

    rate: Decimal | None
    lang: str
    currency: str

    def tables(self, rows: Sequence[Row], waiting: Sequence[Row], *, asterisk: bool = False) -> Iterator[TaxTable]:
        """`waiting`: rows of the minimum tax that only the group's size keeps out; `asterisk`: those of `rows` too."""
        top_ups = {row.year: row for row in (*waiting, *(row for row in rows if row.tax == TOP_UP))}
        streams: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            if row.tax != TOP_UP:
                streams.setdefault((row.tax, row.of), []).append(row)
        for (tax, of), some in streams.items():
            yield self._table(tax, of, some, top_ups if tax == "cit" else {}, asterisk=asterisk or bool(waiting))

    def _table(self, tax: str, of: str, rows: Sequence[Row], top_ups: Mapping[int, Row], *, asterisk: bool) -> TaxTable:
        lines = [self._line(span, top_ups) for span in spans(rows, top_ups)]
        title = tax_words(tax, self.lang) + (f": {goods_words(of, self.lang)}" if of else "")
        known = tax != GRANT and any(row.payable is not None for row in rows)
        unit = _("USD m") if self.currency == "usd" else _("VND m")
        label = _("%(tax)s by year: due and spared; the figures are in the table") % {"tax": title}
        bars = [self._bar(row, top_ups.get(row.year)) for row in rows]
        return TaxTable(
            title=title,
            caption=_("%(currency)s a year; the last line is the whole term") % {"currency": self.currency.upper()},
            lines=tuple(lines),
            total=self._total(rows, list(top_ups.values())),
            has_top_up=bool(top_ups),
            asterisk=asterisk,
            received=tax == GRANT,
            drawing=chart(bars, label=label, unit=unit, lang=self.lang) if known else SafeString(""),
            footnotes=tuple(_footnotes(rows, top_ups.values(), asterisk=asterisk)),
        )

    def _bar(self, row: Row, top_up: Row | None) -> Bar:
        taken = Decimal(0)
        if top_up is not None:
            taken = self.money(top_up, top_up.payable if top_up.payable is not None else top_up.most) or taken
        return Bar(row.year, self.money(row, row.payable), self.spared(row), taken)

    def _line(self, span: Sequence[Row], top_ups: Mapping[int, Row]) -> Line:
        first, last = span[0], span[-1]
        top_up = top_ups.get(first.year)
        return Line(
            years=_years(first, last),
            note=why(first, self.lang),
            due=self.figure(self.money(first, first.payable)) or self._bound(first),
            spared=self.figure(self.money(first, first.saving)),
            top_up=self._top_up(top_up),
            bound=top_up is not None and top_up.cell == "bound",
        )

    def _bound(self, row: Row) -> str:
        return f"≤{figures.NBSP}{self.figure(self.money(row, row.most))}" if row.cell == "bound" else ""

    def _top_up(self, row: Row | None) -> str:
        if row is None:
            return ""
        return self._bound(row) or self.figure(self.money(row, row.payable))

    def _total(self, rows: Sequence[Row], top_ups: Sequence[Row]) -> Line:
        limits = [self.money(row, row.payable if row.payable is not None else row.most) for row in top_ups]
        bound = any(row.cell == "bound" for row in top_ups)
        taken = self.figure(_sum(limits)) if top_ups and None not in limits else ""
        known = [row for row in rows if row.payable is not None]
        return Line(
            years=_years(rows[0], rows[-1]),
            note=_("known cells only") if 0 < len(known) < len(rows) else "",
            due="" if nothing_known(rows) else self.figure(_sum(self.money(row, row.payable) for row in known)),
            spared="" if nothing_known(rows) else self.figure(_sum(self.spared(row) for row in known)),
            top_up=f"≤{figures.NBSP}{taken}" if bound and taken else taken,
            bound=bound,
        )

    def money(self, row: Row, amount: Decimal | None) -> Decimal | None:
        found: Decimal | None = getattr(both(amount, row.currency, self.rate), self.currency)
        return found

    def spared(self, row: Row) -> Decimal | None:
        """As the API has it: of the two amounts as they are shown."""
        found: Decimal | None = getattr(spared(row, self.rate), self.currency)
        return found

    def figure(self, amount: Decimal | None) -> str:
        """A whole figure, or with its cents; "" where not known."""
        return "" if amount is None else figures.number(amount, None, self.lang)

    def full(self, amount: Decimal) -> str:
        if self.currency == "vnd":
            shown = figures.number(amount, None, self.lang)
            return f"{shown}{figures.NBSP}đồng" if self.lang == "vi" else f"VND{figures.NBSP}{shown}"
        shown = figures.number(amount, None, self.lang)
        return f"{shown}{figures.NBSP}USD" if self.lang == "vi" else f"USD{figures.NBSP}{shown}"

    def saving(self, rows: Iterable[Row]) -> str:
        return self.full(_sum(self.spared(row) for row in rows if row.saving is not None))

    def range(self, rows: Sequence[Row]) -> str:
        """The saving, or from the least to the most where cells are only bounds."""
        if not rows:
            return _("nothing is known to be sure")
        if nothing_known(rows):
            return _("not known")
        sure = _sum(self.spared(row) for row in rows if row.saving is not None)
        open_ones = [row for row in rows if row.cell == "bound"]
        taken = _sum(self.money(row, row.most) for row in open_ones if row.tax != GRANT)
        given = _sum(self.money(row, row.most) for row in open_ones if row.tax == GRANT)
        told = self.between(sure - taken, sure + given)
        partly = any(row.cell == "unknown" for row in rows)
        return _("%(amount)s (known cells only)") % {"amount": told} if partly else told

    def between(self, least: Decimal, most: Decimal) -> str:
        if least == most:
            return self.full(least)
        return _("%(least)s to %(most)s") % {"least": self.full(least), "most": self.full(most)}


def _years(first: Row, last: Row) -> str:
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount or Decimal(0) for amount in amounts), Decimal(0))


def spans(rows: Sequence[Row], top_ups: Mapping[int, Row]) -> Iterator[list[Row]]:
    """Consecutive years with the same cells."""
    span: list[Row] = []
    for row in rows:
        if span and _cell(span[-1], top_ups) != _cell(row, top_ups):
            yield span
            span = []
        span.append(row)
    if span:
        yield span


def _cell(row: Row, top_ups: Mapping[int, Row]) -> object:
    beside = top_ups.get(row.year)
    return row.but(0), beside and (beside.payable, beside.most, beside.cell)


def _footnotes(rows: Sequence[Row], top_ups: Iterable[Row], *, asterisk: bool) -> Iterator[str]:
    top_ups = list(top_ups)
    if asterisk and top_ups:
        yield _("* Only if the group's revenue reaches EUR 750 m; not known.")
    if any(row.cell == "bound" for row in top_ups):
        yield _("≤: the most it can be, before the carve-out for payroll and assets, which are not known.")
    if any(row.cell == "unknown" for row in rows):
        yield _("Not known: a figure or a condition is missing; never counted as 0.")
