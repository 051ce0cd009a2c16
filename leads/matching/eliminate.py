"""Elimination per plot: only what joining cannot cure, with fact and need (matching.md section 1). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from leads.matching.catalogue import ALLOWED, FREE, Catalogue, PlotRecord
from leads.matching.limits import Limits
from leads.matching.record import Elimination
from leads.matching.requirement import Requirement


def permitted(plot: PlotRecord, need: Requirement, catalogue: Catalogue) -> bool:
    """Whether the sector may work in the plot's zone; `zones` of the request narrows this and never widens it."""
    allowed = catalogue.permission(need.sector, plot.zone) in ALLOWED
    return allowed and (need.zones is None or plot.zone in need.zones)


def in_time_and_size(plot: PlotRecord, limits: Limits) -> bool:
    """Ready by the day asked and no larger than the band, or not known to be otherwise."""
    late = limits.ready_by is not None and plot.ready is not None and plot.ready > limits.ready_by
    large = limits.area_high is not None and plot.area_dm is not None and plot.area_dm > limits.area_high
    return not late and not large


def candidates(need: Requirement, limits: Limits, catalogue: Catalogue) -> list[PlotRecord]:
    """The plots that may be part of an option."""
    return [
        plot
        for plot in catalogue.plots.values()
        if plot.status == FREE and permitted(plot, need, catalogue) and in_time_and_size(plot, limits)
    ]


def eliminations(need: Requirement, limits: Limits, catalogue: Catalogue) -> tuple[Elimination, ...]:
    """Every plot that is out, by the first criterion that rules it out, plots of one reason and fact together.

    Keys in order: zone (not among those asked), sector, status, ready, area.
    """
    found: dict[tuple[str, str | float, str | float | None], list[str]] = {}
    for code, plot in sorted(catalogue.plots.items()):
        reason = next(_reasons(plot, need, limits, catalogue), None)
        if reason:
            found.setdefault(reason, []).append(code)
    return tuple(Elimination(key, have, asked, tuple(codes)) for (key, have, asked), codes in found.items())


def _reasons(
    plot: PlotRecord, need: Requirement, limits: Limits, catalogue: Catalogue
) -> Iterator[tuple[str, str | float, str | float | None]]:
    """(criterion, what the plot has, what was asked)."""
    if need.zones is not None and plot.zone not in need.zones:
        yield "zone", plot.zone, ", ".join(need.zones)
    if catalogue.permission(need.sector, plot.zone) not in ALLOWED:
        yield "sector", plot.zone, need.sector
    if plot.status != FREE:
        yield "status", plot.status, FREE
    if plot.ready and limits.ready_by and plot.ready > limits.ready_by:
        yield "ready", _day(plot.ready), _day(limits.ready_by)
    if plot.area_dm is not None and not in_time_and_size(plot, limits):
        yield "area", plot.area_dm / 10, need.area_max_m2


def _day(day: date) -> str:
    return day.isoformat()
