"""The nearest single figure where nothing comes near (matching.md section 6). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from leads.matching.catalogue import FREE, Catalogue
from leads.matching.eliminate import welcome_zones
from leads.matching.requirement import Requirement


def largest_area(need: Requirement, catalogue: Catalogue) -> tuple[float | None, tuple[str, ...]]:
    """The largest connected area (m2) free for the sector, whatever was asked of size, date, utilities; its plots."""
    zones = welcome_zones(need, catalogue)
    free = {code for code, plot in catalogue.plots.items() if plot.status == FREE and plot.zone in zones}
    sized = [
        (sum(catalogue.plots[code].area_dm or 0 for code in part) / 10, tuple(sorted(part)))
        for part in components(free, catalogue.neighbours)
    ]
    return max(sized, default=(None, ()), key=lambda pair: (pair[0], pair[1]))


def components(codes: Collection[str], neighbours: Mapping[str, frozenset[str]]) -> Iterator[set[str]]:
    """The connected parts of these plots."""
    left, nobody = set(codes), frozenset[str]()
    for start in codes:
        if start in left:
            part, edge = {start}, frozenset({start})
            while edge:
                left -= edge
                edge = nobody.union(*[neighbours.get(code, nobody) for code in edge]) & left
                part = part | edge
            yield part


def is_connected(codes: Collection[str], neighbours: Mapping[str, frozenset[str]]) -> bool:
    """Whether these plots hang together."""
    return len(list(components(codes, neighbours))) == 1
