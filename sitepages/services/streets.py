"""Which plots face each other across a street: measured once per outline of the park, never per request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from django.core.cache import cache

from sitepages.choices import LayerKind
from sitepages.land.facts import LandFacts
from sitepages.land.streets import street_pairs
from sitepages.models import ParkLayer
from sitepages.services.land_version import version_now

Rings = tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
KEPT_SECONDS = 3600


def streets_of(land: LandFacts) -> Mapping[tuple[str, str], float]:
    """Pairs of plots (codes sorted) parted by one internal street of at most 25 m -> its width in m.

    One query while the state of the land is known (services.land_version), else two.
    """
    key = f"streets:{version_now()}:{land.version}"
    found: Mapping[tuple[str, str], float] | None = cache.get(key)
    if found is None:
        roads = ParkLayer.objects.filter(kind=LayerKind.ROAD).values_list("local", flat=True)
        rings = tuple((plot.code, plot.ring) for plot in land.plots if plot.ring)
        found = _measured(rings, tuple(json.dumps(road) for road in roads))
        cache.set(key, found, KEPT_SECONDS)
    return found


@lru_cache(maxsize=4)
def _measured(rings: Rings, roads: tuple[str, ...]) -> Mapping[tuple[str, str], float]:
    return street_pairs(dict(rings), [json.loads(road) for road in roads])
