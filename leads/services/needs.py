"""Stored requests as rows of numbers, and whom a changed plot concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leads.matching.catalogue import ALLOWED, Catalogue, PlotRecord
from leads.matching.requirement import Requirement
from leads.matching.reverse import NO_CAP, Offers, Row, Shift, reverse_match, row_of
from leads.models import MatchRun, StoredNeed

COLUMNS = (
    "run_id",
    "sector",
    "zones",
    "low",
    "high",
    "most",
    "power",
    "water",
    "wastewater",
    "fibre",
    "ready_by",
    "cap",
    "lease_high",
    "minimal",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a plot would be: its status, price (USD/m2 for the whole term) and power (kVA); None = as it is."""

    status: str | None = None
    price_usd_m2: float | None = None
    power_kva: float | None = None


def keep_need(*, run: MatchRun, need: Requirement) -> None:
    """Store a result's requirement as numbers, beside the result."""
    as_stored(row_of(run.pk, need)).save(force_insert=True)


def as_stored(row: Row) -> StoredNeed:
    """The table's row, not saved; its key is that of the result."""
    power, water, wastewater = row.sums
    return StoredNeed(
        run_id=row.key,
        sector=row.sector,
        zones=" ".join(sorted(row.zones)),
        low=row.low,
        high=row.high,
        most=row.most,
        power=power,
        water=water,
        wastewater=wastewater,
        fibre=row.fibre,
        ready_by=row.ready_by,
        cap=None if row.cap == NO_CAP else row.cap,
        lease_high=row.lease_high,
        minimal=row.minimal,
    )


def changed(catalogue: Catalogue, code: str, change: Change) -> Catalogue:
    """The park with one plot changed."""
    plot: PlotRecord = catalogue.plots[code]
    other = replace(
        plot,
        status=change.status or plot.status,
        price_dm=plot.price_dm if change.price_usd_m2 is None else round(change.price_usd_m2 * 10),
        sums=plot.sums if change.power_kva is None else {**plot.sums, "power_kva": round(change.power_kva * 1000)},
    )
    return replace(catalogue, plots={**catalogue.plots, code: other})


def touched(before: Catalogue, after: Catalogue, code: str) -> Iterator[Shift]:
    """The stored requests that gain or lose options with this plot; keys are those of their results. One query.

    The database leaves out whom no set with the plot could serve by area and count: most of the time goes to reading.
    """
    zone = before.plots[code].zone
    sectors = {name for (name, where), level in before.permissions.items() if where == zone and level in ALLOWED}
    old, new = Offers(before, code), Offers(after, code)
    rows = StoredNeed.objects.filter(sector__in=sectors)
    spans = [span for span in (old.span, new.span) if span]
    if not spans:
        return iter(())
    rows = rows.filter(low__lte=max(most for _least, most in spans), high__gte=min(least for least, _most in spans))
    return reverse_match(_read(rows.values_list(*COLUMNS).iterator(chunk_size=5000)), old, new)


def _read(stored: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """Rows as the table gives them, in the order of COLUMNS."""
    places: dict[str, frozenset[str]] = {}
    for key, sector, zones, low, high, most, power, water, waste, fibre, ready_by, cap, lease_high, minimal in stored:
        if zones not in places:
            places[zones] = frozenset(zones.split())
        sums = power, water, waste
        price = NO_CAP if cap is None else cap
        yield Row(key, sector, places[zones], low, high, most, sums, fibre, ready_by, price, lease_high, minimal)
