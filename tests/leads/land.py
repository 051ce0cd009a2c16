"""A little land for tests of holds."""

from __future__ import annotations

from typing import Any

from leads.models import Hold, Lead
from leads.services.intake import submit_lead
from sitepages.choices import Permission, PlotStatus
from sitepages.models import FunctionalZone, Plot, PlotReceipt, Sector, SectorPermission
from sitepages.models.land import STATUS
from tests.leads.conftest import NOW, a_match, a_submission

RING = [[0.0, 0.0], [0.0, 100.0], [100.0, 100.0], [100.0, 0.0]]
HA = 10_000


def lay_out(**areas_m2: float) -> None:
    """Plots A1, A2, ... of these areas, all verified as available, where software may work."""
    zone, _ = FunctionalZone.objects.get_or_create(code="SX", defaults={"name_vi": "Sản xuất", "name_en": "Production"})
    for sector in Sector.objects.all():
        SectorPermission.objects.get_or_create(sector=sector, zone=zone, defaults={"level": Permission.PERMITTED})
    plots = Plot.objects.bulk_create(
        Plot(
            code=code,
            zone=zone,
            status=PlotStatus.AVAILABLE,
            ring=RING,
            boundary={},
            area_computed_m2=area,
            area_m2=area,
        )
        for code, area in areas_m2.items()
    )
    PlotReceipt.objects.bulk_create(
        PlotReceipt(plot=plot, field=STATUS, source="Mẫu", verified_on=NOW.date(), verified_by="Mẫu") for plot in plots
    )


def a_lead(key: str, **more: Any) -> Lead:
    lead, _ = submit_lead(
        submission=a_submission(a_match(), submission_key=key, contact_email=f"{key}@invest.example", **more),
        by=None,
        now=NOW,
    )
    return lead


def holds_of(code: str) -> list[tuple[str, str]]:
    """(submission key, state) of everybody who has or had to do with the plot, in the order they asked."""
    rows = Hold.objects.filter(plots__code=code).order_by("asked_at", "pk")
    return [(hold.lead.submission_key, hold.state) for hold in rows.select_related("lead")]
