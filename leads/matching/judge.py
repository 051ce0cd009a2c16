"""The place of a set in the list: exact key and fixed tie-break (matching.md section 4). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.limits import UNKNOWN, Limits, Totals, totals, verdict_of
from leads.matching.requirement import Requirement
from leads.matching.score import Sheet
from leads.matching.values import PLACES, ZONE_FIT

Key = tuple[float, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """A set that fits, with its place: `key` orders it within its phase, least first."""

    key: Key
    codes: tuple[str, ...]


class Judge:
    """Scores and orders sets for one requirement."""

    def __init__(self, need: Requirement, limits: Limits, sheet: Sheet, catalogue: Catalogue) -> None:
        self.need = need
        self.limits = limits
        self.sheet = sheet
        self.catalogue = catalogue

    def permission(self, plots: Iterable[PlotRecord]) -> str:
        """The least permission of a set."""
        levels = [self.catalogue.permission(self.need.sector, plot.zone) for plot in plots]
        return min(levels, key=lambda level: ZONE_FIT[level])

    def score(self, plots: Iterable[PlotRecord], total: Totals) -> float:
        """0 to 1, as the sum of the contributions."""
        return sum(points or 0.0 for points in self.sheet.of_set(total, self.permission(plots)).values())

    def unknown(self, plots: Sequence[PlotRecord]) -> bool:
        """Whether a set that may fit has a hard need not known to hold."""
        return verdict_of(plots, self.limits) == UNKNOWN

    def found(self, plots: Sequence[PlotRecord], lead: str) -> Found:
        """The set with its key: the figure it goes by, then score, cost, area, number of plots, codes.

        `lead` cost counts cents, area 0.1 m2 (smallest first), score is negated (highest first).
        """
        codes = tuple(sorted(plot.code for plot in plots))
        total = totals(plots)
        score = -round(self.score(plots, total), PLACES)
        by = {"cost": total.cents, "area": total.area, "score": score}[lead]
        return Found((by, (score, _last(total, "lease"), _last(total, "area"), len(codes), codes)), codes)


def _last(total: Totals, key: str) -> tuple[bool, int]:
    """A known figure, or after all known ones."""
    if key not in total.whole:
        return True, 0
    return False, total.cents if key == "lease" else total.area
