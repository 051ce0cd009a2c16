"""Elimination per plot: only what joining cannot cure, with fact and need (matching.md section 1). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from leads.matching.catalogue import ALLOWED, FREE, Catalogue, PlotRecord
from leads.matching.explain import FACT_OF, receipt
from leads.matching.limits import Limits
from leads.matching.record import Elimination, Receipt
from leads.matching.requirement import Requirement

Reason = tuple[str, str | float, str | float | None]  # criterion, what the plot has, what was asked


def welcome_zones(need: Requirement, catalogue: Catalogue) -> frozenset[str]:
    """Where the sector may work; `zones` of the request narrows this and never widens it."""
    zones = catalogue.zones if need.zones is None else need.zones
    return frozenset(zone for zone in zones if catalogue.permission(need.sector, zone) in ALLOWED)


def in_time_and_size(plot: PlotRecord, limits: Limits) -> bool:
    """Ready by the day asked and no larger than the band, or not known to be otherwise."""
    late = limits.ready_by is not None and plot.ready is not None and plot.ready > limits.ready_by
    large = limits.area_high is not None and plot.area_dm is not None and plot.area_dm > limits.area_high
    return not late and not large


def candidates(need: Requirement, limits: Limits, catalogue: Catalogue) -> list[PlotRecord]:
    """The plots that may be part of an option."""
    zones = welcome_zones(need, catalogue)
    return [
        plot
        for plot in catalogue.plots.values()
        if plot.status == FREE and plot.zone in zones and in_time_and_size(plot, limits)
    ]


def eliminations(need: Requirement, limits: Limits, catalogue: Catalogue) -> tuple[Elimination, ...]:
    """Every plot that is out, by the first criterion that rules it out, plots of one reason and fact together.

    Keys in order: zone (not among those asked), sector, status, ready, area.
    """
    found: dict[Reason, list[str]] = {}
    of_zone = {zone: _zone_reason(zone, need, catalogue) for zone in catalogue.zones}
    for plot in catalogue.ordered:
        reason = of_zone[plot.zone] or _own_reason(plot, need, limits)
        if reason:
            found.setdefault(reason, []).append(plot.code)
    return tuple(
        Elimination(key, have, asked, tuple(codes), _fact(key, have, codes, catalogue))
        for (key, have, asked), codes in found.items()
    )


def _fact(key: str, have: str | float, codes: Sequence[str], catalogue: Catalogue) -> Receipt | None:
    """The receipt of what rules these plots out, where it is a fact of theirs."""
    fact = FACT_OF.get(key)
    rows = [plot.facts[fact] for plot in map(catalogue.plots.__getitem__, codes) if fact in plot.facts] if fact else []
    return receipt(have, rows) if rows else None


def _zone_reason(zone: str, need: Requirement, catalogue: Catalogue) -> Reason | None:
    if need.zones is not None and zone not in need.zones:
        return "zone", zone, ", ".join(need.zones)
    if catalogue.permission(need.sector, zone) not in ALLOWED:
        return "sector", zone, need.sector
    return None


def _own_reason(plot: PlotRecord, need: Requirement, limits: Limits) -> Reason | None:
    if plot.status != FREE:
        return "status", plot.status, FREE
    if plot.ready and limits.ready_by and plot.ready > limits.ready_by:
        return "ready", plot.ready.isoformat(), limits.ready_by.isoformat()
    if plot.area_dm is not None and limits.area_high is not None and plot.area_dm > limits.area_high:
        return "area", plot.area_dm / 10, need.area_max_m2
    return None
