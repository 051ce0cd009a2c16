"""Why a set that was an option is none now, asked of the requirement itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.changes import changes_of
from leads.matching.limits import FAIL, Limits, limits_of, totals, verdict_of
from leads.matching.record import Change
from leads.matching.requirement import Requirement


@dataclass(frozen=True, slots=True)
class Standing:
    """How a set stands by the needs: `changes` would make it fit again, `spare` plots can be left out of it.

    `fails` without a change: none of the request would help.
    """

    fails: bool
    changes: tuple[Change, ...] = ()
    spare: bool = False


class Standings:
    """Asked for one set at a time; None for a plot the catalogue does not have."""

    def __init__(self, need: Requirement, catalogue: Catalogue) -> None:
        self.need = need
        self.limits = limits_of(need)
        self.by_code = {plot.code: plot for plot in catalogue.ordered}

    def of(self, codes: Sequence[str]) -> Standing | None:
        plots = [self.by_code[code] for code in codes if code in self.by_code]
        if len(plots) < len(codes):
            return None
        total = totals(plots)
        if total.count > self.need.most_plots or verdict_of(plots, self.limits) == FAIL:
            return Standing(fails=True, changes=changes_of(total, self.need, self.limits) or ())
        return Standing(fails=False, spare=self.limits.minimal and has_spare(plots, self.limits))


def has_spare(plots: Sequence[PlotRecord], limits: Limits) -> bool:
    """Whether one plot less would still do."""
    fewer = combinations(plots, len(plots) - 1)
    return len(plots) > 1 and any(verdict_of(few, limits) != FAIL for few in fewer)
