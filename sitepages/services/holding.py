"""What the public reads of a plot that the desk holds for somebody: reserved, since when, and never for whom.

Sitepages knows nothing of leads: whoever keeps the holds tells it here which plots are held.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from sitepages.choices import PlotStatus
from sitepages.figures import PARK_TIME
from sitepages.models import Plot, PlotStatusChange

RECORDED_BY = "Bàn đón nhà đầu tư"
HELD_WORDS = gettext_noop("Held for an investor by the desk")
FREE_WORDS = gettext_noop("No longer held by the desk")


def public_status(status: str, held_since: datetime | None) -> str:
    """A hold turns an available plot to reserved; every other status of the editors says more than a hold does."""
    return PlotStatus.RESERVED if held_since and status == PlotStatus.AVAILABLE else status


@transaction.atomic
def show_held(*, codes: Collection[str], held: bool, now: datetime) -> None:
    """Mark plots as held or free again; each change the public can see is a line of the plot's history."""
    rows = Plot.objects.filter(code__in=codes, held_since__isnull=held).order_by("code")
    told = [plot for plot in rows if plot.status == PlotStatus.AVAILABLE]
    Plot.objects.filter(pk__in=[plot.pk for plot in rows]).update(held_since=now if held else None)
    PlotStatusChange.objects.bulk_create(
        PlotStatusChange(
            plot=plot,
            status=PlotStatus.RESERVED if held else PlotStatus.AVAILABLE,
            since=now.astimezone(PARK_TIME).date(),
            reason=HELD_WORDS if held else FREE_WORDS,
            recorded_by=RECORDED_BY,
        )
        for plot in told
    )
