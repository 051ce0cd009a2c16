"""The site's own files brought back to it: no change, nothing found but what had expired and is given out empty."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import translation

from sitepages.explorer.takeaway import FILES, Taken
from sitepages.land import geometry
from sitepages.land.facts import FactState
from sitepages.land.importers.read import LandFile
from sitepages.land.tolerances import DEGREES_M, WRITTEN_M
from sitepages.services.facts import facts_on
from sitepages.services.land_import import ImportTerms, propose_import
from sitepages.services.land_index import index_on

pytestmark = pytest.mark.once

EMPTY_CELLS = ("boundary.dxf", "boundary.geojson", "boundary.gpkg", "boundary.shp.zip")
WITHOUT_THEM = ("boundary.kml", "coordinates.xlsx")  # they leave out what is not known, so it stays as it was


@pytest.mark.parametrize("name", [*EMPTY_CELLS, *WITHOUT_THEM])
def test_what_the_site_gives_out_is_no_change_when_it_comes_back(name: str, whole_site: datetime) -> None:
    on = whole_site.date()
    with translation.override("vi"):
        land, index = facts_on(on), index_on(on)
        taken = Taken(land, index, [[plot.code] for plot in land.plots], "https://yenbinh.example/")
        data = FILES[name].make(taken)
    terms = ImportTerms(surveyed_on=on, source="Round trip")
    back = propose_import(files=[LandFile(name, data)], terms=terms, by=None, now=whole_site)
    facts = ((plot.code, fact) for plot in land.plots for fact in plot.facts.values())
    expired = {(code, fact.key) for code, fact in facts if fact.state is FactState.EXPIRED}
    assert expired
    asked = expired if name in EMPTY_CELLS else set()
    assert {(row["code"], row["plot"], row["facts"]["column"]) for row in back.findings} == {
        ("value_lost", *one) for one in asked
    }
    assert {(change["key"], change["field"]) for change in back.changes if change["model"] != "receipts"} == asked


SQUARE = ((440_000.0, 2_368_000.0), (440_060.0, 2_368_000.0), (440_060.0, 2_368_090.0), (440_000.0, 2_368_090.0))


def test_an_outline_is_the_same_wherever_it_begins_and_whichever_way_it_runs() -> None:
    for start in range(4):
        turned = (*SQUARE[start:], *SQUARE[:start])
        assert geometry.same_outline(SQUARE, turned, WRITTEN_M)
        assert geometry.same_outline(SQUARE, turned[::-1], WRITTEN_M)
    assert not geometry.same_outline(SQUARE, SQUARE[:3], 1.0)
    assert not geometry.same_outline(
        SQUARE, (SQUARE[1], SQUARE[0], *SQUARE[2:]), DEGREES_M
    )  # another order: it crosses


@pytest.mark.parametrize(
    ("moved", "in_metres", "in_degrees"), [(0.0009, True, True), (0.002, False, True), (0.011, False, False)]
)
def test_how_far_a_corner_moves_before_it_is_a_change(moved: float, in_metres: bool, in_degrees: bool) -> None:
    other = ((SQUARE[0][0] + moved, SQUARE[0][1]), *SQUARE[1:])
    assert geometry.same_outline(SQUARE, other, WRITTEN_M) is in_metres
    assert geometry.same_outline(SQUARE, other, DEGREES_M) is in_degrees
