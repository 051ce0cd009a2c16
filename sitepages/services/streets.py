"""Which plots face each other across a street: measured once per outline of the park, never per request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from sitepages.choices import LayerKind
from sitepages.land.facts import LandFacts
from sitepages.land.streets import street_pairs
from sitepages.models import ParkLayer

Rings = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]


def streets_of(land: LandFacts) -> Mapping[tuple[str, str], float]:
    """Pairs of plots (codes sorted) parted by one internal street of at most 25 m -> its width in m. One query."""
    roads = ParkLayer.objects.filter(kind=LayerKind.ROAD).values_list("local", flat=True)
    rings = tuple((plot.code, plot.ring) for plot in land.plots if plot.ring)
    return _measured(rings, tuple(json.dumps(road) for road in roads))


@lru_cache(maxsize=4)
def _measured(rings: Rings, roads: tuple[str, ...]) -> Mapping[tuple[str, str], float]:
    return street_pairs(dict(rings), [json.loads(road) for road in roads])
