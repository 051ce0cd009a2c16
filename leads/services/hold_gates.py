"""What the gates of stage `reserved` ask, read from the land a lead holds (stages.yaml)."""

from __future__ import annotations

from typing import Any

from leads.choices import HoldEnd, HoldState
from leads.models import Lead
from leads.services.hold_events import Holds
from leads.services.hold_rules import needs_approval
from leads.services.house import allowed_zones
from sitepages.models import Plot


def facts_of_holds(lead: Lead, holds: Holds) -> dict[str, Any]:
    """Values of the gates' fields; nothing while the lead holds no land.

    `hold_until` is the end of the hold that ends first, or True where a head agreed to it or the land is the
    lead's for good. A hold that ended with the lease still counts: the gates of later stages ask again.
    """
    counted = [line for line in holds.values() if line.takes_land or line.ended_how == HoldEnd.LEASED]
    if not counted:
        return {}
    live = [line for line in counted if line.state == HoldState.LIVE]
    unapproved = [line.until for line in live if line.until and not line.approved_at]
    codes = sorted({code for line in counted for code in line.plots})
    facts: dict[str, Any] = {
        "plot_codes": codes,
        "hold_until": min(unapproved) if unapproved else True,
        "hold_approved_by_head": all(line.approved_at for line in live) if needs_approval(live) else True,
        "area_m2": sum(line.area_m2 for line in counted),
    }
    if lead.sector_id:
        facts["sector_permitted_on_all_plots"] = permitted_on_all(lead.sector_id, codes)
    return facts


def permitted_on_all(sector: str, codes: list[str]) -> bool:
    zones = set(Plot.objects.filter(code__in=codes).values_list("zone_id", flat=True))
    return {(sector, zone) for zone in zones} <= allowed_zones()
