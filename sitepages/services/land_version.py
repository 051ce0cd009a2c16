"""The state the land's tables are in, as one short token (`services.table_state`): its index is kept by it."""

from __future__ import annotations

from sitepages.models import (
    FunctionalZone,
    LandVersion,
    ParkLayer,
    Plot,
    PlotEvidence,
    PlotNeighbour,
    PlotReceipt,
    PlotStatusChange,
    Sector,
    SectorPermission,
)
from sitepages.services.table_state import Watch

LAND = Watch(
    name="land",
    version=LandVersion,
    watched=(
        FunctionalZone,
        ParkLayer,
        Plot,
        PlotEvidence,
        PlotNeighbour,
        PlotReceipt,
        PlotStatusChange,
        Sector,
        SectorPermission,
    ),
    prefix="renews_",
)
WATCHED = LAND.watched
version_now = LAND.now
watch_the_land = LAND.put_up
leave_the_land = LAND.take_down
kept_of_the_land = LAND.kept
