"""Yearly lines of everything but corporate tax: land rent, import duty, personal tax, grants. Pure.

A line has rows while its money is due, known or not; a baseline nobody stated makes its cells unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sitepages.incentives.cells import BOUND, FIGURE, GRANT, UNKNOWN, Acting, Outcome, Row, at_work, settled, term
from sitepages.incentives.plan import Plan
from sitepages.incentives.stretches import Stretch, Worlds, spells

AFTER = 3  # years shown after the last benefit year (matching.md section 7)
HUNDRED = Decimal(100)
NOTHING = Decimal(0)
# Goods of a duty segment -> (value, rate, date); once = all in the year of the date.
GOODS = {
    "fixed_assets": ("import_fixed_assets_usd", "duty_rate_fixed_pct", "import_date", True),
    "materials": ("import_materials_usd_year", "duty_rate_materials_pct", "production_start", False),
    "": ("import_research_goods_usd", "duty_rate_research_pct", "import_date", True),
}
COSTS = {
    "training": "isf_training_cost_usd_year",
    "social_infrastructure": "isf_social_cost_usd_year",
    "initial": "isf_initial_cost_usd",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One stream of money: from `first` to `last`, `baseline` a year; `worlds`: its segments as they may hold."""

    tax: str
    of: str
    first: int
    last: int
    baseline: Decimal | None
    worlds: Worlds


def line_of(one: Acting) -> tuple[str, str]:
    """The stream a segment works on: its tax and, where streams are told apart, which."""
    segment = one.benefit
    if segment.tax == "land_rent":
        return segment.tax, "sublease" if segment.start_event == "sublease_contract" else ""
    return segment.tax, segment.of


def stream_of(plan: Plan, tax: str, of: str, worlds: Worlds) -> Iterator[Stretch]:
    """The money of one stream, years alike together."""
    match tax:
        case "land_rent":
            yield from _plain(plan, _rent(plan, of, worlds))
        case "import_duty" if of in GOODS:
            yield from _duty(plan, of, worlds)
        case "pit":
            yield from (Stretch((row,), row.year) for row in _pit_rows(plan, worlds))
        case "grant":
            yield from (Stretch((row,), row.year) for row in _grant_rows(plan, of, worlds))


def last_year(plan: Plan, worlds: Worlds) -> int | None:
    """The last year of any segment whose end is known."""
    terms = [term(plan, one.benefit) for world in worlds for one in world]
    return max((when.last for when in terms if when and when.last is not None), default=None)


# --- land rent ---


def _rent(plan: Plan, of: str, worlds: Worlds) -> Line | None:
    date, amount = (
        ("sublease_contract_date", "sublease_usd_year") if of else ("lease_decision_date", "land_rent_usd_year")
    )
    first = plan.year(date)
    if first is None:
        return None
    rent, running = plan.amount(amount), [one.benefit for world in worlds for one in world]
    whole_term = any(one.to_year is None or (rent is not None and term(plan, one) is None) for one in running)
    last = last_year(plan, worlds)
    until = plan.land_until if whole_term else (last or first) + AFTER
    return Line("land_rent", of, first, min(until, plan.land_until), rent, worlds)


def _plain(plan: Plan, line: Line | None) -> Iterator[Stretch]:
    """A stream that is exempt, reduced or due in full."""
    if line is None:
        return
    for begin, end in spells(plan, line.worlds, line.first, line.last):
        found = settled(
            [_relieved(plan, line.baseline, acting) for world in line.worlds for acting in at_work(plan, world, begin)]
        )
        yield Stretch((_row(plan, line.tax, line.of, begin, line.baseline, found),), end)


def _relieved(plan: Plan, baseline: Decimal | None, acting: Sequence[Acting]) -> Outcome:
    free = [one for one in acting if one.benefit.kind == "exempt"]
    cuts = sorted((one for one in acting if one.benefit.kind == "reduce"), key=lambda one: one.benefit.value or NOTHING)
    by = tuple(free or cuts[-1:])
    off = HUNDRED if free else (cuts[-1].benefit.value or NOTHING) if cuts else NOTHING
    due = HUNDRED - off
    return Outcome(None if baseline is None else plan.rounded(baseline * due / HUNDRED), due, by)


def _row(plan: Plan, tax: str, of: str, year: int, baseline: Decimal | None, found: Outcome) -> Row:
    return Row(
        year=year,
        tax=tax,
        of=of,
        baseline=None if baseline is None else plan.rounded(baseline),
        payable=found.payable,
        rate_pct=found.rate_pct,
        cell=UNKNOWN if found.payable is None else FIGURE,
        incentive=found.by[0].record.key if found.by else "",
        places=found.by[0].benefit.places if found.by else (),
        currency=plan.currency,
    )


# --- import duty ---


def _duty(plan: Plan, of: str, worlds: Worlds) -> Iterator[Stretch]:
    value, rate, date, once = GOODS[of]
    first = plan.year(date)
    if first is None:
        return
    last = first if once else (last_year(plan, worlds) or first) + AFTER
    yield from _plain(plan, Line("import_duty", of, first, last, plan.duty(value, rate), worlds))


# --- personal income tax ---


def _pit_rows(plan: Plan, worlds: Worlds) -> Iterator[Row]:
    """Exempt months of 60 in a row; with other salary the exemption is proportional (Decree 253/2026 Art. 41)."""
    first, month = plan.year("exempt_income_start"), plan.month("exempt_income_start")
    years = [one.benefit.to_year for world in worlds for one in world if one.benefit.to_year]
    if first is None or month is None or not years:
        return
    tax, share = plan.amount("talent_pit_usd_year"), plan.amount("talent_exempt_share_pct")
    for year in range(first, first + max(years) + (month > 1) + AFTER):
        found = settled([_exempt_months(plan, world, tax, share, year) for world in worlds])
        yield _row(plan, "pit", "", year, tax, found)


def _exempt_months(
    plan: Plan, world: Sequence[Acting], tax: Decimal | None, share: Decimal | None, year: int
) -> Outcome:
    start = (plan.year("exempt_income_start") or 0) * 12 + (plan.month("exempt_income_start") or 1) - 1
    months = 0
    for one in world:
        end = start + (one.benefit.to_year or 0) * 12
        months = max(months, min(end, year * 12 + 12) - max(start, year * 12))
    by = tuple(world) if months > 0 else ()
    if tax is None or (share is None and by):
        return Outcome(None, None, by)
    off = tax * (share or NOTHING) / HUNDRED * max(months, 0) / 12
    return Outcome(plan.rounded(tax - off), None, by)


# --- grants ---


def _grant_rows(plan: Plan, of: str, worlds: Worlds) -> Iterator[Row]:
    first, last = plan.year("isf_first_year"), last_year(plan, worlds)
    if first is None or last is None:
        return
    cost = plan.amount(COSTS[of]) if of in COSTS else None
    for year in range(first, last + AFTER + 1):
        found = settled([_granted(plan, acting, cost) for world in worlds for acting in at_work(plan, world, year)])
        most = None if found.payable is not None else _ceiling(plan, found.by)
        row = _row(plan, GRANT, of, year, NOTHING, found)
        yield row if most is None else _bounded(row, most)


def _granted(plan: Plan, acting: Sequence[Acting], cost: Decimal | None) -> Outcome:
    paid = [one for one in acting if one.benefit.kind == "pay"]
    if not paid:
        return Outcome(NOTHING, None, ())
    percent = paid[0].benefit.value
    known = cost is not None and percent is not None
    amount = plan.rounded(cost * percent / HUNDRED) if known and cost is not None and percent is not None else None
    return Outcome(amount, percent, (*paid, *(one for one in acting if one.benefit.kind == "cap")))


def _ceiling(plan: Plan, acting: Sequence[Acting]) -> Decimal | None:
    """The most a year may bring where the table of shares was not read: a share of all capital."""
    capital = plan.capital()
    caps = [one for one in acting if one.benefit.unit == "pct_of_total_capital_per_year"]
    if not caps or capital is None or caps[0].benefit.value is None:
        return None
    return plan.rounded(capital * caps[0].benefit.value / HUNDRED)


def _bounded(row: Row, most: Decimal) -> Row:
    return Row(
        year=row.year,
        tax=row.tax,
        of=row.of,
        baseline=row.baseline,
        payable=None,
        rate_pct=row.rate_pct,
        cell=BOUND,
        incentive=row.incentive,
        places=row.places,
        most=most,
        currency=row.currency,
    )
