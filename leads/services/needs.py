"""Stored requests as rows of numbers, and whom a changed plot concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    row = row_of(run.pk, need)
    power, water, wastewater = row.sums
    StoredNeed.objects.create(
        run=run,
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
    """The stored requests that gain or lose options with this plot; keys are those of their results. One query."""
    zone = before.plots[code].zone
    sectors = {name for (name, where), level in before.permissions.items() if where == zone and level in ALLOWED}
    rows = StoredNeed.objects.filter(sector__in=sectors).order_by("pk").values_list(*COLUMNS)
    stored = (_row(dict(zip(COLUMNS, row, strict=True))) for row in rows.iterator(chunk_size=5000))
    return reverse_match(stored, Offers(before, code), Offers(after, code))


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        key=row["run_id"],
        sector=row["sector"],
        zones=frozenset(row["zones"].split()),
        low=row["low"],
        high=row["high"],
        most=row["most"],
        sums=(row["power"], row["water"], row["wastewater"]),
        fibre=row["fibre"],
        ready_by=row["ready_by"],
        cap=NO_CAP if row["cap"] is None else row["cap"],
        lease_high=row["lease_high"],
        minimal=row["minimal"],
    )
