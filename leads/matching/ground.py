"""The candidates of one search as arrays in rank order. Pure; integers as in `catalogue`.

The order of options (matching.md section 4) puts sets without an unknown hard need first, and an
unknown lease (area) last under `cost` (`area`). So the search runs in phases, each over sets of one
kind, and each a plain minimisation. In a phase of the unknown, an unknown part of a sum counts as
BIG: a test that could still pass is then an ordinary comparison, and `& KNOWN` gives the known part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from leads.matching.catalogue import Catalogue, PlotRecord
from leads.matching.limits import Limits

BIG = 1 << 48
KNOWN = BIG - 1


@dataclass(frozen=True, slots=True)
class Phase:
    """Sets of one kind: their hard verdict is `unknown` or not, and what they are ordered by.

    `lead`: cost, area or score. `lead_known` false: sets whose lease (area) is unknown, ordered by score.
    """

    unknown: bool
    order: str
    lead_known: bool = True

    @property
    def lead(self) -> str:
        return self.order if self.lead_known else "score"


def phases(order: str, plots: Sequence[PlotRecord], limits: Limits) -> Iterator[Phase]:
    """The kinds of sets there may be among these plots, in the order they come in the list."""
    unled = any(not _led(plot, order) for plot in plots)
    for unknown in (False, True):
        if not unknown or any(_may_open(plot, limits) for plot in plots):
            yield Phase(unknown, order)
            if unled:
                yield Phase(unknown, order, lead_known=False)


def _opens(plot: PlotRecord, limits: Limits) -> bool:
    """Whether any set with this plot has an unknown hard need."""
    priced = limits.cap is not None or limits.lease_high is not None
    return (
        (plot.ready is None and limits.ready_by is not None)
        or (plot.area_dm is None and limits.area_high is not None)
        or (plot.cents is None and priced)
    )


def _may_open(plot: PlotRecord, limits: Limits) -> bool:
    """Whether some set with this plot may have an unknown hard need."""
    return (
        _opens(plot, limits)
        or (plot.area_dm is None and limits.area_low > 0)
        or any(plot.sums[key] is None for key, _least in limits.sums)
        or (limits.fibre is not None and plot.fibre_gbps is None)
    )


def _led(plot: PlotRecord, order: str) -> bool:
    """Whether the figure the order goes by is known."""
    return {"cost": plot.cents, "area": plot.area_dm, "score": 0}[order] is not None


class Ground:
    """Plots in rank order, lowest first, with what each adds. `musts`: of each list, a set holds at least one plot."""

    def __init__(
        self,
        plots: Sequence[PlotRecord],
        limits: Limits,
        catalogue: Catalogue,
        phase: Phase,
        musts: Sequence[list[bool]] = (),
    ) -> None:
        wild = BIG if phase.unknown else 0
        self.plots = plots
        self.limits = limits
        self.phase = phase
        self.musts = musts
        self.most = most_plots(plots, limits)
        self.links = _links(plots, catalogue)
        self._ranks: dict[frozenset[str], list[int]] = {}
        self.area = [wild if plot.area_dm is None else plot.area_dm for plot in plots]
        self.cents = [plot.cents or 0 for plot in plots]
        self.price = [plot.price_dm or 0 for plot in plots]
        self.needs = tuple(least for _key, least in limits.sums) + ((0,) if limits.cap else ())
        self.columns = list(_amounts(plots, limits, wild))
        self.amounts = list(zip(*self.columns, strict=True)) if self.needs else [()] * len(plots)
        self.fibre = None if limits.fibre is None else [_reaches(plot, limits.fibre, phase.unknown) for plot in plots]

    @cached_property
    def rank(self) -> dict[str, int]:
        """Code -> rank."""
        return {plot.code: index for index, plot in enumerate(self.plots)}

    def ranks_of(self, codes: frozenset[str]) -> list[int]:
        """The ranks of the plots named that are in this ground, in order."""
        if codes not in self._ranks:
            self._ranks[codes] = sorted(self.rank[code] for code in codes if code in self.rank)
        return self._ranks[codes]

    def parts(self, first: int = 0) -> list[list[int]]:
        """The connected parts among the plots from a rank on, each in rank order."""
        links, found = self.links, []
        seen = bytearray(b"\1" * first + bytes(len(links) - first))
        for start in range(first, len(links)):
            if not seen[start]:
                seen[start] = 1
                part = [start]
                for node in part:
                    for near in links[node]:
                        if not seen[near]:
                            seen[near] = 1
                            part.append(near)
                part.sort()
                found.append(part)
        return found

    @property
    def void(self) -> bool:
        """Whether no set of this kind can exist."""
        return not self.plots or any(not any(must) for must in self.musts)


def most_plots(plots: Sequence[PlotRecord], limits: Limits) -> int:
    """How many plots a set can have: no more than the smallest that together stay within the band.

    Where a set must not waste a plot and only area is asked, a plot can be left out without parting the
    others, so the rest is short of the minimum.
    """
    only_area = not limits.sums and limits.fibre is None and limits.cap is None
    room = limits.area_low - 1 if limits.minimal and only_area else limits.area_high
    if room is None:
        return limits.most_plots
    areas = sorted(plot.area_dm or 0 for plot in plots)[: limits.most_plots]
    within = sum(total <= room for total in accumulate(areas))
    return max(1, min(limits.most_plots, within + limits.minimal))


def ground_of(plots: Sequence[PlotRecord], limits: Limits, catalogue: Catalogue, phase: Phase) -> Ground:
    """The plots that sets of this phase may hold: cheapest first for cost and score, largest for area; ties by code."""
    inside = [
        plot
        for plot in plots
        if (phase.unknown or not _opens(plot, limits)) and (not phase.lead_known or _led(plot, phase.order))
    ]
    inside.sort(key=_largest_first if phase.lead == "area" else _cheapest_first)
    musts = []
    if phase.unknown:
        musts.append([_may_open(plot, limits) for plot in inside])
    if not phase.lead_known:
        musts.append([not _led(plot, phase.order) for plot in inside])
    return Ground(inside, limits, catalogue, phase, musts)


def _cheapest_first(plot: PlotRecord) -> tuple[bool, int, str]:
    return plot.cents is None, plot.price_dm or 0, plot.code


def _largest_first(plot: PlotRecord) -> tuple[int, str]:
    return -(plot.area_dm or 0), plot.code


def _links(plots: Sequence[PlotRecord], catalogue: Catalogue) -> list[list[int]]:
    """By rank, the ranks of the plots that adjoin."""
    places = [catalogue.places[plot.code] for plot in plots]
    ranks = [-1] * len(catalogue.places)
    for rank, place in enumerate(places):
        ranks[place] = rank
    adjoining = catalogue.adjoining
    rank_of = ranks.__getitem__
    return [[rank for rank in map(rank_of, adjoining[place]) if rank >= 0] for place in places]


def _amounts(plots: Sequence[PlotRecord], limits: Limits, wild: int) -> Iterator[list[int]]:
    """What the plots add to each additive need, the price cap last: n x area - d x cents must not sum below 0."""
    for key, _least in limits.sums:
        yield [wild if (amount := plot.sums[key]) is None else amount for plot in plots]
    if limits.cap:
        most, share = limits.cap
        yield [wild if plot.cents is None else most * (plot.area_dm or 0) - share * plot.cents for plot in plots]


def _reaches(plot: PlotRecord, least: float, unknown: bool) -> bool:
    return unknown if plot.fibre_gbps is None else plot.fibre_gbps >= least
