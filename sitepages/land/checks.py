"""What only shows when plots are compared: with their declared areas, with one another, with the site. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from shapely.geometry import Polygon, shape
from shapely.ops import unary_union

from sitepages.land import geometry
from sitepages.land.findings import Finding
from sitepages.land.geometry import Point, Ring
from sitepages.land.importers.crs import WRONG_WAYS, wrong_shift
from sitepages.land.importers.read import Survey
from sitepages.land.tolerances import AREA_SHARE, EDGE_M, OUTSIDE_M2, OVERLAP_M2

MOVED_M = 0.2  # a whole survey that lies this far beside the last one is told
SPREAD_M = 0.05


@dataclass(frozen=True)
class Site:
    """The land as it stands: outlines and declared areas by code, the park's boundary (GeoJSON geometries
    in EPSG:9213), who points at a plot from outside the land (leads, holds), and by code the values on
    record of the columns a file gives (`known`), expired ones too.
    """

    rings: Mapping[str, Ring] = field(default_factory=dict)
    areas: Mapping[str, float | None] = field(default_factory=dict)
    boundary: Sequence[Mapping[str, Any]] = ()
    referred: Mapping[str, Sequence[str]] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def compare(survey: Survey, site: Site, whole: bool) -> list[Finding]:
    """Findings of the survey against itself and the site; `whole`: the files are the whole park."""
    if survey.whole_file_wrong:
        return []
    broken = {finding.plot for finding in survey.findings if finding.error}
    rings = {code: ring for code, ring in survey.rings.items() if code not in broken and Polygon(ring).is_valid}
    kept = {} if whole else {code: ring for code, ring in site.rings.items() if code not in survey.rings}
    found = [
        *_codes(survey, site),
        *_losses(survey, site),
        *(_vanishing(survey, site) if whole else ()),
        *(finding for code in sorted(rings) for finding in _area(code, rings[code], survey, site)),
        *_displaced(rings, site, survey),
    ]
    if any(finding.error and not finding.plot for finding in found):
        return found  # everything lies elsewhere: what it overlaps there is beside the point
    # Where a plot that the site does not know lies among those it knows is no news: its code is wrong.
    strangers = {finding.plot for finding in found if finding.code == "unknown_plot"}
    near = {code: ring for code, ring in rings.items() if code not in strangers}
    found += [*_overlaps(near, kept), *_outside(near, boundary_of(survey, site))]
    # Plots that moved together leave gaps to those that stayed: told once, by the move.
    return found if any(finding.code == "moved_together" for finding in found) else [*found, *_slivers(near, kept)]


def _codes(survey: Survey, site: Site) -> Iterator[Finding]:
    for code in sorted({*survey.rings, *survey.attributes} - site.rings.keys()):
        if code not in survey.rings:
            yield Finding("no_survey" if survey.rings or not site.rings else "unknown_plot", code)
        elif not {"zone", "status"} <= survey.attributes.get(code, {}).keys():
            yield Finding("no_attributes" if survey.attributes or not site.rings else "unknown_plot", code)
        elif site.rings:
            yield Finding("unknown_code", code, error=False)


def _losses(survey: Survey, site: Site) -> Iterator[Finding]:
    """An empty cell means unknown; where a value is on record (an expired one is given out empty) that is asked."""
    refused = {(found.plot, found.facts.get("column")) for found in survey.findings if found.error}
    for code in sorted(survey.attributes):
        for column, value in site.known.get(code, {}).items():
            given = survey.attributes[code].get(column, value)
            if given in (None, "") and value not in (None, "") and (code, column) not in refused:
                yield Finding("value_lost", code, error=False, facts={"column": column, "value": str(value)})


def _vanishing(survey: Survey, site: Site) -> Iterator[Finding]:
    if not survey.rings:
        return
    for code in sorted(site.rings.keys() - survey.rings.keys()):
        who = site.referred.get(code, ())
        if who:
            yield Finding("plot_referred", code, facts={"count": len(who), "who": ", ".join(who[:5])})
        else:
            yield Finding("plot_vanishes", code, error=False)


def _area(code: str, ring: Ring, survey: Survey, site: Site) -> Iterator[Finding]:
    attributes = survey.attributes.get(code, {})
    given = "area_m2" in attributes
    declared = attributes["area_m2"] if given else site.areas.get(code)
    computed = geometry.area_m2(ring)
    if declared is not None and abs(computed - declared) > AREA_SHARE * declared:
        facts = {"declared": declared, "computed": round(computed, 1)}
        yield Finding("area_mismatch" if given else "area_of_site_differs", code, given, facts)


def _overlaps(rings: Mapping[str, Ring], kept: Mapping[str, Ring]) -> Iterator[Finding]:
    everybody = {**kept, **rings}
    for (first, second), area in sorted(geometry.overlapping_pairs(everybody).items()):
        code, other = (first, second) if first in rings else (second, first)
        if code in rings:
            common = Polygon(everybody[first]).intersection(Polygon(everybody[second])).representative_point()
            yield Finding("overlap", code, facts={"other": other, "area": area, "at": _at(common)})


def _slivers(rings: Mapping[str, Ring], kept: Mapping[str, Ring]) -> Iterator[Finding]:
    everybody = {**kept, **rings}
    for (first, second), (area, at) in sorted(geometry.slivers(everybody).items()):
        code, other = (first, second) if first in rings else (second, first)
        if code in rings:
            yield Finding("gap_sliver", code, error=False, facts={"other": other, "area": area, "at": list(at)})


def boundary_of(survey: Survey, site: Site) -> Any:
    """The park's boundary as a shape: the one these files bring, else the site's; None if there is none."""
    brought = [layer.geometry for layer in survey.layers if layer.kind == "boundary"]
    shapes = [shape(one) for one in (brought or site.boundary)]
    return unary_union(shapes) if shapes and all(one.is_valid for one in shapes) else None


def _outside(rings: Mapping[str, Ring], boundary: Any) -> Iterator[Finding]:
    if boundary is None:
        return
    wide = boundary.buffer(EDGE_M)
    for code, ring in sorted(rings.items()):
        beyond = Polygon(ring).difference(wide)
        if beyond.area > OUTSIDE_M2:
            at = _at(beyond.representative_point())
            yield Finding("outside_boundary", code, facts={"area": round(beyond.area, 1), "at": at})


def _at(point: Any) -> list[float]:
    return [round(point.x, 3), round(point.y, 3)]


# --- The whole survey beside its place ---


def _displaced(rings: Mapping[str, Ring], site: Site, survey: Survey) -> Iterator[Finding]:
    """All plots moved together since the last survey: the mark of a wrong conversion, named where it is a usual one."""
    common = sorted(rings.keys() & site.rings.keys())
    if len(common) > 1:
        moves = [_moved(site.rings[code], rings[code]) for code in common]
        east, north = median(m[0] for m in moves), median(m[1] for m in moves)
        length = math.hypot(east, north)
        reach = SPREAD_M + 0.001 * length  # a wrong scale moves the far plots a little more
        if length < MOVED_M or any(math.dist(move, (east, north)) > reach for move in moves):
            return
        way = _way((east, north), _middle(rings[common[0]]))
        facts = {"m": round(length, 2 if length < 10 else 0), "count": len(common)}
        yield Finding(f"displaced_{way}" if way else "moved_together", "", bool(way), facts)
    elif not common:
        yield from _displaced_from_boundary(rings, boundary_of(survey, site))


def _displaced_from_boundary(rings: Mapping[str, Ring], boundary: Any) -> Iterator[Finding]:
    """No plot to compare with: plots outside the boundary that a usual mistake, taken back, puts inside."""
    if boundary is None or not rings:
        return
    land = unary_union([Polygon(ring) for ring in rings.values()])
    wide = boundary.buffer(EDGE_M)
    if land.difference(wide).area <= max(OUTSIDE_M2, OVERLAP_M2) * len(rings):
        return
    middle = (land.centroid.x, land.centroid.y)
    for way in WRONG_WAYS:
        for sign in (1, -1):
            east, north = wrong_shift(way, middle)
            ring_back = [tuple((x - sign * east, y - sign * north) for x, y in ring) for ring in rings.values()]
            beyond = unary_union([Polygon(ring) for ring in ring_back]).difference(wide).area
            if math.hypot(east, north) > 10 and beyond <= OUTSIDE_M2 * len(rings):
                yield Finding(f"displaced_{way}", facts={"m": round(math.hypot(east, north)), "count": len(rings)})
                return


def _moved(before: Ring, after: Ring) -> Point:
    a, b = _middle(before), _middle(after)
    return b[0] - a[0], b[1] - a[1]


def _middle(ring: Ring) -> Point:
    centre = Polygon(ring).centroid
    return centre.x, centre.y


def _way(move: Point, at: Point) -> str:
    for way in WRONG_WAYS:
        shift = wrong_shift(way, at)
        reach = 0.03 + 0.002 * math.hypot(*shift)
        if math.dist(move, shift) < reach or math.dist(move, (-shift[0], -shift[1])) < reach:
            return way
    return ""
