"""What is taken away says what the page says: read back, outlines agree within 2 cm and attributes are equal."""

from __future__ import annotations

import io
import math
import re
from datetime import date, datetime

import openpyxl
import pytest
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from sitepages.explorer.files import NAMES
from sitepages.explorer.takeaway import FILES, Taken
from sitepages.land.exporters import COLUMNS, attributes
from sitepages.land.facts import Fact, FactState, FactValue, LandFacts, PlotFacts
from sitepages.land.geometry import area_m2
from sitepages.land.importers.read import LandFile, Survey, read_files
from sitepages.land.index import LandIndex
from sitepages.models import Plot
from sitepages.models.land import RECEIPTED
from sitepages.services.answer_sheet import all_questions
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from tests.sitepages.test_picks import kept_page


@pytest.fixture
def park(whole_site: datetime) -> datetime:
    """One filled database for the whole module: two at once would share one connection."""
    return whole_site


ZONES = ("SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL")
FORMS = [name for name in NAMES if name.startswith("boundary")]
WITH_OUTLINES = [*FORMS, "coordinates.xlsx"]
NEAR_M = 0.02
ON = date(2026, 11, 25)


def made(name: str, land: LandFacts, index: LandIndex) -> bytes:
    with translation.override("vi"):
        return FILES[name].make(Taken(land, index, [plot.code for plot in land.plots], "https://yenbinh.example/"))


def read_back(name: str, data: bytes) -> Survey:
    survey = read_files([LandFile(name, data)], ZONES)
    assert not survey.findings, [(finding.code, finding.plot, finding.facts) for finding in survey.findings]
    return survey


def agree(one: tuple[tuple[float, float], ...], other: tuple[tuple[float, float], ...]) -> bool:
    """The same corners in the same order, wherever each begins and whichever way it runs."""
    return len(one) == len(other) and all(min(math.dist(point, corner) for corner in other) <= NEAR_M for point in one)


def typed(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


# --- Round trips ---


@pytest.fixture
def land(whole_site: datetime) -> LandFacts:
    with translation.override("vi"):
        return facts_on(whole_site.date())


@pytest.mark.parametrize("name", WITH_OUTLINES)
def test_the_park_comes_back_as_it_went_out(land: LandFacts, name: str) -> None:
    survey = read_back(name, made(name, land, index_on(land.on)))
    assert set(survey.rings) == {plot.code for plot in land.plots}
    assert len(survey.rings) == Plot.objects.count()
    for plot in land.plots:
        assert agree(plot.ring, survey.rings[plot.code]), plot.code
        if name in FORMS:
            given_back = {column: survey.attributes[plot.code].get(column) for column in COLUMNS if column != "code"}
            wanted = {column: typed(value) for column, value in attributes(plot, land).items() if column != "code"}
            assert {key: typed(value) for key, value in given_back.items()} == wanted, plot.code


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
    "land_use": st.just("Khu sản xuất sản phẩm công nghệ thông tin"),
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
    zone = draw(st.sampled_from(ZONES))
    status = draw(st.sampled_from(["available", "reserved", "leased", "clearance", "not_for_lease"]))
    return PlotFacts(f"{zone}-{place:02}", zone, status, None, facts, ring)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 4).flatmap(lambda count: st.tuples(*(plots(place) for place in range(1, count + 1)))))
@pytest.mark.parametrize("name", WITH_OUTLINES)
def test_any_set_of_plots_comes_back_as_it_went_out(name: str, drawn: tuple[PlotFacts, ...]) -> None:
    zones = dict.fromkeys(ZONES, (VALUES_LAND_USE, "IT product manufacturing"))
    land = LandFacts(ON, "generated", drawn, frozenset(), {}, zones, True)
    survey = read_files([LandFile(name, made(name, land, LandIndex(ON, (), {}, zones, {}, True)))], ZONES)
    for plot in drawn:
        assert agree(plot.ring, survey.rings[plot.code])
        if name in FORMS:
            wanted = {column: typed(value) for column, value in attributes(plot, land).items() if column != "code"}
            found = survey.attributes[plot.code]
            assert {column: typed(found.get(column)) for column in wanted} == wanted


VALUES_LAND_USE = "Khu sản xuất sản phẩm công nghệ thông tin"


# --- Doors ---


@pytest.mark.parametrize("name", NAMES)
def test_each_file_of_a_plot_may_be_kept_and_names_itself(whole_site: datetime, client: Client, name: str) -> None:
    response = client.get(f"/en/plots/SX-16/{name}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == FILES[name].kind
    assert response.headers["Content-Disposition"] == f'attachment; filename="yenbinh-SX-16-{name}"'
    assert response.headers["Cache-Control"].startswith("public")
    assert f"/en/plots/SX-16/{name}" in client.get("/en/plots/SX-16/").content.decode()


def test_the_files_of_a_kept_list_are_its_readers_alone(whole_site: datetime, client: Client) -> None:
    address, page = kept_page(client, ["SX-12", "SX-16~SX-17"])
    for name in NAMES:
        assert f"{address}{name}" in page
    response = client.get(f"{address}boundary.geojson")
    assert "no-store" in response.headers["Cache-Control"]
    assert {feature["id"] for feature in response.json()["features"]} == {"SX-12", "SX-16", "SX-17"}


@pytest.mark.parametrize("path", ["/en/plots/SX-16/other.pdf", "/en/plots/ZZ-99/brochure.pdf", "/en/shortlist/x/a.pdf"])
def test_a_file_nobody_has_is_a_plain_404(whole_site: datetime, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


# --- The brochure ---

WORDS = {"vi": ("Còn trống", "chưa biết", "mã băm tài liệu"), "en": ("Available", "not known", "this brochure")}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_brochure_says_what_the_page_says_and_every_letter_is_there(
    whole_site: datetime, client: Client, lang: str
) -> None:
    pdf = client.get(f"/{lang}/plots/SX-16/brochure.pdf").content
    reader = PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "\ufffd" not in text
    assert "\0" not in text
    for words in WORDS[lang]:
        assert words in text, words
    area = Plot.objects.get(code="SX-16").area_m2
    assert f"{area:,.1f}".translate(str.maketrans(",.", ".,") if lang == "vi" else {}) in text
    letters = {letter for letter in text if not letter.isspace()}
    assert letters <= set(client.get(f"/{lang}/plots/SX-16/").content.decode()) | set(text.encode("utf-8").decode())
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index,union-attr]
    }
    assert fonts
    assert all("SourceSans3" in font for font in fonts), fonts
    assert pdf == client.get(f"/{lang}/plots/SX-16/brochure.pdf").content


# --- The answer sheet ---


def test_the_answer_sheet_has_the_same_rows_for_every_plot_each_with_its_source(
    whole_site: datetime, client: Client
) -> None:
    address, _page = kept_page(client, ["DC-01", "SX-16", "HT-01"])
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}answers.xlsx").content)).worksheets[0]
    title, *rows = sheet.iter_rows(values_only=True)
    assert title[4:] == tuple(
        f"{code}: {what}" for code in ("DC-01", "SX-16", "HT-01") for what in ("answer", "source")
    )
    asked = all_questions()
    assert [row[0] for row in rows] == [question.order for question in asked]
    assert [row[2] for row in rows] == [question.label_en for question in asked]
    for row in rows:
        for answer, source in zip(row[4::2], row[5::2], strict=True):
            assert answer not in (None, "")
            assert source, row[2]
    by_key = {question.key: row for question, row in zip(asked, rows, strict=True)}
    assert by_key["site_area"][4] == float(Plot.objects.get(code="DC-01").area_m2 or 0)
    assert by_key["wat_capacity"][6] == "not known"  # expired in the demo
    assert "expired on" in by_key["wat_capacity"][7]
    assert by_key["title_owner"][4] == "not known"
    assert by_key["inc_cit"][4] == "depends on the project"
    assert str(by_key["con_version"][4]).count("·") == 1
