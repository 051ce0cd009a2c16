"""What it would take to make a set an option, and its place among equals (matching.md section 6). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from leads.matching.catalogue import FREE, PlotRecord
from leads.matching.changes import apply, changes_of, size_of
from leads.matching.judge import Found, Judge
from leads.matching.limits import FAIL, UNKNOWN, limits_of, totals, verdict_of
from leads.matching.nearest import is_connected
from leads.matching.record import Change
from leads.matching.score import Sheet
from leads.matching.values import MOST_CHANGES


class Mender:
    """Asks of sets what the request would have to be; judges of changed requests are made once."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._under: dict[tuple[Change, ...], Judge] = {(): judge}

    def size(self, plots: Sequence[PlotRecord]) -> float | None:
        """The size of what a set needs to be an option; None if it is one, or no two changes would make it one."""
        changes = changes_of(totals(plots), self.judge.need, self.judge.limits)
        held = sum(plot.status != FREE for plot in plots)
        if changes is None or len(changes) > MOST_CHANGES or not (changes or held):
            return None
        if self.judge.limits.minimal and wastes_a_plot(plots, self.under(changes)):
            return None
        return size_of(changes, held)

    def under(self, changes: tuple[Change, ...]) -> Judge:
        """The judge of the changed request."""
        if changes not in self._under:
            need = apply(self.judge.need, changes)
            sheet = Sheet(need, self.judge.sheet.on, self.judge.sheet.table)
            self._under[changes] = Judge(need, limits_of(need), sheet, self.judge.catalogue)
        return self._under[changes]

    def placed(self, size: float, plots: Sequence[PlotRecord]) -> Found:
        """A near miss with its place among equals: as it would be ordered under the changed request."""
        changed = self.under(changes_of(totals(plots), self.judge.need, self.judge.limits) or ())
        found = changed.found(plots, "score")
        return Found((size, (changed.unknown(plots), *found.key[1])), found.codes)


def wastes_a_plot(plots: Sequence[PlotRecord], judge: Judge) -> bool:
    """Whether a plot can be left out and the rest still hangs together and fits no less surely."""
    unknown, low = judge.unknown(plots), judge.limits.area_low
    area = sum(plot.area_dm or 0 for plot in plots)
    measured = all(plot.area_dm is not None for plot in plots)
    for plot in plots:
        if measured and area - (plot.area_dm or 0) < low:
            continue
        rest = [other for other in plots if other is not plot]
        if not rest or not is_connected({other.code for other in rest}, judge.catalogue.neighbours):
            continue
        verdict = verdict_of(rest, judge.limits)
        if verdict != FAIL and (unknown or verdict != UNKNOWN):
            return True
    return False
