"""What a cell says as the answer to one question, in every reading it allows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from leads.reading.days import days_in, years_in
from leads.reading.folded import folded
from leads.reading.measures import Amount, NotRead, amounts, money_amounts, plain, says_about
from leads.reading.questionnaire_values import TEXT, TEXT_LIMIT, WORDS, Book, Cell, Meaning, Rule
from leads.reading.sectors import find_sectors

MEASURED = frozenset({"area", "power", "water", "speed"})
BOUNDS = {  # questions that ask for a bound
    "land.area_min_m2": "min",
    "land.area_max_m2": "max",
    "land.max_plots": "max",
    "budget.lease_usd_m2_max": "max",
    "budget.lease_usd_max": "max",
}
YEARLY = ("annual_profit_usd", "group_revenue_eur")  # money of a year; all else is paid or invested once


def meanings(rule: Rule, cell: Cell, unit: str, book: Book, bound: str = "") -> Iterator[Meaning]:
    """Every reading; `unit` and `bound` (min, max) stand beside the cell or in its label, "" where none does.

    Raises NotRead.
    """
    about = says_about(cell.value, book.tongue)
    found = _meanings(rule, cell, unit, book, bound)
    yield from (replace(one, about=True) for one in found) if about and rule.kind != TEXT else found


def _meanings(rule: Rule, cell: Cell, unit: str, book: Book, stated: str) -> Iterator[Meaning]:
    key, value = rule.key, cell.value
    match rule.kind:
        case "text":
            if not isinstance(value, str) or book.narrows.fullmatch(folded(value)):
                raise NotRead("value")
            yield Meaning(((TEXT, value[:TEXT_LIMIT]),))
        case "sector":
            yield from _sector(value, book)
        case "country" | "choice" | "zones":
            yield from _listed(rule, value, book)
        case "yes_no":
            if folded(str(value)) not in book.agreed:
                raise NotRead("list")
            yield Meaning(((key, book.agreed[folded(str(value))]),))
        case "day":
            yield from (Meaning(((key, day.isoformat()),)) for day in days_in(value))
        case "year":
            yield from (Meaning(((key, f"{year}-01-01"),)) for year in years_in(value))
        case "money" | "money_eur" | "price":
            yield from _money(rule, value, unit, book)
        case "area_range":
            yield from _area(value, unit, book, stated)
        case "share" | "count":
            yield from _bare(rule, cell, unit, book)
        case kind if kind in MEASURED:
            found, bound = amounts(value, kind, unit, book.tongue, book.rates)
            yield from (end for one in found for end in _ends(key, one, bound or stated))
        case _:
            raise NotRead("value")


def about(meaning: Meaning) -> str:
    """The question a meaning answers; both ends of the area are one."""
    path = meaning.values[0][0]
    return "land.area" if path.startswith("land.area_") else path


def _ends(key: str, amount: Amount, bound: str) -> tuple[Meaning, ...]:
    """A range is no answer to a question for one figure: both of its ends are offered; nor is a bound."""
    bounded = bool(bound) and BOUNDS.get(key) != bound
    ends = [amount.low] if amount.high is None else [amount.low, amount.high]
    return tuple(Meaning(((key, plain(end)),), amount.rests_on, amount.offered, bounded) for end in ends)


def _sector(value: object, book: Book) -> Iterator[Meaning]:
    known = book.lists["sector"].get(folded(str(value)))
    if known:
        yield Meaning((("sector", known),))
        return
    found = find_sectors(str(value), book.sectors)
    if not found:
        raise NotRead("sector")
    yield from (Meaning((("sector", one.key),), WORDS) for one in found)


def _listed(rule: Rule, value: object, book: Book) -> Iterator[Meaning]:
    known, unsure = book.lists[rule.key], book.unsure.get(rule.key, {})
    if rule.kind == "zones":
        codes = [known.get(folded(part)) for part in re.split(r"[,;/]", str(value)) if part.strip()]
        if not codes or None in codes:
            raise NotRead("list")
        yield Meaning(((rule.key, tuple(dict.fromkeys(codes))),))
        return
    word = folded(str(value))
    if word in known:
        yield Meaning(((rule.key, known[word]),))
    elif word in unsure:
        yield Meaning(((rule.key, unsure[word]),), WORDS)
    else:
        raise NotRead("list")


def _money(rule: Rule, value: object, unit: str, book: Book) -> Iterator[Meaning]:
    found, bound = money_amounts(
        value,
        unit,
        book.tongue,
        book.rates,
        into="EUR" if rule.kind == "money_eur" else "USD",
        per_area=rule.kind == "price",
        yearly=rule.key.endswith(YEARLY),
    )
    yield from (end for one in found for end in _ends(rule.key, one, bound))


def _area(value: object, unit: str, book: Book, stated: str) -> Iterator[Meaning]:
    """A range is two answers, "at least" and "at most" one; a bare figure may be either."""
    low, high = "land.area_min_m2", "land.area_max_m2"
    found, bound = amounts(value, "area", unit, book.tongue, book.rates)
    bound = bound or stated
    for one in found:
        if one.high is not None:
            yield Meaning(((low, plain(one.low)), (high, plain(one.high))), "", one.offered)
            continue
        size = plain(one.low)
        if bound != "max":
            yield Meaning(((low, size),), "", one.offered)
        if bound != "min":
            yield Meaning(((high, size),), "", one.offered)


def _bare(rule: Rule, cell: Cell, unit: str, book: Book) -> Iterator[Meaning]:
    """Counts are whole; a share is in per cent, and a cell that Excel shows so holds a hundredth of it."""
    shown = rule.kind == "share" and cell.percent and isinstance(cell.value, int | float)
    found, bound = amounts(cell.value, rule.kind, "%" if shown else unit, book.tongue, book.rates)
    if shown:
        found = tuple(Amount(one.low * 100) for one in found)
    whole = [one for one in found if rule.kind == "share" or one.low.denominator == 1]
    if not whole:
        raise NotRead("value")
    yield from (end for one in whole for end in _ends(rule.key, one, bound))
