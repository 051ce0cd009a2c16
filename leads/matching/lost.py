"""Why a set that was an option is none now, asked of the requirement itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.changes import changes_of
from leads.matching.limits import FAIL, Limits, limits_of, totals, verdict_of
from leads.matching.record import Change
from leads.matching.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Standing:
    """How a set stands by the needs now; with none of the first four it fits.

    `alone`: plots are not joined now; `apart`: its plots do not adjoin; `changes` of the request would make it fit
    again, `fails` without any: none would help; `spare`: a plot can be left out of it. `overlaps`: whether sharing
    plots with a better one keeps a set off the list; `limit`: how long the list may be.
    """

    alone: bool = False
    apart: bool = False
    fails: bool = False
    changes: tuple[Change, ...] = ()
    spare: bool = False
    overlaps: bool = True
    limit: int = 10


class Standings:
    """Asked for one set at a time; None for a plot the catalogue does not have."""

    def __init__(self, need: Requirement, catalogue: Catalogue) -> None:
        self.need, self.catalogue = need, catalogue
        self.limits = limits_of(need)
        self.by_code = {plot.code: plot for plot in catalogue.ordered}

    def of(self, codes: Sequence[str]) -> Standing | None:
        plots = [self.by_code[code] for code in codes if code in self.by_code]
        if len(plots) < len(codes):
            return None
        if len(plots) > 1 and not self.need.joins:
            return Standing(alone=True)
        if not connected(codes, self.catalogue):
            return Standing(apart=True)
        total = totals(plots)
        if total.count > self.need.most_plots or verdict_of(plots, self.limits) == FAIL:
            return Standing(fails=True, changes=changes_of(total, self.need, self.limits) or ())
        spare = self.limits.minimal and has_spare(plots, self.limits, self.catalogue)
        return Standing(spare=spare, overlaps=self.need.diverse, limit=self.need.limit)


def connected(codes: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether each plot is reached from the first over plots of the set that adjoin."""
    left = set(codes)
    wave = [left.pop()]
    while wave:
        reached = catalogue.neighbours.get(wave.pop(), frozenset()) & left
        left -= reached
        wave += reached
    return not left


def has_spare(plots: Sequence[PlotRecord], limits: Limits, catalogue: Catalogue) -> bool:
    """Whether a plot can be left out: the others still adjoin and still do."""
    for out in plots if len(plots) > 1 else ():
        fewer = [plot for plot in plots if plot is not out]
        if verdict_of(fewer, limits) != FAIL and connected((plot.code for plot in fewer), catalogue):
            return True
    return False
