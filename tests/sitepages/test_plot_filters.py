"""The filter of the plots: one value read from the address; counts, list and plan agree with it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitepages.explorer.facets import BANDS, FACETS, READY, WORDS, values_of
from sitepages.explorer.filters import SORTS, Wanted
from sitepages.explorer.list_page import plot_list
from sitepages.land.index import IndexedPlot, LandIndex
from sitepages.models import FunctionalZone, ParkSettings, Plot, PlotReceipt
from sitepages.services.land_index import index_on

ON = date(2026, 11, 24)
BY_BAND = ("area", "price", "power", "water", "fibre", "ready", "readiness")
SECTORS = ("software", "data_centre", "semiconductor_packaging_testing")


def wanted(query: str) -> Wanted:
    return Wanted.parse(QueryDict(query))[0]


def found(land: LandIndex, query: str) -> set[str]:
    asked = wanted(query)
    return {plot.code for plot in land.plots if asked.has(plot, land.on)}


@pytest.fixture
def land(park: datetime) -> LandIndex:
    return index_on(park.date(), with_levels=ParkSettings.load())


# --- Each filter holds what its words say ---


@pytest.mark.parametrize(("facet", "field"), [(name, field) for name, (field, _) in BANDS.items()])
def test_bands_part_the_known_plots_and_leave_the_unknown_out(land: LandIndex, facet: str, field: str) -> None:
    parts = [found(land, f"{facet}={value}") for value in BANDS[facet][1]]
    known = {plot.code for plot in land.plots if plot.value(field) is not None}
    assert set().union(*parts) == known
    assert sum(map(len, parts)) == len(known)
    assert all(parts)


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        ("price=0-80", lambda plot, on: (plot.value("lease_usd_m2") or 999) < 80),
        ("price=120-", lambda plot, on: (plot.value("lease_usd_m2") or 0) >= 120),
        ("power=1000-2000", lambda plot, on: 1000 <= plot.value("power_kva") < 2000),
        ("power=0-500&power=2000-", lambda plot, on: not 500 <= plot.value("power_kva") < 2000),
        ("ready=now", lambda plot, on: plot.value("available_from") <= on),
        ("ready=1y", lambda plot, on: on < plot.value("available_from") <= on + timedelta(days=365)),
        ("ready=later", lambda plot, on: plot.value("available_from") > on + timedelta(days=730)),
    ],
)
def test_a_filter_says_what_it_holds(land: LandIndex, query: str, rule: object) -> None:
    known = [plot for plot in land.plots if plot.value("power_kva") is not None]
    expected = {plot.code for plot in known if rule(plot, land.on)}  # type: ignore[operator]
    assert found(land, query) & {plot.code for plot in known} == expected
    assert expected


def test_an_expired_price_stands_in_no_band_and_is_counted_as_not_known(park: datetime) -> None:
    PlotReceipt.objects.filter(plot__code="SX-12", field="lease_usd_m2").update(
        verified_on=park.date() - timedelta(days=400), valid_until=park.date() - timedelta(days=1)
    )
    land = index_on(park.date(), with_levels=ParkSettings.load())
    price = next(facet for facet in plot_list(land, Wanted(), []).facets if facet.name == "price")
    assert "SX-12" not in found(land, "&".join(f"price={value}" for value in WORDS["price"]))
    assert price.unknown == Plot.objects.filter(lease_usd_m2=None).count() + 1


@pytest.mark.parametrize(
    ("days", "value"), [(0, "now"), (1, "1y"), (365, "1y"), (366, "2y"), (730, "2y"), (731, "later")]
)
def test_ready_turns_on_its_day(days: int, value: str) -> None:
    plot = IndexedPlot("SX-01", "SX", "available", (), {"available_from": ON + timedelta(days=days)}, ())
    assert values_of(plot, ON)[list(FACETS).index("ready")] == value


# --- Counts ---


CHOICES = {
    name: st.lists(st.sampled_from(sorted(WORDS[name])), max_size=2, unique=True).map(tuple)
    for name in ("status", *BY_BAND)
} | {"sector": st.lists(st.sampled_from(SECTORS), max_size=2, unique=True).map(tuple)}


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(chosen=st.fixed_dictionaries(CHOICES))
def test_each_count_is_what_a_click_would_show(land: LandIndex, chosen: dict[str, tuple[str, ...]]) -> None:
    now = Wanted(**chosen)
    for facet, counts in now.sift(land)[1].items():
        for value in WORDS.get(
            facet, {"zone": ("SX", "RD", "DC"), "sector": SECTORS, "phase": ("1", "2")}.get(facet, ())
        ):
            alone = replace(now, **{facet: (value,)})
            assert counts[value] == sum(alone.has(plot, land.on) for plot in land.plots), (facet, value)


# --- The address ---

codes = st.sampled_from(["SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.builds(
        Wanted,
        zone=st.lists(codes, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
        **{name: st.lists(st.sampled_from(list(WORDS[name])), unique=True).map(tuple) for name in ("status", *BY_BAND)},
        q=st.text("abcXYZ-0123 ", max_size=12).map(str.strip),
        sort=st.sampled_from(list(SORTS)),
    )
)
def test_a_filter_is_what_its_address_says(park: datetime, now: Wanted) -> None:
    read, refused = Wanted.parse(QueryDict(now.query()))
    assert refused == []
    assert replace(read, zone=tuple(sorted(read.zone))) == now


def test_defaults_vanish_from_the_address() -> None:
    assert Wanted().query() == ""


def test_what_the_address_says_wrongly_is_named(park: datetime, client: Client) -> None:
    read, refused = Wanted.parse(QueryDict("price=cheap&colour=red&power=1000-2000"))
    assert refused == ["colour", "price"]
    assert read == Wanted(power=("1000-2000",))
    page = client.get("/en/plots/?price=cheap&zone=SX").content.decode()
    assert "Left out: price" in page


def test_every_facet_and_value_has_words() -> None:
    assert set(WORDS) | {"zone", "sector", "phase"} == set(FACETS)
    assert set(WORDS["ready"]) == set(READY)
    assert {name: set(bands) for name, (_, bands) in BANDS.items()} == {name: set(WORDS[name]) for name in BANDS}


# --- Search and order ---


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sx-12", "SX-12"),
        ("SX 12", "SX-12"),
        ("ｓｘ-12", None),
        ("12", "SX-12"),
        ("sx12", "SX-12"),
        ("SX–12", "SX-12"),
        ("lô SX-12", "SX-12"),
    ],
)
def test_a_code_is_found_as_people_type_it(land: LandIndex, typed: str, code: str | None) -> None:
    shown = found(land, f"q={typed}")
    assert code is None or code in shown
    assert all(one.endswith("12") for one in shown)


@pytest.mark.parametrize(
    ("sort", "field"), [("price", "lease_usd_m2"), ("ready", "available_from"), ("area", "area_m2")]
)
def test_in_every_order_what_is_not_known_comes_last(land: LandIndex, sort: str, field: str) -> None:
    values = [plot.value(field) for plot in wanted(f"sort={sort}").sorted(land.plots)]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known
    assert known == sorted(known, reverse=sort == "area")  # type: ignore[type-var]


def test_chips_take_one_choice_away_and_keep_the_rest(park: datetime, client: Client) -> None:
    page = client.get("/en/plots/?zone=SX&price=80-100&ready=now").content.decode()
    chips = re.findall(r'class="chip" href="/en/plots/\?([^"]*)"', page)
    assert sorted(chip.replace("&amp;", "&") for chip in chips) == [
        "price=80-100&ready=now",
        "zone=SX&price=80-100",
        "zone=SX&ready=now",
    ]


def test_zones_of_the_address_are_those_of_the_park(park: datetime) -> None:
    assert {zone.code for zone in FunctionalZone.objects.all()} == {"SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL"}
