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
from sitepages.incentives.cells import GRANT, Acting, Row
from sitepages.incentives.cit import cit_row, substance_of, top_up_row
from sitepages.incentives.lines import AFTER, last_year, line_of, stream_of
from sitepages.incentives.plan import Plan
from sitepages.incentives.stretches import Stretch, Worlds, rows_of, spells

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
    streams: frozenset[tuple[str, str]] = frozenset()  # taxes, with what of where streams are told apart

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
    return rows_of(stretches(plan, parts, cost, until, ordinary=ordinary))


def stretches(
    plan: Plan,
    parts: Sequence[Part],
    cost: Record | None = None,
    until: int | None = None,
    *,
    ordinary: bool = False,
) -> list[Stretch]:
    """The same with the years alike together; a stream under the same parts is reckoned once a plan."""
    of_cit = [part for part in parts if "cit" in part.taxes]
    found: list[Stretch] = []
    if of_cit or cost or (ordinary and plan.states_profit):
        key = ("cit", tuple(map(id, of_cit)), id(cost), until)
        if key not in plan.kept:
            plan.kept[key] = list(_cit(plan, of_cit, cost, until))
        found += plan.kept[key]
    streams = dict.fromkeys(stream for part in parts for stream in part.streams if stream[0] != "cit")
    for tax, of in sorted(streams, key=lambda stream: (_rank(stream[0]), stream[1])):
        own = [part for part in parts if (tax, of) in part.streams]
        mark = (tax, of, tuple(map(id, own)))
        if mark not in plan.kept:
            plan.kept[mark] = list(stream_of(plan, tax, of, worlds_of(own, tax, of)))
        found += plan.kept[mark]
    return found


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


def _cit(plan: Plan, parts: Sequence[Part], cost: Record | None, until: int | None) -> Iterator[Stretch]:
    """Corporate tax, each year beside its minimum tax where that applies."""
    first = plan.first_year
    if first is None:
        return
    worlds = worlds_of(parts, "cit")
    floor = floor_of(cost) if cost else None
    open_end = floor is not None or any(one.benefit.to_year is None for world in worlds for one in world)
    last = max(_cit_end(plan, worlds, first, open_end), until or first)
    turns = [*plan.turns(first, last), *(_substance_turns(plan, cost, first, last) if cost and floor else ())]
    for begin, end in spells(plan, worlds, first, last, turns):
        row = cit_row(plan, worlds, begin)
        beside = (top_up_row(plan, cost, floor, row),) if cost is not None and floor is not None else ()
        yield Stretch((row, *beside), end)


def floor_of(cost: Record) -> Benefit | None:
    """The segment of a cost that is the minimum tax."""
    return next((one for one in cost.benefits if one.unit == "pct_floor_on_excess_profit"), None)


def _substance_turns(plan: Plan, cost: Record, first: int, last: int) -> Iterator[int]:
    for year in range(first + 1, last + 1):
        if substance_of(plan, cost, year) != substance_of(plan, cost, year - 1):
            yield year


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


def by_tax(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.tax, []).append(row)
    return found
