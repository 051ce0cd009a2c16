"""The engine's catalogue from the land's facts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from leads.matching.catalogue import LEASED, Catalogue, neighbour_sets, plot_record, power_left
from leads.matching.values import PARK_POWER_KVA
from sitepages.land.facts import LandFacts

NO_STREETS: Mapping[tuple[str, str], float] = MappingProxyType({})


def catalogue_from(land: LandFacts, streets: Mapping[tuple[str, str], float] = NO_STREETS) -> Catalogue:
    """Masked facts in, engine records out: an expired fact is unknown there too."""
    plots = {plot.code: plot_record(plot) for plot in land.plots}
    leased = [plots[plot.code] for plot in land.plots if plot.last_status == LEASED]
    return Catalogue(
        version=land.version,
        plots=plots,
        neighbours=neighbour_sets(plots, land.neighbours),
        permissions=land.permissions,
        park_power_kva=PARK_POWER_KVA,
        power_left_kva=power_left(leased, PARK_POWER_KVA),
        streets=streets,
    )
