"""A project's money year by year under a choice of rules, with its totals. Pure.

`schedule(plan, parts, cost)` puts together what the chosen parts of rules do to each tax. A part is what one rule
gives in one exclusion group; parts of the same group and another package are never put together (combine.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

from sitepages.incentives.benefits import Benefit
from sitepages.incentives.book import Record
from sitepages.incentives.cells import GRANT, Acting, Row, term
from sitepages.incentives.cit import cit_row, top_up_row
from sitepages.incentives.lines import AFTER, Worlds, last_year, line_of, rows_of
from sitepages.incentives.plan import Plan

LEAST_YEARS = 10  # shown of an open end without dated segments
MOST_WORLDS = 64
TAXES = ("cit", "qdmtt", "land_rent", "import_duty", "pit", "grant")


@dataclass(frozen=True, slots=True)
class Part:
    """What a rule gives in one group: all its `segments` there, and as `variants` the sets that may hold."""

    record: Record
    group: str | None
    package: str | None
    segments: tuple[Benefit, ...]
    variants: tuple[tuple[Benefit, ...], ...]
    taxes: frozenset[str]  # of the segments that may hold

    @property
    def ceiling(self) -> bool:
        """Whether a decision still sets how much."""
        return any(one.ceiling for some in self.variants for one in some)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the cells, in one currency. `saving` counts the known cells; with bounds it may fall to `least`.

    `most`: likewise with grants at their bound. `unknown`: cells without a figure.
    """

    baseline: Decimal
    payable: Decimal
    saving: Decimal
    least: Decimal
    most: Decimal
    unknown: int


def schedule(
    plan: Plan,
    parts: Sequence[Part],
    cost: Record | None = None,
    until: int | None = None,
    *,
    ordinary: bool = False,
) -> list[Row]:
    """Rows by tax, then stream, then year.

    `until` lengthens corporate tax to a common end for comparing choices; `ordinary` gives it without any rule too,
    where a profit is stated.
    """
    streams: dict[tuple[str, str], None] = {}
    for part in parts:
        streams |= dict.fromkeys(line_of(Acting(part.record, one)) for one in part.segments if one.kind != "cap")
    of_cit = [part for part in parts if "cit" in part.taxes]
    key = ("cit", tuple(id(part) for part in of_cit), id(cost), until)
    if key not in plan.kept and (of_cit or cost or (ordinary and plan.states_profit)):
        plan.kept[key] = list(_cit_rows(plan, of_cit, cost, until))
    rows: list[Row] = [*plan.kept.get(key, ())]
    for tax, of in sorted(streams, key=lambda stream: (_rank(stream[0]), stream[1])):
        if tax != "cit":
            rows += rows_of(plan, tax, of, worlds_of(parts, tax, of))
    return rows


def _rank(tax: str) -> int:
    return TAXES.index(tax) if tax in TAXES else len(TAXES)


def worlds_of(parts: Iterable[Part], tax: str, of: str = "") -> Worlds:
    """Every way the segments of one stream may hold together."""
    choices = []
    for part in parts:
        kept = dict.fromkeys(
            tuple(one for one in (Acting(part.record, each) for each in some) if line_of(one) == (tax, of))
            for some in part.variants
        )
        if any(kept):
            choices.append(list(kept))
    found = [tuple(one for some in chosen for one in some) for chosen in islice(product(*choices), MOST_WORLDS + 1)]
    if len(found) <= MOST_WORLDS:
        return found
    everything = tuple(dict.fromkeys(one for some in choices for acting in some for one in acting))
    return [
        (),
        everything,
        *found[:MOST_WORLDS],
    ]  # the extremes are among them: a figure stays a figure only if all agree


def _cit_rows(plan: Plan, parts: Sequence[Part], cost: Record | None, until: int | None) -> Iterator[Row]:
    """Corporate tax, each year followed by its minimum tax where that applies."""
    first = plan.first_year
    if first is None:
        return
    worlds = worlds_of(parts, "cit")
    floor = next((one for one in cost.benefits if one.unit == "pct_floor_on_excess_profit"), None) if cost else None
    open_end = floor is not None or any(one.benefit.to_year is None for world in worlds for one in world)
    before: tuple[object, Row] | None = None
    for year in range(first, max(_cit_end(plan, worlds, first, open_end), until or first) + 1):
        state = _state(plan, worlds, year)
        row = before[1].but(year) if before and before[0] == state else cit_row(plan, worlds, year)
        before = (state, row)
        yield row
        if cost is not None and floor is not None:
            yield top_up_row(plan, cost, floor, row)


def _state(plan: Plan, worlds: Worlds, year: int) -> object:
    """What a year's tax depends on: years alike in it have the same cell."""
    terms = [term(plan, one.benefit) for world in worlds for one in world]
    return (
        plan.profit(year),
        plan.ordinary_pct(year),
        [when and (when.covers(year), when.last is not None and when.last < year) for when in terms],
    )


def _cit_end(plan: Plan, worlds: Worlds, first: int, open_end: bool) -> int:
    dated = last_year(plan, worlds)
    end = first if dated is None else dated + AFTER
    return max(end, first + LEAST_YEARS - 1) if open_end or dated is None else end


# --- totals ---


def totals(rows: Iterable[Row]) -> Totals:
    """The sums of the cells, exactly."""
    zero = Decimal(0)
    baseline = payable = saving = least = most = zero
    unknown = 0
    for row in rows:
        if row.saving is None:
            unknown += 1
            bound = row.most or zero
            least -= zero if row.tax == GRANT else bound
            most += bound if row.tax == GRANT else zero
            continue
        baseline += row.baseline or zero
        payable += row.payable or zero
        saving += row.saving
    return Totals(baseline, payable, saving, saving + least, saving + most, unknown)


def present_value(rows: Iterable[Row], on_year: int, percent: Decimal) -> Decimal:
    """Savings of the known cells at the value of the year asked: each divided by (1 + rate) ^ years ahead."""
    factor = 1 + percent / 100
    worth = sum((row.saving / factor ** (row.year - on_year) for row in rows if row.saving is not None), Decimal(0))
    return worth.quantize(Decimal("0.01"))


def by_tax(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.tax, []).append(row)
    return found
