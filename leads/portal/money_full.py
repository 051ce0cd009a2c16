"""The whole money of a match on one page: every cell with its clause, sums at a chosen rate, scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import MatchRun
from leads.portal.incentive_rows import RuleNames, rule_names
from leads.portal.money_page import MoneyShown, Reader, money_shown, nothing_sure, spans
from leads.portal.money_words import defaults, goods_words, missing_figures, tax_words, why
from leads.services.law_answer import DISCOUNT_PCT, basis_of, law_day, rate_of
from leads.services.scenarios import Scenario, scenarios
from leads.vocabulary import Vocabulary
from sitepages import figures
from sitepages.explorer.incentive_detail import BasisLine, basis_lines
from sitepages.incentives.cells import GRANT, Row
from sitepages.incentives.schedule import TAXES
from sitepages.incentives.stored import basis_words, nothing_known, opened, places_of, sums

CURRENCIES = ("usd", "vnd")
RATES = (0, 5, 8, 10, 12)
HIGHEST_RATE = 30
TITLES = {
    "stated": gettext_lazy("As stated"),
    "zone_established": gettext_lazy("The park is established"),
    "zone_planned": gettext_lazy("The park stays planned"),
    "refused": gettext_lazy("The Prime Minister refuses the special incentive"),
    "below_edge": gettext_lazy("Capital of VND 5,900 bn, decision granted"),
    "at_edge": gettext_lazy("Capital of VND 6,000 bn, decision granted"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader chose: percent a year for the present value, currency; `wrong` says what could not be read."""

    rate: Decimal
    currency: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class CellLine:
    """Years alike in every respect, with the clause that makes them so; amounts are those of each year."""

    year: str
    tax: str
    baseline: str
    due: str
    spared: str
    rate: str
    rule: str
    basis: str
    status: str
    sure: bool


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    title: str
    saving: str
    present: str
    most: str
    hangs_on: str


@dataclass(frozen=True, slots=True)
class MoneyPage:
    token: str
    asked: Asked
    rates: tuple[tuple[int, bool], ...]
    money: MoneyShown
    lede: str
    unknown: int
    taken: tuple[str, ...]
    cells: tuple[CellLine, ...]
    basis: tuple[BasisLine, ...]
    scenarios: tuple[ScenarioLine, ...]
    rules: str
    moved_on: bool
    defaults: tuple[str, ...]
    missing: tuple[str, ...]


def asked(query: Mapping[str, str]) -> Asked:
    """`rate` 0 to 30, `currency` usd or vnd; what cannot be read is said and the default stands."""
    currency = query.get("currency", "usd").lower()
    try:
        rate = Decimal(query.get("rate", str(DISCOUNT_PCT)).strip().replace(",", "."))
        fine = rate.is_finite() and 0 <= rate <= HIGHEST_RATE
    except InvalidOperation:
        fine = False
    if not fine:
        words = _("Enter a rate from 0 to %(most)s percent.") % {"most": HIGHEST_RATE}
        return Asked(DISCOUNT_PCT, currency if currency in CURRENCIES else "usd", words)
    return Asked(rate, currency if currency in CURRENCIES else "usd")


def money_page(run: MatchRun, *, choice: Asked, vocabulary: Vocabulary, lang: str) -> MoneyPage:
    """Eight queries at most: names, sources, standing requirements, the law if it is not kept, the park's status."""
    names = rule_names(law_day(run.request.get("project") or {}, run.on), lang)
    stored = run.answer.get("money") or {}
    rows = tuple(opened(stored.get("sure", ())))
    reader = Reader(rate_of(stored), lang, choice.currency)
    lines, rules = scenarios(run)
    return MoneyPage(
        token=run.token,
        asked=choice,
        rates=tuple((rate, rate == choice.rate) for rate in RATES),
        money=money_shown(run, names=names.of_rules, vocabulary=vocabulary, lang=lang, currency=choice.currency),
        lede=_lede(rows, reader, run, choice),
        unknown=sum(row.cell == "unknown" for row in rows),
        taken=tuple(names.of_rules.get(key, key) for key in stored.get("taken", ()) if _has_money(key, rows)),
        cells=tuple(cell_lines(rows, reader, names, basis_of(run.answer))),
        basis=basis_read(rows, run),
        scenarios=tuple(_scenario(one, reader, run, choice, vocabulary) for one in lines),
        rules=rules,
        moved_on=rules != run.versions.get("rules"),
        defaults=defaults(run, lang),
        missing=missing_figures(run, vocabulary, lang),
    )


def _lede(rows: Sequence[Row], reader: Reader, run: MatchRun, choice: Asked) -> str:
    if not rows:
        return nothing_sure()
    if nothing_known(rows):
        return _("How much the law spares is not known: a figure or a condition is missing.")
    words = _("Spared by law: %(saving)s in all; %(present)s at today's value (%(rate)s%% a year).")
    worth = present(rows, reader, run, choice)
    return words % {"saving": reader.range(rows), "present": worth, "rate": choice.rate}


def basis_read(rows: Sequence[Row], run: MatchRun) -> tuple[BasisLine, ...]:
    """The clauses that the cells rest on, each law with the text that was read; one query."""
    by_record = basis_of(run.answer)
    found = {tuple(sorted(place.items(), key=str)): place for row in rows for place in places_of(row, by_record)}
    named = [place for place in found.values() if "citation" in place]
    return tuple(basis_lines(sorted(named, key=lambda place: (place["law"], place["citation"], place["certainty"]))))


def _has_money(key: str, rows: Sequence[Row]) -> bool:
    return any(key in {place for place, _index in row.places} for row in rows)


def present(rows: Sequence[Row], reader: Reader, run: MatchRun, choice: Asked) -> str:
    """The value of the savings in the year asked: from the least to the most where cells are only bounds."""
    if nothing_known(rows):
        return _("not known")
    worth = sums(rows, reader.rate, run.on.year, choice.rate)
    least, most = (Decimal(str(worth[f"present_value_{end}_usd"])) for end in ("min", "max"))
    if reader.currency == "vnd":
        least, most = (amount * (reader.rate or 0) for amount in (least, most))
    return reader.between(least.quantize(Decimal(1)), most.quantize(Decimal(1)))


def cell_lines(rows: Sequence[Row], reader: Reader, names: RuleNames, basis: Mapping[str, Any]) -> Iterator[CellLine]:
    for span in spans(sorted(rows, key=lambda row: (TAXES.index(row.tax), row.of)), {}):
        row, last = span[0], span[-1]
        version = names.versions.get(row.incentive)
        unknown = _("not known")
        due = reader.figure(reader.money(row, row.payable))
        bound = f"≤{figures.NBSP}{reader.figure(reader.money(row, row.most))}" if row.cell == "bound" else ""
        yield CellLine(
            year=str(row.year) if row.year == last.year else f"{row.year}–{last.year}",
            tax=tax_words(row.tax, reader.lang) + (f": {goods_words(row.of, reader.lang)}" if row.of else ""),
            baseline=reader.figure(reader.money(row, row.baseline)) if row.tax != GRANT else "",
            due=due or bound,
            spared=reader.figure(reader.spared(row)),
            rate="" if row.rate_pct is None else figures.percent(row.rate_pct, reader.lang),
            rule=names.of_rules.get(row.incentive, "") or why(row, reader.lang),
            basis=basis_words(row, basis, reader.lang),
            status=(str(version.get_certainty_display()) if version else "") if row.cell != "unknown" else unknown,
            sure=row.cell == "figure",
        )


def _scenario(one: Scenario, reader: Reader, run: MatchRun, choice: Asked, vocabulary: Vocabulary) -> ScenarioLine:
    labels = (vocabulary.facts[key].label.of(reader.lang) for key in one.hangs_on if key in vocabulary.facts)
    return ScenarioLine(
        title=str(TITLES[one.key]),
        saving=reader.range(one.sure),
        present=present(one.sure, reader, run, choice),
        most=reader.range(one.most) if one.most else "",
        hangs_on="; ".join(labels),
    )
