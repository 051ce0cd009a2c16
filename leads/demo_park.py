"""The demo park as an engine's catalogue, from its files: no database, every fact known."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from sitepages.land import geometry
from sitepages.land.facts import Fact, FactState, LandFacts, PlotFacts
from sitepages.land.importers.read import LandFile, read_files
from sitepages.land.streets import street_pairs

PARK = Path(__file__).parents[1] / "sitepages/demo/park"
PRINTED_ON = date(2026, 11, 24)  # the day the examples were printed
ZONES = ("SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL")


@cache
def demo_land(all_free: bool = False) -> LandFacts:
    """Every fact known, as the files give it."""
    names = ("survey_vn2000.csv", "plots.csv")
    read = read_files([LandFile(name, (PARK / name).read_bytes()) for name in names], ZONES)
    with (PARK / "permitted.csv").open(encoding="utf-8-sig", newline="") as file:
        permissions = {
            (row["sector"], zone): level
            for row in csv.DictReader(file)
            for zone, level in row.items()
            if zone != "sector"
        }
    plots = tuple(
        PlotFacts(
            code=code,
            zone=row["zone"],
            status="available" if all_free and row["status"] != "not_for_lease" else row["status"],
            status_since=None,
            facts={key: fact(key, value) for key, value in row.items() if key not in {"zone", "status"}},
            ring=tuple(read.rings[code]),
        )
        for code, row in sorted(read.attributes.items())
    )
    return LandFacts(
        on=PRINTED_ON,
        version="files",
        plots=plots,
        neighbours=frozenset(geometry.contiguous_pairs(read.rings)),
        permissions=permissions,
        zones={},
        illustrative=True,
    )


def fact(key: str, value: object) -> Fact:
    if value is None:
        return Fact(key, None, "", FactState.MISSING)
    return Fact(key, value, "", FactState.KNOWN, "demo", PRINTED_ON, "demo", last_value=value)


@cache
def demo_catalogue(all_free: bool = False) -> Catalogue:
    land = demo_land(all_free)
    return catalogue_from(land, street_pairs({plot.code: plot.ring for plot in land.plots}))
