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
from sitepages.land.importers.crs import WAYS, way_of, wrong_shift
from sitepages.land.importers.read import Survey, of_layer
from sitepages.land.layer_checks import LayerOnSite, compare_layers, sound_area
from sitepages.land.tolerances import AREA_SHARE, EDGE_M, MOVED_M, OUTSIDE_M2, OVERLAP_M2, SPREAD_M


@dataclass(frozen=True)
class Site:
    """The land as it stands: outlines and declared areas by code, the park's boundary (GeoJSON geometries
    in EPSG:9213), who points at a plot from outside the land (leads, holds), and by code the values on
    record of the columns a file gives (`known`), expired ones too; and the layers of the plan.
    """

    rings: Mapping[str, Ring] = field(default_factory=dict)
    areas: Mapping[str, float | None] = field(default_factory=dict)
    boundary: Sequence[Mapping[str, Any]] = ()
    referred: Mapping[str, Sequence[str]] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    layers: Sequence[LayerOnSite] = ()

    @property
    def boundary_sound(self) -> bool:
        return all(shape(one).is_valid for one in self.boundary)


def compare(survey: Survey, site: Site, whole: bool) -> list[Finding]:
    """Findings of the survey against itself and the site; `whole`: the files are the whole park."""
    if survey.whole_file_wrong:
        return []
    broken_layers = [
        {key: found.facts.get(key) for key in ("row", "kind")}
        for found in survey.findings
        if found.error and of_layer(found)
    ]
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
    # Where a plot of a wrong code lies among the others is no news, nor where a mistake put one.
    told = {
        finding.plot for finding in found if finding.code == "unknown_plot" or finding.code.startswith("displaced_")
    }
    near = {code: ring for code, ring in rings.items() if code not in told}
    found += [*_overlaps(near, kept), *_outside(near, boundary_of(survey, site))]
    sound = [layer for layer in survey.layers if layer.facts not in broken_layers]
    found += compare_layers(sound, {**kept, **near}, kept, site.layers)
    # Plots that moved together leave gaps to those that stayed: told once, by the move.
    return found if any(finding.code == "moved_together" for finding in found) else [*found, *_slivers(near, kept)]


def _codes(survey: Survey, site: Site) -> Iterator[Finding]:
    for code in sorted({*survey.rings, *survey.attributes} - site.rings.keys()):
        if code not in survey.rings:
            yield Finding("no_survey" if survey.rings or not site.rings else "unknown_plot", code)
        elif "zone" not in survey.attributes.get(code, {}):
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
    """The park's boundary as a shape: the one these files bring, else the site's; None if there is none. One that
    crosses itself counts as far as it can be mended.
    """
    brought = [layer.geometry for layer in survey.layers if layer.kind == "boundary"]
    return sound_area(brought or site.boundary)


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
    """Plots moved together since the last survey: the mark of a wrong conversion, named where it is a usual one."""
    common = sorted(rings.keys() & site.rings.keys())
    moves = {code: _moved(site.rings[code], rings[code]) for code in common}
    east, north = (median(move[axis] for move in moves.values()) if moves else 0.0 for axis in (0, 1))
    if moves and all(_alike(move, (east, north)) for move in moves.values()) and _as_they_were(common, rings, site):
        if math.hypot(east, north) >= MOVED_M:
            way = way_of((east, north), _middle(rings[common[0]]))
            facts = {"m": _metres(math.hypot(east, north)), "count": len(common)}
            yield Finding(f"displaced_{way}" if way else "moved_together", "", bool(way), facts)
            return
    else:
        yield from _displaced_singly(moves, rings, site)
    new = {code: ring for code, ring in rings.items() if code not in moves}
    yield from _displaced_from(new, boundary_of(survey, site), {**site.rings, **rings} if moves else site.rings)


def _as_they_were(common: Sequence[str], rings: Mapping[str, Ring], site: Site) -> bool:
    """One plot alone: its outline must be the same beside the old place, or it was simply surveyed anew."""
    return len(common) > 1 or all(_rigid(site.rings[code], rings[code]) for code in common)


def _displaced_singly(moves: Mapping[str, Point], rings: Mapping[str, Ring], site: Site) -> Iterator[Finding]:
    """Some plots of the file only: those whose same outline lies where a usual mistake would put it."""
    for code, move in moves.items():
        if math.hypot(*move) >= MOVED_M and _rigid(site.rings[code], rings[code]):
            way = way_of(move, _middle(rings[code]))
            if way:
                yield Finding(f"displaced_{way}", code, facts={"m": _metres(math.hypot(*move)), "count": 1})


def _rigid(before: Ring, after: Ring) -> bool:
    """Whether the outline has the same corners, all moved alike."""
    east, north = _moved(before, after)
    reach = SPREAD_M + 0.001 * math.hypot(east, north)
    return geometry.same_outline([(x + east, y + north) for x, y in before], after, reach)


def _alike(move: Point, others: Point) -> bool:
    return math.dist(move, others) <= SPREAD_M + 0.001 * math.hypot(*others)  # a wrong scale moves far plots more


def _metres(length: float) -> float:
    return round(length, 2 if length < 10 else 0)


def _displaced_from(new: Mapping[str, Ring], boundary: Any, others: Mapping[str, Ring]) -> Iterator[Finding]:
    """New plots with nothing to compare with, outside the boundary or on other plots: a usual mistake that, taken
    back, puts them inside the one and hard by the others.
    """
    if not new:
        return
    land = unary_union([Polygon(ring) for ring in new.values()])
    beside = {code: ring for code, ring in others.items() if code not in new}
    wide = boundary.buffer(EDGE_M) if boundary is not None else None
    outside = wide is not None and land.difference(wide).area > max(OUTSIDE_M2, OVERLAP_M2) * len(new)
    if not outside and not _on_others(new, beside):
        return
    middle = (land.centroid.x, land.centroid.y)
    for way in WAYS:
        for sign in (1, -1):
            east, north = wrong_shift(way, middle)
            back = {code: tuple((x - sign * east, y - sign * north) for x, y in ring) for code, ring in new.items()}
            if math.hypot(east, north) > 10 and _fits_there(back, wide if outside else None, beside):
                facts = {"m": round(math.hypot(east, north)), "count": len(new)}
                yield Finding(f"displaced_{way}", facts=facts)
                return


def _on_others(new: Mapping[str, Ring], beside: Mapping[str, Ring]) -> bool:
    pairs = geometry.overlapping_pairs({**beside, **new}) if beside else {}
    return any((first in new) != (second in new) for first, second in pairs)


def _fits_there(back: Mapping[str, Ring], wide: Any, beside: Mapping[str, Ring]) -> bool:
    """Inside the boundary the plots lay outside of; else on no other plot and contiguous with one."""
    if wide is not None:
        beyond = unary_union([Polygon(ring) for ring in back.values()]).difference(wide).area
        return bool(beyond <= OUTSIDE_M2 * len(back))
    pairs = geometry.contiguous_pairs({**beside, **back})
    touch = any((first in back) != (second in back) for first, second in pairs)
    return touch and not _on_others(back, beside)


def _moved(before: Ring, after: Ring) -> Point:
    a, b = _middle(before), _middle(after)
    return b[0] - a[0], b[1] - a[1]


def _middle(ring: Ring) -> Point:
    centre = Polygon(ring).centroid
    return centre.x, centre.y
