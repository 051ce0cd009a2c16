"""Corporate income tax of a year, and the domestic top-up to 15 %. Pure.

Sources: CIT law 67/2025 Arts. 9, 10, 13, 14; Resolution 107/2023 Art. 4 and its annex. Half means half of the
rate in force that year; the extra R&D deduction is at most the profit; losses are not carried forward.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sitepages.incentives.benefits import Benefit
from sitepages.incentives.book import Record
from sitepages.incentives.cells import BOUND, FIGURE, TOP_UP, UNKNOWN, Acting, Outcome, Row, at_work, settled, term
from sitepages.incentives.plan import Plan

STANDARD_GROUP = "CIT_STANDARD_RATE"
ORDER = ("exempt", "reduce", "rate", "deduct")  # which segment a cell is named after
HUNDRED = Decimal(100)


def cit_row(plan: Plan, worlds: Sequence[Sequence[Acting]], year: int) -> Row:
    """The tax of a year under any of the sets of segments that may hold."""
    profit = plan.profit(year)
    running = [(world, acting) for world in worlds for acting in at_work(plan, world, year)]
    found = settled([_outcome(plan, profit, _at_their_rate(plan, world, acting, year)) for world, acting in running])
    by = tuple(sorted(found.by, key=lambda one: ORDER.index(one.benefit.kind)))
    return Row(
        year=year,
        tax="cit",
        baseline=None if profit is None else plan.rounded(max(profit, Decimal(0)) * plan.ordinary_pct(year) / HUNDRED),
        payable=found.payable,
        rate_pct=found.rate_pct,
        cell=UNKNOWN if found.payable is None else FIGURE,
        incentive=by[0].record.key if by else "",
        places=tuple(dict.fromkeys(place for one in by for place in one.benefit.places)),
        currency=plan.currency,
    )


def _at_their_rate(
    plan: Plan, world: Iterable[Acting], acting: Iterable[Acting], year: int
) -> tuple[tuple[Acting, ...], Decimal]:
    """The segments that decide a year, and its rate: a package's own; else the small company's; else the
    ordinary one.

    The small company's rate never follows a package's rate, nor its years (law-notes section 8).
    """
    acting = [one for one in acting if one.benefit.kind in ORDER]
    own = [one for one in acting if one.benefit.kind == "rate" and one.group != STANDARD_GROUP]
    others = [one for one in acting if one.benefit.kind != "rate"]
    if own:
        lowest = min(own, key=lambda one: one.benefit.value or HUNDRED)
        return (lowest, *others), lowest.benefit.value or Decimal(0)
    small = [one for one in acting if one.benefit.kind == "rate"]
    if small and not _package_over(plan, world, year):
        lowest = min(small, key=lambda one: one.benefit.value or HUNDRED)
        return (lowest, *others), lowest.benefit.value or Decimal(0)
    return tuple(others), plan.ordinary_pct(year)


def _package_over(plan: Plan, world: Iterable[Acting], year: int) -> bool:
    package = [one.benefit for one in world if one.group not in {None, STANDARD_GROUP}]
    if any(one.kind == "rate" for one in package):
        return True
    terms = [term(plan, one) for one in package]
    return bool(terms) and all(one is not None and one.last is not None and one.last < year for one in terms)


def _outcome(plan: Plan, profit: Decimal | None, at: tuple[tuple[Acting, ...], Decimal]) -> Outcome:
    acting, rate = at
    kinds = {one.benefit.kind for one in acting}
    off = max((one.benefit.value or Decimal(0) for one in acting if one.benefit.kind == "reduce"), default=Decimal(0))
    rate = Decimal(0) if "exempt" in kinds else rate * (HUNDRED - off) / HUNDRED
    if profit is None:
        return Outcome(None, rate, acting)
    taxable = max(profit, Decimal(0))
    for one in acting:
        if one.benefit.kind == "deduct":
            spent = plan.amount("rd_spend_usd_year")
            if spent is None:
                return Outcome(None, rate, acting)
            taxable = max(taxable - spent * ((one.benefit.value or HUNDRED) - HUNDRED) / HUNDRED, Decimal(0))
    return Outcome(plan.rounded(taxable * rate / HUNDRED), rate, acting)


def top_up_row(plan: Plan, record: Record, floor: Benefit, tax: Row) -> Row:
    """The minimum tax of a year beside its corporate tax.

    (floor - effective rate) x excess profit; excess = profit less shares of payroll and tangible assets.
    Without payroll or assets only the bound on the whole profit can be said.
    """
    profit = plan.profit(tax.year)
    row = Row(
        tax.year,
        TOP_UP,
        Decimal(0),
        None,
        None,
        UNKNOWN,
        record.key,
        floor.places,
        currency=plan.currency,
    )
    if profit is None:
        return row
    if profit <= 0:
        return _topped(plan, row, Decimal(0), Decimal(0), Decimal(0))
    effective = None if tax.payable is None else tax.payable * HUNDRED / profit
    missing = max((floor.value or Decimal(0)) - (effective or Decimal(0)), Decimal(0))
    substance = substance_of(plan, record, tax.year)
    if effective is None or (substance is None and missing):
        return _topped(plan, row, missing, None, profit)
    return _topped(plan, row, missing, max(profit - (substance or Decimal(0)), Decimal(0)), profit)


def at_most(row: Row) -> Row:
    """A cost that may or may not come, as the bound it is."""
    return replace(row, payable=None, cell=BOUND, most=row.payable) if row.payable else row


def top_ups_at_most(plan: Plan, record: Record, floor: Benefit, taxes: Iterable[Row]) -> Iterator[Row]:
    """The minimum tax beside corporate tax where it is not known whether the record applies: nothing, or this.

    A year without profit known has none: its own cell says that it is not known.
    """
    for tax in taxes:
        row = top_up_row(plan, record, floor, tax)
        if row.cell != UNKNOWN:
            yield at_most(row)


def _topped(plan: Plan, row: Row, missing: Decimal, excess: Decimal | None, profit: Decimal) -> Row:
    known = excess is not None
    return Row(
        year=row.year,
        tax=row.tax,
        baseline=row.baseline,
        payable=plan.rounded(missing * excess / HUNDRED) if excess is not None else None,
        rate_pct=missing.quantize(Decimal("0.01")),
        cell=FIGURE if known else BOUND,
        incentive=row.incentive,
        places=row.places,
        most=None if known else plan.rounded(missing * profit / HUNDRED),
        currency=row.currency,
    )


def substance_of(plan: Plan, record: Record, year: int) -> Decimal | None:
    """What payroll and tangible assets leave out of the profit of a year; None where they are not known."""
    key = ("substance", id(record), year)
    if key not in plan.kept:
        plan.kept[key] = _substance(plan, record.parameters, year)
    known: Decimal | None = plan.kept[key]
    return known


def _substance(plan: Plan, parameters: Mapping[str, Any], year: int) -> Decimal | None:
    payroll, assets = plan.amount("payroll_usd_year"), plan.amount("tangible_assets_usd")
    tables = [parameters.get(key) for key in ("substance_payroll_pct", "substance_assets_pct")]
    if payroll is None or assets is None or not all(tables):
        return None
    of_payroll, of_assets = (share_of_year(table, year) for table in tables if table)
    return (payroll * of_payroll + assets * of_assets) / HUNDRED


def share_of_year(table: Mapping[str, Any], year: int) -> Decimal:
    """The share of a year: its own, before the table the first, after it the last."""
    named = {int(key): value for key, value in table.items() if str(key).isdigit()}
    nearest = min(named, key=lambda known: abs(known - year))
    later = year > max(named) and "later" in table
    return Decimal(str(table["later"] if later else named[nearest]))
