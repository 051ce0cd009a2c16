"""The land as it is for one file: what is held, contracted or leased for that file is free for it, and for nobody else.

A place in a queue behind another file gives no land: it counts as taken, as for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from leads.choices import HoldEnd, HoldState
from leads.matching.catalogue import FREE, LEASED, Catalogue
from leads.models import HeldPlot, Lead

HELD = "reserved"  # the status the land shows while it is held


def as_for(catalogue: Catalogue, lead: Lead | None) -> Catalogue:
    """The same catalogue where the file has no land. One query for a file."""
    own = {code for code, status in _held_for(lead) if _status(catalogue, code) == status} if lead else set()
    if not own:
        return catalogue
    leased = [plot for code, plot in catalogue.plots.items() if code in own and plot.status == LEASED]
    left = catalogue.power_left_kva
    freed = {code: replace(plot, status=FREE) if code in own else plot for code, plot in catalogue.plots.items()}
    again = sum((plot.sums.get("power_kva") or 0) / 1000 for plot in leased)
    version = f"{catalogue.version} for {','.join(sorted(own))}"  # another land, kept beside the public one
    power = None if left is None else left + again
    return replace(catalogue, version=version, plots=freed, power_left_kva=power)


def has_land(lead: Lead | None) -> bool:
    """Whether anything is held, contracted or leased for the file."""
    return lead is not None and any(_held_for(lead))


def _status(catalogue: Catalogue, code: str) -> str:
    plot = catalogue.plots.get(code)
    return plot.status if plot else ""


def _held_for(lead: Lead) -> Iterator[tuple[str, str]]:
    """(plot, the status it shows because of this file)."""
    for row in HeldPlot.objects.filter(hold__lead=lead).select_related("hold"):
        if row.live:
            yield row.code, HELD
        if row.hold.state == HoldState.SIGNED or row.hold.ended_how == HoldEnd.LEASED:
            yield row.code, LEASED
