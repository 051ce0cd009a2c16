"""Every form the land is given out in, imported into an empty database: the same park stands there again.

Outlines agree within 2 cm, every attribute that the form carries is equal, and what was not known stays not known.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from sitepages.explorer.files import NAMES
from sitepages.explorer.takeaway import FILES, Taken
from sitepages.land.exporters import COLUMNS, attributes
from sitepages.land.facts import Fact, FactState, FactValue, LandFacts, PlotFacts
from sitepages.land.geometry import area_m2, contiguous_pairs
from sitepages.land.importers.read import LandFile
from sitepages.land.index import LandIndex
from sitepages.models import FunctionalZone, Plot, PlotReceipt, PlotStatusChange
from sitepages.models.land import FACTS, RECEIPTED
from sitepages.services.demo_park import ZONE_ORDER
from sitepages.services.facts import facts_on
from sitepages.services.land_import import ImportTerms, apply_import, propose_import
from sitepages.services.land_index import index_on
from tests.loaded_db import LOADED_AT, filled

WITH_FACTS = [name for name in NAMES if name.startswith("boundary")]
OUTLINES_ALONE = "coordinates.xlsx"
FORMS = [*WITH_FACTS, OUTLINES_ALONE]
NEAR_M = 0.02
ON = LOADED_AT.date()
USE = ("Khu sản xuất sản phẩm công nghệ thông tin", "IT product manufacturing")
OWN_USES = (("Nhà xưởng xây sẵn", "Ready-built factory"), ("Trạm xử lý nước thải", "Waste water plant"))


def made(name: str, land: LandFacts, index: LandIndex, lang: str = "vi") -> bytes:
    with translation.override(lang):
        return FILES[name].make(Taken(land, index, [plot.code for plot in land.plots], "https://yenbinh.example/"))


def attribute_table(land: LandFacts) -> LandFile:
    """The facts beside a table of corners, which carries none."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(attributes(plot, land) for plot in land.plots)
    return LandFile("plots.csv", out.getvalue().encode())


def imported(name: str, data: bytes, land: LandFacts, now: datetime = LOADED_AT) -> LandFacts:
    """The park as it stands once the file was previewed and applied in a database that had no plot."""
    assert not Plot.objects.exists()
    files = [LandFile(name, data), *([attribute_table(land)] if name == OUTLINES_ALONE else [])]
    terms = ImportTerms(surveyed_on=now.date(), source="Round trip")
    change_set = propose_import(files=files, terms=terms, by=None, now=now)
    assert change_set.findings == []
    apply_import(change_set=change_set, by=None, now=now)
    with translation.override("vi"):
        return facts_on(now.date())


def assert_same(there: LandFacts, here: LandFacts) -> None:
    assert [plot.code for plot in here.plots] == [plot.code for plot in there.plots]
    for before, after in zip(there.plots, here.plots, strict=True):
        assert same_outline(before.ring, after.ring), before.code
        assert attributes(after, here) == attributes(before, there), before.code


Ring = tuple[tuple[float, float], ...]


def same_outline(one: Ring, other: Ring) -> bool:
    """The same corners in the same order, wherever the list begins and whichever way it runs."""
    turns = (way[start:] + way[:start] for way in (other, other[::-1]) for start in range(len(other)))
    return len(one) == len(other) and any(
        all(math.dist(a, b) <= NEAR_M for a, b in zip(one, turn, strict=True)) for turn in turns
    )


# --- The demo park ---


@pytest.fixture(scope="module")
def given_out(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[LandFacts, Mapping[str, bytes]]:
    """The whole demo park, with its expired and missing facts, in every form; its database is left again.

    Two plots are used otherwise than their zone is called.
    """
    with django_db_blocker.unblock(), filled("whole"):
        for code, (vi, en) in zip(("SX-01", "HT-01"), OWN_USES, strict=True):
            Plot.objects.filter(code=code).update(land_use_vi=vi, land_use_en=en)
        with translation.override("vi"):
            land, index = facts_on(ON), index_on(ON)
        files = {name: made(name, land, index) for name in FORMS}
    return land, files


@pytest.fixture
def zones(db: None) -> None:
    FunctionalZone.objects.bulk_create(
        FunctionalZone(code=code, name_vi=USE[0], name_en=USE[1], order=order) for order, code in enumerate(ZONE_ORDER)
    )


@pytest.mark.parametrize("name", FORMS)
def test_the_whole_park_stands_again_in_an_empty_database(
    given_out: tuple[LandFacts, Mapping[str, bytes]], zones: None, name: str
) -> None:
    there, files = given_out
    FunctionalZone.objects.all().delete()
    FunctionalZone.objects.bulk_create(
        FunctionalZone(code=code, name_vi=vi, name_en=en) for code, (vi, en) in there.zones.items()
    )
    here = imported(name, files[name], there)
    assert_same(there, here)
    uses = {plot.code: (plot.land_use_vi, plot.land_use_en) for plot in Plot.objects.all()}
    assert (uses["SX-01"], uses["HT-01"]) == OWN_USES
    assert len(here.plots) == 110
    assert here.neighbours == there.neighbours
    unknown = {(plot.code, key) for plot in there.plots for key, fact in plot.facts.items() if not fact.known}
    assert unknown
    assert {(plot.code, key) for plot in here.plots for key, fact in plot.facts.items() if not fact.known} == unknown
    assert PlotReceipt.objects.filter(source="Round trip").count() == 110 * len(FACTS) - len(unknown)
    assert PlotStatusChange.objects.count() == 110


@pytest.mark.parametrize("name", WITH_FACTS)
def test_what_an_english_reader_takes_away_changes_nothing_on_record(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, name: str
) -> None:
    """The land's own use of a plot, in both languages, not the name of its zone."""
    with django_db_blocker.unblock(), filled("park") as now:
        Plot.objects.filter(code="SX-01").update(land_use_vi=OWN_USES[0][0], land_use_en=OWN_USES[0][1])
        with translation.override("en"):
            land, index = facts_on(now.date(), ["SX-01"]), index_on(now.date())
        files = [LandFile(name, made(name, land, index, "en"))]
        terms = ImportTerms(surveyed_on=now.date(), source="Round trip")
        proposed = propose_import(files=files, terms=terms, by=None, now=now)
        assert proposed.findings == []
        assert [change for change in proposed.changes if change["model"] == "plot"] == []


def test_the_form_that_carries_no_facts_changes_none(
    given_out: tuple[LandFacts, Mapping[str, bytes]], zones: None
) -> None:
    there, files = given_out
    imported("boundary.gpkg", files["boundary.gpkg"], there)
    again = propose_import(
        files=[LandFile(OUTLINES_ALONE, files[OUTLINES_ALONE])],
        terms=ImportTerms(surveyed_on=ON, source="Round trip"),
        by=None,
        now=LOADED_AT,
    )
    assert (again.findings, again.changes) == ([], [])


# --- Any park ---

numbers = st.integers(0, 100_000)
VALUES: dict[str, st.SearchStrategy[FactValue]] = {
    **dict.fromkeys(RECEIPTED, numbers),
    "phase": st.integers(1, 9),
    "max_floors": st.integers(0, 100),
    "soil_bearing_kpa": st.integers(0, 10_000),
    "area_m2": st.integers(10, 10_000_000).map(lambda tenths: tenths / 10),
    "max_coverage_pct": st.integers(0, 1_000).map(lambda tenths: tenths / 10),
    "floor_area_ratio": st.integers(0, 3_000).map(lambda hundredths: hundredths / 100),
    "road_width_m": st.integers(0, 2_000).map(lambda tenths: tenths / 10),
    "frontage_m": st.integers(0, 100_000).map(lambda tenths: tenths / 10),
    "elevation_m": st.integers(-500, 30_000).map(lambda tenths: tenths / 10),
    "lease_usd_m2": st.integers(0, 100_000).map(lambda tenths: tenths / 10),
    "service_fee_usd_m2_year": st.integers(0, 100_000).map(lambda hundredths: hundredths / 100),
    "power_redundancy": st.sampled_from(["N", "N+1", "2N"]),
    "land_use": st.sampled_from([USE[0], *(vi for vi, _en in OWN_USES)]),
    "available_from": st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    "lease_until": st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}


@st.composite
def plots(draw: st.DrawFn, place: int) -> PlotFacts:
    """A star around a centre of its own, 300 m from the next, with any facts or none."""
    x, y = 440_000 + 300 * place, 2_368_000 + draw(st.integers(0, 900))
    corners = draw(st.integers(3, 9))
    reach = draw(st.lists(st.integers(20_000, 90_000), min_size=corners, max_size=corners))
    ring = tuple(
        (
            round(x + mm / 1000 * math.cos(-2 * math.pi * n / corners), 3),
            round(y + mm / 1000 * math.sin(-2 * math.pi * n / corners), 3),
        )
        for n, mm in enumerate(reach)
    )
    facts = {}
    for field, values in VALUES.items():
        # A declared area must be the outline's: a reader finds any other.
        value = draw(st.none() | (st.just(round(area_m2(ring), 1)) if field == "area_m2" else values))
        facts[field] = Fact(field, value, "", FactState.MISSING if value is None else FactState.KNOWN)
    zone = draw(st.sampled_from(ZONE_ORDER))
    status = draw(st.sampled_from(["available", "reserved", "leased", "clearance", "not_for_lease"]))
    use = dict([USE, *OWN_USES])
    vi = str(facts["land_use"].value or "")
    return PlotFacts(f"{zone}-{place:02}", zone, status, None, facts, ring, land_use=(vi, use.get(vi, "")))


parks = st.integers(1, 4).flatmap(lambda count: st.tuples(*(plots(place) for place in range(1, count + 1))))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(parks)
@pytest.mark.parametrize("name", FORMS)
def test_any_set_of_plots_stands_again_in_an_empty_database(
    zones: None, name: str, drawn: tuple[PlotFacts, ...]
) -> None:
    names = dict.fromkeys(ZONE_ORDER, USE)
    ordered = tuple(sorted(drawn, key=lambda plot: plot.code))
    pairs = frozenset(contiguous_pairs({plot.code: plot.ring for plot in ordered}))
    there = LandFacts(ON, "generated", ordered, pairs, {}, names, True)
    data = made(name, there, LandIndex(ON, (), {}, names, {}, True))
    with transaction.atomic():
        here = imported(name, data, there)
        assert_same(there, here)
        assert here.neighbours == there.neighbours
        transaction.set_rollback(True)
